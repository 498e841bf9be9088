import { createHash } from 'node:crypto'
import { openDatabase } from 'millwright'
import { describe, expect, test } from 'vitest'
import { generate, type GenerateOptions } from '../../src/generator/generate.ts'
import { writeVoyage } from '../../src/generator/write.ts'
import { logbookProject, shipTables } from '../../src/project.ts'
import { type Found, kinds } from '../../src/survey/kinds.ts'
import { survey } from '../../src/survey/survey.ts'
import { emptyPlace } from '../support.ts'

const tables = shipTables()
const small = { years: 0.25, seed: 42, start: '2025-01-05' } as const
const digestOf = (options: GenerateOptions): string =>
  createHash('sha256')
    .update(JSON.stringify(generate(options, tables)))
    .digest('hex')

test('the same options give the same rows, another seed others', () => {
  const options = { ...small, profile: 'dirty' } as const
  expect(digestOf(options)).toBe(digestOf(options))
  expect(digestOf(options)).not.toBe(digestOf({ ...options, seed: 43 }))
})

test('three years are the figures of the law: 1,095 tickets, 156 soundings, 312 entries', () => {
  const { manifest } = generate({ years: 3, seed: 1, start: '2025-01-06', profile: 'clean' }, tables)
  expect(manifest.rows).toMatchObject({ daily_fuel_tickets: 1095, weekly_soundings: 156, orb_entries: 312 })
  expect(manifest.defects).toEqual([])
})

const found = async (options: GenerateOptions, target: string): Promise<readonly Found[]> => {
  const project = await logbookProject(emptyPlace())
  await writeVoyage(project, generate(options, tables).voyage, target)
  const db = await openDatabase(project, { readOnly: true })
  try {
    return (await survey(db, tables)).toSorted((a, b) => a.kind.localeCompare(b.kind) || a.id - b.id)
  } finally {
    await db.close()
  }
}

describe('what is found is what was put in', () => {
  test.each(['r07', 'r09b'])('clean, at %s: nothing', async (target) => {
    expect(await found({ ...small, profile: 'clean' }, target)).toEqual([])
  })

  test.each([
    ['r07', 42],
    ['r09b', 42],
    ['r07', 7],
    ['r08', 1234],
  ])('dirty, at %s with seed %i: each defect, and no other', async (target, seed) => {
    const options = { ...small, seed, profile: 'dirty' } as const
    const { manifest } = generate(options, tables)
    expect(await found(options, target)).toEqual(manifest.defects)
    expect([...new Set(manifest.defects.map(({ kind }) => kind))].sort()).toEqual(Object.keys(kinds).sort())
  })
})

test('a meter that comes round is a question in a clean book, and goes through with its answer', async () => {
  const options = { ...small, years: 12, profile: 'clean' } as const
  const { manifest } = generate(options, tables)
  expect(manifest.defects.map(({ kind }) => kind)).toEqual(['meter_rollover'])
  expect(await found(options, 'r09b')).toEqual(manifest.defects)
  const project = await logbookProject(emptyPlace())
  await expect(writeVoyage(project, generate(options, tables).voyage, 'r17')).resolves.toBeUndefined()
})

test('a voyage that is too short for its defects says so', () => {
  expect(() => generate({ ...small, years: 0.1, profile: 'dirty' }, tables)).toThrow(
    'A dirty voyage takes at least a quarter of a year: --years 0.25.',
  )
})
