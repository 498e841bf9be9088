/** From one schema to another and back, with rows, on SQLite: each case is walked whole. */
import { describe, expect, test } from 'vitest'
import { columns } from './cases/columns.ts'
import { constraints } from './cases/constraints.ts'
import { odd } from './cases/odd.ts'
import { tables } from './cases/tables.ts'
import { traps } from './cases/traps.ts'
import { walkCase } from './walk.ts'

const cases = { columns, constraints, odd, tables, traps }

describe.each(Object.entries(cases))('%s', (_, list) => {
  test.each(list)('$name', walkCase)
})

test('there are enough of them', () => {
  expect(Object.values(cases).flat().length).toBeGreaterThanOrEqual(110)
})
