/** The two lanes of a fill: rows that stay in the database come to the same end as rows that travel. */
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { planAction } from '../../src/actions/plan.ts'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { up } from '../../src/actions/up.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { sql } from '../../src/kernel/sql.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { server } from '../dialects/server.ts'
import { moveOf, problemOf, projectWith, smallBatches } from '../run/project-with.ts'

const tables = `-- migrate:up
create type mood as enum ('sad', 'glad');
create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table item (a text, b integer, note varchar(6), loose text collate loose, price numeric(10,2), made timestamptz,
  extra json, mood mood, raw bytea, ratio real, gone boolean, primary key (a, b));
insert into item select chr(97 + i % 5), i, case when i % 4 = 0 then null else 'n' || i end, case when i % 2 = 0 then 'Same' else 'same' end, i / 3.0,
  '2026-01-01'::timestamptz + i * interval '1 hour', json_build_object('i', i), case when i % 3 = 0 then 'sad' end::mood, decode('0' || i % 10, 'hex'), i / 7.0, i % 2 = 0
  from generate_series(1, 25) i;
-- migrate:down
drop table item;
drop collation loose;
drop type mood;
`

/** Whole numbers and nothing; a collation; rounding; literals; documents, bytes and floats; what is there already. */
const fills = [
  'note: sql`case when b % 5 = 0 then null else upper(note) end`',
  'loose: sql`lower(loose)`',
  'price: sql`price * 1.05 + 0.001`',
  "made: sql`made + interval '1 day'`, mood: sql`'glad'`",
  "extra: sql`json_build_object('b', b)`, raw: sql`raw || decode('00', 'hex')`, ratio: sql`ratio / 3`",
  'gone: sql`b % 2 = 0`, price: sql`b / 3.0`',
  'price: sql`b / 3.0`',
  'price: sql`(select count(*) from item o where o.a = t.a)`',
]

const found = server
const databases: readonly (readonly [string, () => string])[] = [
  ['PGlite', () => 'pglite:data'],
  ...(found === undefined ? [] : [['PostgreSQL', () => found.newUrl()] as const]),
]

const fill = (set: string, more = '', name = 'fill') =>
  `m.fill('${name}', { table: 'item', where: sql\`b <> 7\`, set: { ${set} }${more} })`

async function projectAt(url: string, move: string): Promise<Project> {
  const project = await projectWith(
    { '0001_item.sql': tables, '0002_fill.ts': moveOf(move) },
    { ...smallBatches, database: url },
  )
  await up(project, { target: '0001', yes: true })
  return project
}

function streaming({ pushDown: _pushDown, ...dialect }: Dialect): Dialect {
  return dialect
}

describe.each(databases)('%s', { timeout: 120_000 }, (_name, url) => {
  test('end with the same rows, and have the same way back', async () => {
    const move = fills.map((set, at) => fill(set, '', `fill ${at}`)).join('\n')
    const pushed = await projectAt(url(), move)
    const travelled = await projectAt(url(), move)
    await lifeCycle(pushed)
    await lifeCycle({ ...travelled, dialect: streaming(travelled.dialect) })
    const [one, other] = [await stateOf(pushed), await stateOf(travelled)]
    expect(one.content).toEqual(other.content)
    expect(one.story).toEqual(other.story)
  })

  test('without a journal: only sums travel, and the way back is refused with the reason', async () => {
    const project = await projectAt(
      url(),
      fill('price: sql`price + 1`', ", undo: { none: 'prices can be read again' }"),
    )
    const answers: string[] = []
    const before = ({ text, kind }: { text: string; kind: string }): void => void answers.push(`${kind} ${text}`)
    const watched = { ...project, dialect: faultyDialect(project.dialect, { before }) }
    expect(await up(watched)).toMatchObject({ verdict: 'PROVED' })
    expect(answers.filter((text) => text.includes('millwright_journal'))).toEqual([])
    expect(answers.filter((text) => text.startsWith('all ') && text.includes('item'))).toEqual([])
    const problem = await problemOf(down(project, { yes: true }))
    expect(problem).toMatchObject({ code: 'PLAN102', exit: 4 })
    expect(problem.message).toContain('prices can be read again')
  })

  test.each(["'journal'", "{ none: 'a try' }"])(
    'a row changed behind the back of a fill is found, undo: %s',
    async (undo) => {
      const project = await projectAt(url(), fill('price: sql`price + 1`', `, undo: ${undo}`))
      let batches = 0
      const isInterrupted = (): boolean => batches >= 3
      const onEvent = ({ type }: { type: string }): void => void (type === 'progress' && batches++)
      expect(await up(project, { onEvent, isInterrupted })).toMatchObject({ verdict: 'PAUSED' })
      const db = await openDatabase(project)
      await db.run(sql`update item set price = price + 1 where b = 5`)
      await db.close()
      expect(await resumeRun(project)).toMatchObject({ verdict: 'APPLIED, NOT PROVED' })
    },
  )

  test('a value that is too long is refused in both lanes, and nothing is cut off', async () => {
    for (const lane of [(dialect: Dialect) => dialect, streaming]) {
      const project = await projectAt(url(), fill("note: sql`note || '-too-long'`"))
      const end = await up({ ...project, dialect: lane(project.dialect) })
      expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
      const db = await openDatabase(project)
      expect((await db.get(sql`select count(*) as n from item where note like '%-%'`))?.['n']).toBe(0n)
      await db.close()
    }
  })

  test('the plan says which lane it is', async () => {
    const project = await projectAt(url(), fill('price: sql`price + 1`'))
    const plan = await planAction(project)
    expect(plan.items[0]?.steps[0]).toMatchObject({ kind: 'fill', lane: 'sql' })
    const other = await planAction({ ...project, dialect: streaming(project.dialect) })
    expect(other.items[0]?.steps[0]).toMatchObject({ kind: 'fill', lane: 'stream' })
    expect(other.hash).not.toBe(plan.hash)
  })
})
