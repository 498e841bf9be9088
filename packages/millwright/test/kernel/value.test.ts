import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addCounters, type Counters, isBalanced, noCounters, outcomes } from '../../src/kernel/counters.ts'
import { type Finding, isBlocking } from '../../src/kernel/finding.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { countOf, emptyRow, rowOf } from '../../src/kernel/value.ts'

test('a row has the columns it was given and nothing else, not even a prototype', () => {
  const row = rowOf(['id', '__proto__', 'constructor', 'left out'], [1n, 'x', null])
  expect(Object.entries(row)).toEqual([
    ['id', 1n],
    ['__proto__', 'x'],
    ['constructor', null],
    ['left out', null],
  ])
  expect(Object.getPrototypeOf(row)).toBe(null)
  expect(emptyRow()['toString']).toBe(undefined)
})

test('a count is a number, whatever the driver made of it', () => {
  expect([countOf(7n), countOf(7), countOf(null), countOf(undefined)]).toEqual([7, 7, 0, 0])
})

const counters: fc.Arbitrary<Counters> = fc.record({
  read: fc.nat(1000),
  inserted: fc.nat(1000),
  updated: fc.nat(1000),
  deleted: fc.nat(1000),
  unchanged: fc.nat(1000),
  merged: fc.nat(1000),
  filtered: fc.nat(1000),
  rejected: fc.nat(1000),
})

const closed = counters.map((one): Counters => {
  return {
    ...one,
    read: one.inserted + one.updated + one.deleted + one.unchanged + one.merged + one.filtered + one.rejected,
  }
})

test('counters add up member by member, and nothing added changes nothing', () => {
  fc.assert(
    fc.property(counters, counters, (a, b) => {
      const sum = addCounters(a, b)
      for (const name of ['read', ...outcomes] as const) expect(sum[name]).toBe(a[name] + b[name])
      expect(addCounters(b, a)).toEqual(sum)
      expect(addCounters(a, noCounters)).toEqual(a)
    }),
  )
})

test('books that close stay closed when they are added; one record more or less opens them', () => {
  fc.assert(
    fc.property(closed, closed, fc.constantFrom('read', ...outcomes), (a, b, name) => {
      expect(isBalanced(addCounters(a, b))).toBe(true)
      expect(isBalanced({ ...a, [name]: a[name] + 1 })).toBe(false)
    }),
  )
})

test('errors and worse keep a move from being proved', () => {
  const levels = ['info', 'warning', 'error', 'critical'] as const
  const findings = levels.map((severity): Finding => ({ code: 'X1', severity, subject: '', message: '' }))
  expect(findings.map(isBlocking)).toEqual([false, false, true, true])
})

test('identifiers are 18 characters, never the same twice, and sort by their time', async () => {
  const ids = Array.from({ length: 1000 }, () => systemClock.id())
  expect(new Set(ids).size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{18}$/)
  const first = systemClock.id()
  await systemClock.sleep(3)
  expect(systemClock.id() > first).toBe(true)
})
