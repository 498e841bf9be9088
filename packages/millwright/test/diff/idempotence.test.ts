/** A schema is equal to itself, to its own print, and what a history gives is equal to the file it was written from. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { compareSides, ddlOf, diffSides, loadStatements, schemaPlace } from '../../src/actions/diff.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { noAnswers } from '../../src/schema/answers.ts'
import { server } from '../dialects/server.ts'
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
    [sqlite, 'logbook/schema.sql'],
    [sqlite, 'factory/schema/factory-17.sql'],
    [pglite, 'factory/schema/factory-17.sql'],
  ])('%o %s', { timeout: 120_000 }, async (dialect, file) => {
    const side = await schemaPlace(`${root}systems/${file}`)
    const found = await compareSides({ dialect, ddl: ddlOf(dialect), from: side, to: side, answers: noAnswers })
    expect(found.changes).toEqual([])
  })

  test("the logbook's migrations give its schema file", async () => {
    const where = { cwd: `${root}systems/logbook` }
    expect((await diffSides({ from: 'migrations', to: 'schema.sql', where })).changes).toEqual([])
  })

  test("the hospital's migrations give its schema file", async () => {
    const where = { cwd: `${root}systems/hospital` }
    expect((await diffSides({ from: 'migrations', to: 'schema.sql', where })).changes).toEqual([])
  })
})

describe.skipIf(server === undefined)('schemas that were dumped and read again', { timeout: 120_000 }, () => {
  test.each(['abparts/schema/legacy.sql', 'abparts/schema/target.sql', 'factory/schema/factory-17.sql'])(
    '%s',
    async (file) => {
      const url = server?.newUrl() ?? ''
      const db = await postgres.open(url, { create: true })
      try {
        const ddl = ddlOf(postgres)
        await loadStatements(
          ddl,
          db,
          postgres.split(readFileSync(`${root}systems/${file}`, 'utf8')).map(({ text }) => text),
        )
      } finally {
        await db.close()
      }
      const folder = mkdtempSync(join(tmpdir(), 'millwright-dump-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const dump = join(folder, 'dump.sql')
      writeFileSync(
        dump,
        execFileSync('pg_dump', ['--schema-only', '--no-owner', '--dbname', url], { encoding: 'utf8', maxBuffer: 1e8 }),
      )
      expect((await diffSides({ from: url, to: dump, where: { cwd: folder } })).changes).toEqual([])
    },
  )
})

describe('a schema beside its own print', () => {
  const all = [columns, constraints, odd, tables, traps].flat().flatMap(({ from, to }) => [from, to])
  test.each([...new Set(all)])('%s', async (script) => {
    expect((await diffTexts(script, scriptOf(database(script)))).changes).toEqual([])
  })
})
