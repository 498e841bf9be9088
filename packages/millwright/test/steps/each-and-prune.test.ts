/** Steps that compute and steps that delete: on SQLite, on PGlite and on a server, from their first row to their undo. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { down } from '../../src/actions/down.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { up } from '../../src/actions/up.ts'
import { sql } from '../../src/kernel/sql.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { server } from '../dialects/server.ts'
import { moveOf, projectWith, smallBatches } from '../run/project-with.ts'

const tables = `-- migrate:up
create table part (sku text primary key, name text, qty integer not null);
create table line (id integer primary key, sku text not null references part (sku) on delete cascade);
create table grade (sku text primary key references part (sku), worth integer not null, word text);
insert into part values ('A', 'axle', 1), ('B', null, 2), ('C', 'cog', 3), ('D', 'disc', 4), ('E', 'eye', 5), ('F', 'fan', 6), ('G', 'gear', 7);
insert into line values (1, 'A'), (2, 'B'), (3, 'B');
-- migrate:down
drop table grade;
drop table line;
drop table part;
`

const found = server
const databases: readonly (readonly [string, () => string])[] = [
  ['SQLite', () => 'sqlite:app.db'],
  ['PGlite', () => 'pglite:data'],
  ...(found === undefined ? [] : [['PostgreSQL', () => found.newUrl()] as const]),
]

async function projectAt(database: string, move: string, options = '{}'): Promise<Project> {
  const files = { '0001_tables.sql': tables, '0002_move.ts': moveOf(move, options) }
  const project = await projectWith(files, { ...smallBatches, database })
  await up(project, { target: '0001', yes: true })
  return project
}

async function rowsIn(project: Project, query: string): Promise<readonly string[]> {
  const db = await openDatabase(project)
  try {
    return (await db.all(sql.raw(query))).map((row) => Object.values(row).join(' '))
  } finally {
    await db.close()
  }
}

async function doIn(project: Project, statement: string): Promise<void> {
  const db = await openDatabase(project)
  try {
    await db.run(sql.raw(statement))
  } finally {
    await db.close()
  }
}

const grades = `m.each('grades', { over: sql\`select sku, name, qty from part\`, key: ['sku'], to: 'grade',
  run: async (units, db) => {
    const total = Number((await db.get(sql\`select sum(qty) as n from part\`)).n)
    return units.map(({ sku, name, qty }) => name === null
      ? { reject: 'no name', path: 'name', message: 'has no name' }
      : qty === 7n ? { skip: 'too many' } : { sku, worth: Number(qty) * total, word: name })
  } })`

const prune = (where: string, atMost = 100) =>
  `m.prune('old', { from: 'part', where: sql\`${where}\`, atMost: ${atMost} })`

describe.each(databases)('%s', { timeout: 120_000 }, (_name, url) => {
  test('each: computed a batch at a time, refused unit by unit, undone and done again', async () => {
    const project = await projectAt(url(), grades, "{ rejects: { accept: ['no name'] } }")
    const look = async () =>
      expect(await rowsIn(project, 'select sku, worth, word from grade order by sku')).toEqual([
        'A 28 axle',
        'C 84 cog',
        'D 112 disc',
        'E 140 eye',
        'F 168 fan',
      ])
    await lifeCycle(project, { look })
    expect(await rowsIn(project, 'select distinct rule, message, raw from millwright_reject')).toEqual([
      'no name has no name {"sku":"B","name":null,"qty":2}',
    ])
    const [step] = (await stateOf(project)).story?.items[0]?.steps ?? []
    expect(step).toMatchObject({ counters: { read: 7, inserted: 5, filtered: 1, rejected: 1 } })
  })

  test('prune: what others point at stays and is listed; the rest goes and comes back as it was', async () => {
    const project = await projectAt(url(), prune('qty <> 4'), "{ rejects: { accept: ['referenced'] } }")
    const look = async () => {
      expect(await rowsIn(project, 'select sku from part order by sku')).toEqual(['A', 'B', 'D'])
      expect(await rowsIn(project, 'select count(*) from line')).toEqual(['3'])
    }
    await lifeCycle(project, { look })
    expect(
      await rowsIn(project, 'select distinct record, rule, path, message from millwright_reject order by 1'),
    ).toEqual(['0 referenced sku a row of line points at it', '1 referenced sku a row of line points at it'])
    const [step] = (await stateOf(project)).story?.items[0]?.steps ?? []
    expect(step).toMatchObject({ counters: { read: 6, deleted: 4, rejected: 2 } })
  })

  test('prune: a row that was put in the place of a deleted one is kept, or gives way', async () => {
    for (const onConflict of ['keep-new', 'keep-old'] as const) {
      const project = await projectAt(url(), prune('qty > 3'))
      expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
      await doIn(project, "insert into part values ('E', 'elbow', 50)")
      const end = await down(project, { target: '0001', yes: true, onConflict })
      expect(end).toMatchObject({ verdict: onConflict === 'keep-new' ? 'APPLIED, NOT PROVED' : 'PROVED' })
      const row = onConflict === 'keep-new' ? 'E elbow 50' : 'E eye 5'
      expect(await rowsIn(project, 'select * from part where qty > 3 order by sku')).toEqual([
        'D disc 4',
        row,
        'F fan 6',
        'G gear 7',
      ])
    }
  })
})

describe('a step that deletes', () => {
  test('is refused before its first row when it would delete more than it may', async () => {
    const project = await projectAt('sqlite:app.db', prune('qty > 1', 5))
    const end = await up(project)
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toBe('Step "old" would delete 6 rows of part, and at most 5 may go.')
    expect(await rowsIn(project, 'select count(*) from part')).toEqual(['7'])
  })

  test('stops where a trigger keeps a row, and its batch is undone', async () => {
    const project = await projectAt('sqlite:app.db', prune('qty > 2'))
    await doIn(project, "create trigger keep before delete on part when old.sku = 'F' begin select raise(ignore); end")
    const end = await up(project, { acceptDrift: true })
    expect('why' in end && end.why).toBe('The database kept 1 row of part that step "old" deleted.')
    expect(await rowsIn(project, 'select sku from part order by sku')).toEqual(['A', 'B', 'F', 'G'])
    const back = await rollback(project, { yes: true })
    expect(back.why).toBe('1 check failed: the schema is what the history gives') // the trigger stands in no migration
    expect(await rowsIn(project, 'select count(*) from part')).toEqual(['7'])
  })

  test('stops when more rows are pointed at than the budget bears', async () => {
    const project = await projectAt('sqlite:app.db', prune('qty <> 4'))
    expect(await up(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(await resumeRun(project, { maxRejects: 2 })).toMatchObject({ verdict: 'PROVED' })
  })
})

describe('a step that computes', () => {
  test('computes again what was not committed, and only that', async () => {
    const log = join(new URL('.', import.meta.url).pathname, `each-${process.pid}.log`)
    onTestFinished(() => rmSync(log, { force: true }))
    const body = `m.each('double', { over: sql\`select sku, qty from part\`, key: ['sku'], to: 'grade',
      run: (units) => { fs.appendFileSync(${JSON.stringify(log)}, units.map(({ sku }) => sku).join('') + '\\n')
        return units.map(({ sku, qty }) => ({ sku, worth: qty })) } })`
    const project = await projectWith(
      { '0001_tables.sql': tables, '0002_move.ts': `import fs from 'node:fs'\n${moveOf(body)}` },
      { batch: { minRows: 1, maxRows: 3, targetMs: 1000 } },
    )
    await up(project, { target: '0001', yes: true })
    let commits = 0
    const before = ({ kind, text }: { kind: string; text: string }) => {
      if (kind === 'insert' && text === 'grade' && ++commits === 2) throw new Error('the cable was pulled')
    }
    const broken = { ...project, dialect: faultyDialect(project.dialect, { before }) }
    expect(await up(broken)).toMatchObject({ verdict: 'FAILED' })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(await rowsIn(project, 'select sku, worth from grade order by sku')).toHaveLength(7)
    const { readFileSync } = await import('node:fs')
    const computed = readFileSync(log, 'utf8').trim().split('\n')
    expect(computed[0]).toHaveLength(3)
    expect(computed.join('').length).toBe(7 + (computed[1]?.length ?? 0))
  })

  test.each([
    ['fewer answers than units', 'run: () => []', 'it gave 0 answers for 3 units'],
    ['an error', "run: () => { throw new Error('no figures') }", 'no figures'],
  ])('%s ends the run with words, and nothing of the batch is kept', async (_what, run, words) => {
    const body = `m.each('double', { over: sql\`select sku, qty from part\`, key: ['sku'], to: 'grade', ${run} })`
    const project = await projectWith(
      { '0001_tables.sql': tables, '0002_move.ts': moveOf(body) },
      { batch: { minRows: 1, maxRows: 3, targetMs: 1000 } },
    )
    await up(project, { target: '0001', yes: true })
    const end = await up(project)
    expect('why' in end && end.why).toBe(`The code of step "double" failed on record 0: ${words}.`)
    expect(await rowsIn(project, 'select * from grade')).toEqual([])
  })
})
