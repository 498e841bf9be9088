export function first(): number {
  let sum = 0
  sum += 1
  sum += 2
  sum += 3
  sum += 4
  sum += 5
  sum += 6
  return sum
}

export function second(): number {
  let product = 1
  product *= 1
  product *= 2
  product *= 3
  product *= 4
  product *= 5
  product *= 6
  return product
}
