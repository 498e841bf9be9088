/** A schema is equal to itself, to its own print, and what a history gives is equal to the file it was written from. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compareSides, ddlOf, diffSides, filePlace } from '../../src/actions/diff.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { noAnswers } from '../../src/schema/answers.ts'
import { columns } from './sqlite/cases/columns.ts'
import { constraints } from './sqlite/cases/constraints.ts'
import { odd } from './sqlite/cases/odd.ts'
import { tables } from './sqlite/cases/tables.ts'
import { traps } from './sqlite/cases/traps.ts'
import { database, diffTexts, scriptOf } from './sqlite/walk.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

describe('schemas of the systems', () => {
  test.each([
    [sqlite, 'hospital/schema.sql'],
    [pglite, 'abparts/schema/legacy.sql'],
    [pglite, 'abparts/schema/target.sql'],
    [sqlite, 'factory/schema/factory-17.sql'],
    [pglite, 'factory/schema/factory-17.sql'],
  ])('%o %s', { timeout: 120_000 }, async (dialect, file) => {
    const side = await filePlace(`${root}systems/${file}`)
    const found = await compareSides({ dialect, ddl: ddlOf(dialect), from: side, to: side, answers: noAnswers })
    expect(found.changes).toEqual([])
  })

  test("the hospital's migrations give its schema file", async () => {
    const where = { cwd: `${root}systems/hospital` }
    expect((await diffSides({ from: 'migrations', to: 'schema.sql', where })).changes).toEqual([])
  })
})

describe('a schema beside its own print', () => {
  const all = [columns, constraints, odd, tables, traps].flat().flatMap(({ from, to }) => [from, to])
  test.each([...new Set(all)])('%s', async (script) => {
    expect((await diffTexts(script, scriptOf(database(script)))).changes).toEqual([])
  })
})
