/** The two lanes of a build: rows that stay in the database, and what becomes of those that cannot. */
import { describe, expect, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { up } from '../../src/actions/up.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { sql } from '../../src/kernel/sql.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { server } from '../dialects/server.ts'
import { moveOf, projectWith, smallBatches } from '../run/project-with.ts'

const tables = `-- migrate:up
create table part (a text collate "C", b integer, price numeric(10,2), made text, primary key (a, b));
insert into part select chr(97 + i % 5), i, i / 3.0, '2026-01-' || lpad((i % 28 + 1)::text, 2, '0') from generate_series(1, 25) i;
create table copy (a text collate "C", b integer, price numeric(10,1) check (price < 1000), made date, primary key (a, b));
-- migrate:down
drop table copy;
drop table part;
`

const refused = 'select a, b, case when b % 9 = 0 then 5000 else price end as price, made::date as made from part'

type Build = { readonly select: string; readonly more?: string }

const builds: Readonly<Record<string, Build>> = {
  'as they are': { select: 'select a, b, price, made::date as made from part' },
  'without a journal': { select: 'select a, b, price, made::date as made from part', more: ", undo: 'drop-created'" },
  'from grouped rows': {
    select: 'select a, max(b) as b, sum(price) as price, max(made)::date as made from part group by a',
  },
  'with texts that are no dates to the database': { select: 'select a, b, price, made from part' },
  'some of which are refused': { select: refused },
  'some of which are refused, without a journal': { select: refused, more: ", undo: 'drop-created'" },
}

const found = server
const databases: readonly (readonly [string, () => string])[] = [
  ['PGlite', () => 'pglite:data'],
  ...(found === undefined ? [] : [['PostgreSQL', () => found.newUrl()] as const]),
]

async function projectAt(url: string, build: Build): Promise<Project> {
  const text = `m.build('copy', { to: 'copy', key: ['a', 'b'], select: sql\`${build.select} -- all\`${build.more ?? ''} })`
  const move = moveOf(text, "{ rejects: { accept: ['constraint'] } }")
  const project = await projectWith(
    { '0001_part.sql': tables, '0002_copy.ts': move },
    { ...smallBatches, database: url },
  )
  await up(project, { target: '0001', yes: true })
  return project
}

function streaming({ pushDown: _pushDown, ...dialect }: Dialect): Dialect {
  return dialect
}

/** Whether rows travelled. */
function watched(project: Project): { readonly project: Project; readonly travelled: () => boolean } {
  let inserts = 0
  const before = ({ kind, text }: { kind: string; text: string }): void =>
    void (kind === 'insert' && text === 'copy' && inserts++)
  return { project: { ...project, dialect: faultyDialect(project.dialect, { before }) }, travelled: () => inserts > 0 }
}

/** An embedded database is the same one inside of a slower machine: what it does with two of them is enough. */
const buildsOn = (database: string) =>
  Object.entries(builds).filter(([name]) => database !== 'PGlite' || /^(?:as|some)/.test(name))

describe.each(databases)('%s', { timeout: 120_000 }, (database, url) => {
  test.each(buildsOn(database))('%s: the same rows, the same books, the same way back', async (name, build) => {
    const pushed = watched(await projectAt(url(), build))
    const other = await projectAt(url(), build)
    await lifeCycle(pushed.project)
    await lifeCycle({ ...other, dialect: streaming(other.dialect) })
    const [one, two] = [await stateOf(pushed.project), await stateOf(other)]
    expect(one.content).toEqual(two.content)
    expect(one.story).toEqual(two.story)
    expect(one.rejects).toEqual(two.rejects)
    expect(pushed.travelled()).toBe(name.startsWith('with texts') || name.startsWith('some'))
  })

  test.each([5, 7, 8])(
    'without a journal, paused after %i batches: what was built is summed with what travels',
    async (most) => {
      const project = await projectAt(url(), builds['some of which are refused, without a journal'] as Build)
      let batches = 0
      const isInterrupted = (): boolean => batches >= most
      const onEvent = ({ type }: { type: string }): void => void (type === 'progress' && batches++)
      expect(await up(project, { onEvent, isInterrupted })).toMatchObject({ verdict: 'PAUSED' })
      expect(await resumeRun(project)).toMatchObject({ verdict: 'PROVED' })
    },
  )

  test.each(['as they are', 'without a journal', 'some of which are refused, without a journal'])(
    'a row that somebody changes between two batches is found: %s',
    async (name) => {
      const project = await projectAt(url(), builds[name] as Build)
      let batches = 0
      const isInterrupted = (): boolean => batches >= 5
      const onEvent = ({ type }: { type: string }): void => void (type === 'progress' && batches++)
      expect(await up(project, { onEvent, isInterrupted })).toMatchObject({ verdict: 'PAUSED' })
      const db = await openDatabase(project)
      await db.run(sql`update copy set price = price + 1 where b = 5`)
      await db.close()
      const end = await resumeRun(project)
      expect(end.verdict).toBe('APPLIED, NOT PROVED')
      expect(end.why).toContain('nothing else changed in its table')
    },
  )

  test('a trigger that leaves a row out is noticed, and a build that was paused goes on where it stood', async () => {
    const project = await projectAt(url(), builds['as they are'] as Build)
    const db = await openDatabase(project)
    await db.run(
      sql`create function leave_out() returns trigger language plpgsql as 'begin if new.b = 8 then return null; end if; return new; end'`,
    )
    await db.run(sql`create trigger leave before insert on copy for each row execute function leave_out()`)
    await db.close()
    let batches = 0
    const isInterrupted = (): boolean => batches >= 2
    const onEvent = ({ type }: { type: string }): void => void (type === 'progress' && batches++)
    expect(await up(project, { acceptDrift: true, onEvent, isInterrupted })).toMatchObject({ verdict: 'PAUSED' })
    const end = await resumeRun(project)
    expect(end.verdict).toBe('APPLIED, NOT PROVED')
    expect((await stateOf(project)).rejects).toHaveLength(1)
  })
})
