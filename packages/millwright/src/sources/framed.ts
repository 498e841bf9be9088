import type { Value } from '../kernel/value.ts'

/** A row as text in which no two different rows look alike: every value with its kind and, where needed, its length. */
export function framed(row: readonly Value[]): string {
  let text = ''
  for (const value of row) text += frame(value)
  return `${text}\n`
}

function frame(value: Value): string {
  if (value === null) return 'n'
  if (typeof value === 'string') return `s${value.length}:${value}`
  if (typeof value === 'bigint') return `i${value};`
  if (typeof value === 'number') return Object.is(value, -0) ? 'd-0;' : `d${value};`
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return `x${Buffer.from(value).toString('base64')};`
}
