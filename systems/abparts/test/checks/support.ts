import { expect } from 'vitest'
import type { Result } from '../../src/checks/evaluate.ts'
import type { ValidationReport } from '../../src/checks/validate.ts'
import type { Expected } from '../../src/generator/injection.ts'

/** How much each rule found. */
export const countsOf = ({ results }: ValidationReport): Record<string, number> =>
  Object.fromEntries(results.map(({ id, affected_records }) => [id, affected_records]))

/** The keys of all findings, by rule, in one form; only whole where the report was asked for a sample of any size. */
export function keysOf(results: readonly Result[]): Record<string, readonly string[]> {
  const keys = results.map(({ id, details }) => {
    expect(details.truncated).toBe(false)
    return [id, details.sample.map((key) => (typeof key === 'string' ? key : key.join(' '))).toSorted()] as const
  })
  return Object.fromEntries(keys)
}

export function expectedKeys(expected: Iterable<Expected>): Record<string, readonly string[]> {
  const byRule: Record<string, string[]> = {}
  for (const { rule, key } of expected) {
    byRule[rule] ??= []
    if (key.length > 0) byRule[rule].push(key.join(' '))
  }
  return Object.fromEntries(Object.entries(byRule).map(([rule, keys]) => [rule, keys.toSorted()]))
}

export const everything = 1_000_000
