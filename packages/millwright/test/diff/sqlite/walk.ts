import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { compareSides, ddlOf } from '../../../src/actions/diff.ts'
import { readAnswers } from '../../../src/diff/answers.ts'
import type { Difference } from '../../../src/diff/diff.ts'
import { sqlite } from '../../../src/dialects/sqlite/sqlite.ts'
import type { Case } from './case.ts'
import { rowsOf, schemaOf } from './oracle.ts'

/** Diffs two texts. */
export const diffTexts = (from: string, to: string, answers: readonly string[] = []): Promise<Difference> =>
  compareSides({
    dialect: sqlite,
    ddl: ddlOf(sqlite),
    from: { kind: 'file', file: 'from.sql', text: from },
    to: { kind: 'file', file: 'to.sql', text: to },
    answers: readAnswers({
      renames: typed(answers, 'rename'),
      drops: typed(answers, 'drop'),
      fills: typed(answers, 'fill'),
      usings: typed(answers, 'using'),
      keepDropped: answers.includes('keep'),
    }),
  })

const typed = (answers: readonly string[], flag: string): readonly string[] =>
  answers.filter((answer) => answer.startsWith(`${flag} `)).map((answer) => answer.slice(flag.length + 1))

/** A database as a program of its own would open it: foreign keys on, autocommit. */
export function database(...scripts: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  for (const script of scripts) db.exec(script)
  return db
}

export function apply(db: DatabaseSync, statements: readonly string[]): void {
  for (const statement of statements) db.prepare(statement).all()
}

/** The schema of a database as a script. */
export const scriptOf = (db: DatabaseSync): string =>
  db
    .prepare(
      "select sql from sqlite_schema where sql is not null and name not like 'sqlite%' and name not like 'millwright%' and tbl_name not like 'millwright%' and name not in (select name from pragma_table_list where type = 'shadow') order by case type when 'table' then 1 when 'index' then 2 when 'view' then 3 else 4 end, rowid",
    )
    .all()
    .map(({ sql }) => `${String(sql)};\n`)
    .join('')

/** There, back and there again, each step compared. */
export async function walkCase(one: Case): Promise<void> {
  const found = await diffTexts(one.from, one.to, one.answers)
  if (one.equal === true) return expect(found).toMatchObject({ changes: [], up: { framed: [] }, findings: [] })
  if (one.asks !== undefined) return expectQuestion(found, one.asks)
  expect(found.findings.filter(({ severity }) => severity !== 'warning')).toEqual([])
  expect(found.destructive).toBe(one.destructive ?? false)
  expect(found.reversible).toBe(one.reversible ?? true)
  if (one.has !== undefined) expect(found.up.framed.join('\n')).toMatch(one.has)
  if (one.lacks !== undefined) expect(found.up.framed.join('\n')).not.toMatch(one.lacks)
  const db = database(one.from, one.rows ?? '')
  if (one.fails !== undefined) return expectRefusal(db, found, one.fails)
  await thereAndBack(db, found, one)
}

function expectQuestion(found: Difference, answer: string): void {
  expect(found.findings.map((finding) => finding.answer)).toContain(answer)
  expect(found.up.framed).toEqual([])
}

function expectRefusal(db: DatabaseSync, found: Difference, words: RegExp): void {
  const [schema, rows] = [schemaOf(db), rowsOf(db)]
  expect(() => apply(db, found.up.framed)).toThrow(words)
  db.exec('rollback')
  expect(schemaOf(db)).toEqual(schema)
  expect(rowsOf(db)).toEqual(rows)
}

async function thereAndBack(db: DatabaseSync, found: Difference, one: Case): Promise<void> {
  const [schema, rows] = [schemaOf(db), rowsOf(db)]
  const wanted = schemaOf(database(one.to))
  apply(db, found.up.framed)
  expect(schemaOf(db)).toEqual(wanted)
  expectSound(db)
  expectAnswers(db, one)
  expect((await diffTexts(scriptOf(db), one.to, one.answers)).changes).toEqual([])
  apply(db, found.down.framed)
  expect(schemaOf(db)).toEqual(schema)
  expectSound(db)
  if (one.reversible !== false) expect(rowsOf(db)).toEqual(rows)
  expect(db.prepare("select name from sqlite_schema where name like 'millwright%'").all()).toEqual([])
  apply(db, found.up.framed)
  expect(schemaOf(db)).toEqual(wanted)
}

/** A query may write too: it is taken back. */
function expectAnswers(db: DatabaseSync, { gives = {} }: Case): void {
  db.exec('begin')
  for (const [query, expected] of Object.entries(gives)) {
    const rows = db.prepare(query).all()
    expect(
      rows.map((row) => Object.values(row)),
      query,
    ).toEqual(expected)
  }
  db.exec('rollback')
}

function expectSound(db: DatabaseSync): void {
  expect(db.prepare('pragma foreign_keys').get()).toEqual({ foreign_keys: 1 })
  expect(db.prepare('pragma legacy_alter_table').get()).toEqual({ legacy_alter_table: 0 })
  expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  expect(db.prepare('select name from sqlite_temp_schema').all()).toEqual([])
}
