import type { Value } from '../kernel/value.ts'

const longestText = 200
const form = Buffer.allocUnsafe(1 << 14)
let end = 0

/**
 * The canonical form of a row that holds nothing but short ASCII texts, integers and nulls, as most rows do; undefined for
 * any other. Its characters are put one after the other into the same bytes: pieced together as text, a row's form would
 * leave four strings behind for every value.
 */
export function plainForm(values: readonly Value[]): string | undefined {
  end = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as Value
    if (value === null) form[end++] = letters.n
    else if (typeof value === 'string') {
      if (!takeText(value)) return undefined
    } else if (typeof value !== 'bigint' || !takeInteger(value)) return undefined
    if (end > form.length - 2 * longestText) return undefined
  }
  return form.toString('latin1', 0, end)
}

const letters = { n: 110, t: 116, i: 105, colon: 58, semicolon: 59, zero: 48 } as const

function takeText(text: string): boolean {
  const { length } = text
  if (length > longestText) return false
  form[end++] = letters.t
  if (length >= 100) form[end++] = letters.zero + Math.floor(length / 100)
  if (length >= 10) form[end++] = letters.zero + (Math.floor(length / 10) % 10)
  form[end++] = letters.zero + (length % 10)
  form[end++] = letters.colon
  return takeUnits(text)
}

function takeUnits(text: string): boolean {
  let place = end
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 127) return false
    form[place++] = unit
  }
  end = place
  return true
}

function takeInteger(value: bigint): boolean {
  const digits = String(value)
  if (digits.length > longestText) return false
  form[end++] = letters.i
  takeUnits(digits)
  form[end++] = letters.semicolon
  return true
}
