/** Between any two schemas there is a way that keeps every row, or a refusal that changes nothing. */
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Difference } from '../../../src/diff/diff.ts'
import { rowsOf, schemaOf } from './oracle.ts'
import { type RandomSchema, randomSchema } from './random-schema.ts'
import { apply, database, diffTexts, scriptOf } from './walk.ts'

type Style = { readonly keeps: boolean; readonly renames: boolean }
type Settled = { readonly found: Difference; readonly answers: readonly string[] }

/** Answers every question: all that could be is renamed, or nothing, and what needs a value gets one. */
async function settle(from: string, to: string, { keeps, renames }: Style): Promise<Settled> {
  let answers: readonly string[] = keeps ? ['keep'] : []
  for (;;) {
    const found = await diffTexts(from, to, answers)
    const [open] = found.findings.filter(({ severity }) => severity === 'error')
    if (open === undefined) return { found, answers }
    const answer = (open.answer ?? '').replace('--', '').replace('<sql>', "'9'")
    const isDropped = open.code === 'DIFF101' && !renames
    const given = isDropped ? answer.replace('rename', 'drop').replace(/=[^=]*$/, '') : answer
    if (answers.includes(given)) throw new Error(`cannot be answered: ${JSON.stringify(open)}`)
    answers = [...answers, given]
  }
}

function fill(script: string, rows: readonly string[]): DatabaseSync {
  const db = database(script)
  for (const row of rows) {
    try {
      db.exec(row)
    } catch {
      // a row that the schema itself refuses
    }
  }
  return db
}

function applied(db: DatabaseSync, statements: readonly string[]): boolean {
  try {
    apply(db, statements)
    return true
  } catch (error) {
    expect(String(error)).toMatch(/constraint failed|cannot store|values_fit|no_row/)
    db.exec('rollback; pragma foreign_keys = on; pragma legacy_alter_table = off')
    return false
  }
}

async function holds(from: RandomSchema, to: RandomSchema, style: Style): Promise<void> {
  const { found, answers } = await settle(from.script, to.script, style)
  expect(found.findings.filter(({ severity }) => severity === 'critical')).toEqual([])
  const db = fill(from.script, from.rows)
  const [schema, rows] = [schemaOf(db), rowsOf(db)]
  if (!applied(db, found.up.framed)) {
    expect(schemaOf(db)).toEqual(schema)
    expect(rowsOf(db)).toEqual(rows)
    return
  }
  expect(schemaOf(db)).toEqual(schemaOf(database(to.script)))
  expect((await diffTexts(scriptOf(db), to.script, answers)).changes).toEqual([])
  if (!applied(db, found.down.framed)) {
    expect(found.reversible).toBe(false)
    return
  }
  expect(schemaOf(db)).toEqual(schema)
  if (found.reversible) expect(rowsOf(db)).toEqual(rows)
}

const style = fc.record({ keeps: fc.boolean(), renames: fc.boolean() })

test('random schemas', { timeout: 400_000 }, async () => {
  await fc.assert(fc.asyncProperty(randomSchema, randomSchema, style, holds), {
    numRuns: 300,
    seed: 20_261_121,
  })
})
