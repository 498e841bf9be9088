import type { SQLInputValue } from 'node:sqlite'
import type { Value } from '../../kernel/value.ts'
import { notStorable } from './problems.ts'

/** The values of a statement as the driver takes them. @throws DB115 for a value that SQLite would alter */
export function bindable(values: readonly Value[]): readonly SQLInputValue[] {
  const words = unstorable(values)
  if (words !== undefined) throw notStorable(words)
  return asBound(values)
}

/**
 * Why one of these values would not be stored as it is, or nothing. Left alone, the driver replaces half of a
 * surrogate pair by U+FFFD, and SQLite stores NaN as NULL.
 */
export function unstorable(values: readonly Value[]): string | undefined {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as Value
    if (typeof value === 'string' ? value.isWellFormed() : typeof value !== 'number' && typeof value !== 'bigint')
      continue
    const words = reason(value)
    if (words !== undefined) return `value ${at + 1} ${words}`
  }
  return undefined
}

const [smallest, largest] = [-(2n ** 63n), 2n ** 63n - 1n]

function reason(value: Value): string | undefined {
  if (typeof value === 'string') return 'is text with half of a surrogate pair'
  if (Number.isNaN(value)) return 'is not a number (NaN)'
  if (typeof value !== 'bigint' || (value >= smallest && value <= largest)) return undefined
  return 'is an integer of more than 64 bits'
}

/** The driver's form of values that are known to be storable. */
export function asBound(values: readonly Value[]): readonly SQLInputValue[] {
  for (const value of values) if (typeof value === 'boolean') return values.map(asNumber)
  return values as readonly SQLInputValue[]
}

// As bigint it is bound as an integer; as number it would be a float in a column without affinity.
const asNumber = (value: Value): SQLInputValue => (typeof value === 'boolean' ? BigInt(value) : value)
