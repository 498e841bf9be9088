import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { report } from '../../src/actions/report.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { exec, fileOf, moveOf, problemOf, projectWith, rowsOf, smallBatches, table } from '../run/project-with.ts'

const one = table('one', 'id integer primary key, name text')
const two = table('two', 'id integer primary key')
const fill = moveOf("m.fill('fill', { table: 'one', set: { name: sql`'x'` } })")
const files = { '0001_one.sql': one, '0002_two.sql': two, '0003_fill.ts': fill, '0004_four.sql': table('four', 'x') }

/** A database that somebody else made, with the tables of the first two migrations. */
async function inherited(script = '') {
  const project = await projectWith(files, smallBatches)
  new DatabaseSync(fileOf(project)).close()
  exec(
    project,
    `create table one (id integer primary key, name text); create table two (id integer primary key); ${script}`,
  )
  return project
}

describe('a stamp', () => {
  test('records what is there already, and up goes on from it', async () => {
    const project = await inherited("insert into one values (1, 'kept')")
    const result = await stamp(project, { target: '0002' })
    expect(result).toMatchObject({
      recorded: ['0001', '0002'],
      forgotten: [],
      current: ['0002'],
      differences: [],
      skipped: [],
      exit: 0,
    })
    expect(rowsOf(project, 'select name from one')).toEqual(['kept'])
    expect(await status(project)).toMatchObject({ current: ['0002'], pending: 2, drift: [] })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(rowsOf(project, 'select name from one')).toEqual(['x'])
  })

  test('is refused when the schema is another one, and nothing is written', async () => {
    const project = await inherited('create index by_hand on one (name); drop table two')
    expect(await problemOf(stamp(project, { target: '0002' }))).toMatchObject({
      code: 'STAMP101',
      exit: 4,
      message:
        'The database does not have the schema that the history gives: index by_hand (not in the history), table two (missing).',
    })
    expect(rowsOf(project, "select count(*) from sqlite_schema where name like 'millwright%'")).toEqual(['0'])
  })

  test('that finds the schema right proves what an earlier one recorded by force', async () => {
    const project = await inherited('drop table two')
    await stamp(project, { target: '0002', force: true })
    expect((await problemOf(up(project))).code).toBe('RUN127')
    expect(await stamp(project, { target: '0001' })).toMatchObject({ forgotten: ['0002'], exit: 0 })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
  })

  test('that is forced says what it skipped, and is not proved', async () => {
    const project = await inherited('drop table two')
    const result = await stamp(project, { target: '0003', force: true })
    expect(result).toMatchObject({ exit: 3, differences: ['table two (missing)'] })
    expect(result.skipped.map(({ code, subject }) => [code, subject])).toEqual([
      ['STAMP201', '0003'],
      ['STAMP202', 'table two (missing)'],
    ])
    expect((await status(project)).migrations.map(({ state }) => state)).toEqual([
      'unproved',
      'unproved',
      'unproved',
      'pending',
    ])
    expect(await problemOf(up(project))).toMatchObject({ code: 'RUN127' })
  })

  test('says of a move that its data was not moved, and there is no way back through it', async () => {
    const project = await inherited("insert into one values (1, 'kept')")
    const result = await stamp(project, { target: '0003' })
    expect(result).toMatchObject({
      exit: 0,
      skipped: [
        { code: 'STAMP201', severity: 'warning', message: 'its data was not moved and its checks were not made' },
      ],
    })
    expect(rowsOf(project, 'select name from one')).toEqual(['kept'])
    expect(await problemOf(down(project, { yes: true }))).toMatchObject({ code: 'PLAN104' })
  })

  test('lower than before forgets, upwards and downwards by steps, and at the base forgets all', async () => {
    const project = await inherited()
    await stamp(project, { target: '0003' })
    expect(await stamp(project, { target: '-1' })).toMatchObject({
      recorded: [],
      forgotten: ['0003'],
      current: ['0002'],
    })
    expect(await stamp(project, { target: '+1' })).toMatchObject({ recorded: ['0003'], forgotten: [] })
    const base = await stamp(project, { target: 'base', force: true })
    expect(base).toMatchObject({ forgotten: ['0001', '0002', '0003'], current: [], exit: 3 })
    expect(rowsOf(project, 'select count(*) from millwright_migration')).toEqual(['0'])
  })

  test('is a run that tells who did it', async () => {
    const project = await inherited()
    const { run } = await stamp({ ...project, actor: 'ann' }, { target: '0002' })
    const told = await report(project, run)
    expect(told.run).toMatchObject({ id: run, command: 'stamp 0002', actor: 'ann' })
    expect(told.verdict).toMatchObject({ word: 'PROVED' })
    expect(rowsOf(project, 'select state, verdict, actor from millwright_run')).toEqual(['proved PROVED ann'])
    expect(rowsOf(project, 'select run, holder from millwright_lock')).toEqual([' '])
  })

  test('needs a database', async () => {
    const project = await projectWith(files)
    expect(await problemOf(stamp(project, { target: 'head' }))).toMatchObject({ code: 'CONF106', exit: 4 })
  })

  test('waits for nobody: a half-done run has to be finished first', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project, { target: '0002' })
    exec(project, "insert into one values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')")
    let asked = 0
    expect(await up(project, { isInterrupted: () => ++asked > 2 })).toMatchObject({ verdict: 'PAUSED' })
    expect(await problemOf(stamp(project, { target: '0004' }))).toMatchObject({ code: 'RUN120', exit: 4 })
  })
})
