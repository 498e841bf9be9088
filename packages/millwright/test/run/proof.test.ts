/** P17, P18, P19: what a move does not declare, does not keep, or does not load is told, and the verdict is honest. */
import { describe, expect, test } from 'vitest'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { exec, moveOf, projectWith, rowsOf, smallBatches } from './project-with.ts'

const tables = `-- migrate:up
create table part (id integer primary key, name text, qty integer not null, note text);
create table line (id integer primary key, part integer references part (id) on delete cascade on update cascade, n integer);
create table log (id integer primary key autoincrement, text text);
create table stock (id integer primary key, qty integer not null);
-- migrate:down
drop table stock;
drop table log;
drop table line;
drop table part;
`

const rows = `insert into part values (1, 'axle', 10, 'old'), (2, 'bolt', 20, null), (3, 'cog', 30, 'x');
insert into line values (1, 1, 5), (2, 2, 6), (3, 2, 7);
insert into log (text) values ('begin');`

const load = (map = 'r') =>
  `m.load('load', { from: listOf('parts', [4, 5, 6, 7, 8].map((id) => ({ id, name: 'p' + id, qty: id, note: null }))), to: 'part', key: ['id'], map: (r) => (${map}) })`

const moves: Readonly<Record<string, string>> = {
  load: load(),
  build: "m.build('build', { to: 'stock', key: ['id'], select: sql`select id, qty from part` })",
  fill: "m.fill('fill', { table: 'part', set: { qty: sql`qty + 1` } })",
  tidy: "m.tidy('tidy', { run: sql`create index part_name on part (name)`, undo: sql`drop index part_name` })",
}

/** What each step fires: the table and the event on which a mutant can sit. */
const fires: Readonly<Record<string, string>> = {
  load: 'after insert on part when new.id = 6',
  build: 'after insert on stock when new.id = 2',
  fill: 'after update of qty on part when new.id = 2',
}

const mutants: Readonly<Record<string, string>> = {
  'one cell of another table': 'update line set n = n + 1 where id = 2',
  'one cell of another column': "update log set text = 'Begin' where id = 1",
  'one row more elsewhere': "insert into log (text) values ('fired')",
  'one row less in a table that refers': 'delete from line where id = 3',
  'one row of the same table twice as large': 'update stock set qty = qty * 2 where id = 1',
  'one row of the step itself': 'update part set qty = qty + 1 where id = case new.id when 6 then 5 else 1 end',
}

async function prepared(body: string, trigger = ''): Promise<Project> {
  const first = tables.replace('-- migrate:down', `${trigger}\n-- migrate:down`)
  const project = await projectWith({ '0001_tables.sql': first, '0002_move.ts': moveOf(body) }, smallBatches)
  await up(project, { target: '0001' })
  exec(project, rows)
  return project
}

const unproved = { verdict: 'APPLIED, NOT PROVED', exit: 3 }

describe('a trigger that changes what a move does not declare (P17)', () => {
  for (const [step, event] of Object.entries(fires)) {
    for (const [name, change] of Object.entries(mutants)) {
      const isEmpty =
        (name.includes('twice as large') && step !== 'build') || (name.includes('step itself') && step === 'build')
      if (isEmpty) continue // there is no such row in this walk
      test(`${step}: ${name}`, async () => {
        const project = await prepared(`${moves[step]}`, `create trigger mutant ${event} begin ${change}; end;`)
        const end = await up(project)
        expect(end).toMatchObject(unproved)
        const checks = 'report' in end ? end.report.checks : []
        const failed = checks.filter(({ ok }) => !ok)
        expect(failed.map(({ kind }) => kind)).toContain('touches')
      })
    }
  }

  test('without a mutant the same moves are proved', async () => {
    for (const body of Object.values(moves)) expect(await up(await prepared(body))).toMatchObject({ verdict: 'PROVED' })
  })
})

describe('a move that does more than it says', () => {
  test.each([
    ['rows', "m.tidy('tidy', { run: sql`update line set n = 0 where id = 1`, undo: { none: 'x' } })"],
    ['a row', "m.tidy('tidy', { run: sql`delete from log`, undo: { none: 'x' } })"],
    ['a table', "m.tidy('tidy', { run: sql`create table extra (id integer)`, undo: sql`drop table extra` })"],
  ])('a tidy step that changes %s', async (_what, body) => {
    expect(await up(await prepared(body), { yes: true })).toMatchObject(unproved)
  })

  test('a map that changes a value keeps the equal check from passing', async () => {
    const body = (map: string) =>
      `${load(map)}\nm.check('load', m.equal('load', { back: (row) => ({ id: row.id, qty: row.qty }), of: (r) => ({ id: BigInt(r.id), qty: BigInt(r.qty) }) }))`
    expect(await up(await prepared(body('r')))).toMatchObject({ verdict: 'PROVED' })
    const end = await up(await prepared(body('{ ...r, qty: r.id === 7 ? r.qty + 1 : r.qty }')))
    expect(end).toMatchObject(unproved)
    const failed = 'report' in end ? end.report.checks.filter(({ ok }) => !ok) : []
    expect(failed.map(({ kind, differences }) => ({ kind, differences }))).toEqual([{ kind: 'equal', differences: 1 }])
  })
})

describe('an invariant (P18)', () => {
  const keeping = (set: string) =>
    `m.keeps('the sum', sql\`select sum(qty) as total from part\`)\nm.fill('fill', { table: 'part', set: { qty: sql\`${set}\` } })`

  test('that is broken by one unit', async () => {
    const end = await up(await prepared(keeping('case id when 1 then qty + 1 else qty end')))
    expect(end).toMatchObject(unproved)
    expect(end).toMatchObject({ why: '1 check failed: the sum' })
  })

  test('that is kept although every row changes', async () => {
    expect(
      await up(await prepared(keeping('case id when 1 then qty + 1 when 2 then qty - 2 else qty + 1 end'))),
    ).toMatchObject({ verdict: 'PROVED' })
  })

  test('a floor of checks before the first row: nothing is begun', async () => {
    const project = await prepared(
      `m.before(m.zero('no x', sql\`select id from part where note = 'x'\`))\n${moves['fill']}`,
    )
    expect(await up(project)).toMatchObject({ verdict: 'REFUSED', exit: 4 })
    expect(rowsOf(project, 'select qty from part')).toEqual(['10', '20', '30'])
    exec(project, "update part set note = 'y' where note = 'x'")
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select qty from part')).toEqual(['11', '21', '31'])
  })
})

describe('rejects (P19)', () => {
  test('and rows together are the source, text for text', async () => {
    const source = Array.from({ length: 40 }, (_, at) => ({
      id: at % 17 === 5 ? 3 : at + 1,
      name: at % 7 === 0 ? null : `n"é${at}`,
      qty: at % 5 === 0 ? -1 : at,
    }))
    const table = `-- migrate:up\ncreate table thing (id integer primary key, name text not null, qty integer not null check (qty >= 0));\n-- migrate:down\ndrop table thing;\n`
    const body = `m.load('load', { from: listOf('things', ${JSON.stringify(source)}), to: 'thing', key: ['id'], lineage: true, map: (r) => r })`
    const project = await projectWith(
      { '0001_thing.sql': table, '0002_move.ts': moveOf(body, "{ rejects: { accept: ['twin', 'constraint'] } }") },
      smallBatches,
    )
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    const rejected = rowsOf(project, 'select record, raw from millwright_reject').map((text) =>
      text.slice(text.indexOf(' ') + 1),
    )
    const loaded = rowsOf(project, "select json_object('id', id, 'name', name, 'qty', qty) from thing").map((text) =>
      JSON.stringify(JSON.parse(text)),
    )
    expect([...rejected, ...loaded].sort()).toEqual(source.map((record) => JSON.stringify(record)).sort())
    expect(rejected.length).toBeGreaterThan(8)
  })
})
