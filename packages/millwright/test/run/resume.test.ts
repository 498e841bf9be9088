import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import type { Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { exec, moveOf, problemOf, projectWith, rowsOf, smallBatches, table, writeMigration } from './project-with.ts'

const item = table('item', 'id integer primary key, name text, qty integer')
const ids = (count: number) => `Array.from({ length: ${count} }, (_, id) => ({ id, name: 'n' + id, qty: id }))`
const load = (records: string, more = '') =>
  `m.load('load', { from: listOf('items', ${records}), to: 'item', key: ['id'], map: (r) => r, ${more} })`
const fill = "m.fill('fill', { table: 'item', set: { qty: sql`qty + 1` } })"

const lastRun = (project: Project) =>
  rowsOf(project, 'select state, verdict from millwright_run order by seq desc limit 1')

/** Fails at the first statement that contains these words, as a broken cable would. */
const failingAt = (project: Project, words: string): Project => ({
  ...project,
  dialect: faultyDialect(project.dialect, {
    before: ({ text, kind }) => {
      if (`${kind} ${text}`.includes(words)) throw new Error('the cable was pulled')
    },
  }),
})

describe('a run that could not prove everything', () => {
  const unproved = {
    '0001_item.sql': item,
    '0002_move.ts': moveOf(
      `${load(ids(5))}
       m.check('load', m.zero('nobody is called n3', sql\`select id from item where name = 'n3'\`))
       ${fill}`,
    ),
  }

  test('stays unproved when it is taken up and nothing changed, and its later steps do not run', async () => {
    const project = await projectWith(unproved)
    expect(await up(project)).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect(rowsOf(project, 'select qty from item')).toEqual(['0', '1', '2', '3', '4'])
    expect(await resumeRun(project)).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect(await problemOf(up(project))).toMatchObject({ code: 'RUN121' })
  })

  test('goes on once the check passes, but rows that somebody changed keep it unproved', async () => {
    const project = await projectWith(unproved)
    await up(project)
    exec(project, "update item set name = 'other' where id = 3")
    const end = await resumeRun(project)
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED' })
    expect(end.why).toBe('1 check failed: load: nothing else changed in its table')
  })

  test('is proved once the check itself passes on the same rows', async () => {
    const guarded = unproved['0002_move.ts'].replace(
      "where name = 'n3'",
      "where name = 'n3' and not exists (select 1 from allowed)",
    )
    const project = await projectWith({
      '0001_item.sql': `${item.replace('-- migrate:down', 'create table allowed (id integer);\n-- migrate:down')}`,
      '0002_move.ts': guarded,
    })
    await up(project)
    exec(project, 'insert into allowed values (1)')
    const end = await resumeRun(project)
    expect(end.why).toBe('1 check failed: nothing changed that the move does not declare')
    expect(rowsOf(project, 'select qty from item')).toEqual(['1', '2', '3', '4', '5'])
  })
})

describe('a run stopped by its reject budget', () => {
  const files = {
    '0001_item.sql': table('item', 'id integer primary key, name text not null, qty integer'),
    '0002_move.ts': moveOf(
      `m.load('load', { from: listOf('items', [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id, name: id % 3 === 0 ? null : 'n', qty: id }))), to: 'item', key: ['id'], map: (r) => r })\n${fill}`,
    ),
  }

  test('keeps what it has, and goes on with a larger one', async () => {
    const project = await projectWith(files, smallBatches)
    expect(await up(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(rowsOf(project, 'select record, rule from millwright_reject')).toEqual(['2 constraint'])
    expect(await resumeRun(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(await resumeRun(project, { maxRejects: 2 })).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(rowsOf(project, 'select id, qty from item')).toEqual(['1 2', '2 3', '4 5', '5 6', '7 8', '8 9'])
  })

  test('goes back completely', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project)
    expect(await rollback(project, { yes: true })).toMatchObject({ verdict: 'REVERTED', exit: 0 })
    expect(rowsOf(project, "select name from sqlite_schema where name = 'item'")).toEqual([])
  })
})

describe('a failed schema migration', () => {
  const good = table('good', 'id integer primary key')
  const bad =
    '-- migrate:up\ncreate table bad (id integer primary key);\ninsert into good values (1), (1);\n-- migrate:down\ndrop table bad;\n'
  const edited = bad.replace('(1), (1)', '(1), (2)')

  test('leaves those before it, and the edited file is applied by the next up as a new run', async () => {
    const project = await projectWith({ '0001_good.sql': good })
    await up(project)
    exec(project, 'insert into good values (1)')
    writeMigration(project.root, '0002_more.sql', table('more', 'id integer'))
    writeMigration(project.root, '0003_bad.sql', bad.replace('(1), (1)', '(1)'))
    const end = await up(project)
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(rowsOf(project, 'select id from millwright_migration order by id')).toEqual(['0001', '0002'])
    expect((await status(project)).lastRun).toMatchObject({ state: 'failed' })
    writeMigration(project.root, '0003_bad.sql', edited.replace('(1), (2)', '(2)'))
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(rowsOf(project, 'select state from millwright_run order by seq')).toEqual(['proved', 'failed', 'proved'])
  })

  test('does not keep the others from being undone', async () => {
    const project = await projectWith({ '0001_good.sql': good })
    await up(project)
    exec(project, 'insert into good values (1)')
    writeMigration(project.root, '0002_bad.sql', bad.replace('(1), (1)', '(1)'))
    await up(project)
    expect(await down(project, { yes: true })).toMatchObject({ verdict: 'PROVED' })
  })

  test('outside of a transaction is resumed at the statement that failed, or refused when the file was edited', async () => {
    const alone =
      '-- migrate:up transaction:off\nupdate good set id = id + 10;\ninsert into good values (12);\nvacuum;\n-- migrate:down transaction:off\ndelete from good where id = 12;\n'
    const project = await projectWith({ '0001_good.sql': good })
    await up(project)
    exec(project, 'insert into good values (2)')
    writeMigration(project.root, '0002_alone.sql', alone)
    expect(await up(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(rowsOf(project, 'select id from good')).toEqual(['12'])
    writeMigration(project.root, '0002_alone.sql', `${alone}-- edited\n`)
    expect(await problemOf(up(project))).toMatchObject({ code: 'RUN113' })
    writeMigration(project.root, '0002_alone.sql', alone)
    exec(project, 'update good set id = 1')
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select id from good order by 1')).toEqual(['1', '12'])
  })

  test('that the foreign keys refuse at its commit is told with an unbroken chain of events', async () => {
    const tables =
      '-- migrate:up\ncreate table p (id integer primary key);\ncreate table c (p integer references p (id));\n-- migrate:down\ndrop table c;\ndrop table p;\n'
    const orphan = '-- foreign-keys: off\n-- migrate:up\ndelete from p;\n-- migrate:down\n'
    const project = await projectWith({ '0001_tables.sql': tables })
    await up(project)
    exec(project, 'insert into p values (1); insert into c values (1)')
    writeMigration(project.root, '0002_orphan.sql', orphan)
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('report' in end && end.report.verdict).toMatchObject({ word: 'FAILED' })
    const types =
      'select type from millwright_event where run = (select id from millwright_run where seq = 2) order by seq'
    expect(rowsOf(project, types)).toEqual([
      'runStarted',
      'finding',
      'backupSkipped',
      'itemStarted',
      'failed',
      'verdict',
    ])
    expect(rowsOf(project, 'select count(*) from p')).toEqual(['1'])
  })
})

describe('a pause', () => {
  const files = { '0001_item.sql': item, '0002_move.ts': moveOf(`${load(ids(20))}\n${fill}`) }

  test('asked for in the ledger ends at a batch boundary, and the run goes on from there', async () => {
    const project = await projectWith(files, smallBatches)
    let asked = false
    const onEvent = ({ type }: { type: string }) => {
      if (type === 'progress' && !asked) exec(project, "update millwright_run set request = 'pause'")
      asked ||= type === 'progress'
    }
    expect(await up(project, { onEvent })).toMatchObject({ verdict: 'PAUSED', exit: 5 })
    expect(rowsOf(project, 'select count(*) from item')).toEqual(['3'])
    expect(await problemOf(down(project, { yes: true }))).toMatchObject({ code: 'RUN120' })
    expect(await resumeRun(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(rowsOf(project, 'select count(*), sum(qty) from item')).toEqual(['20 210'])
  })

  test('by Ctrl-C in the last group of schema migrations leaves the rest for later', async () => {
    const group = Object.fromEntries([1, 2, 3].map((n) => [`000${n}_t.sql`, table(`t${n}`, 'id integer')]))
    const project = await projectWith(group)
    let asked = 0
    const end = await up(project, { isInterrupted: () => ++asked > 3 })
    expect(end).toMatchObject({ verdict: 'PAUSED', exit: 5 })
    expect(rowsOf(project, 'select count(*) from millwright_migration')).not.toEqual(['3'])
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select count(*) from millwright_migration')).toEqual(['3'])
  })
})

describe('a row changed by somebody else after the move', () => {
  const files = { '0001_item.sql': item, '0002_load.ts': moveOf(load(ids(8))), '0003_fill.ts': moveOf(fill) }
  const changes =
    "update item set qty = 99 where id = 4; delete from item where id = 6; insert into item values (50, 'new', 5)"
  const applied = async (script = changes) => {
    const project = await projectWith(files, smallBatches)
    await up(project)
    exec(project, script)
    return project
  }

  test('keep-new keeps and lists it', async () => {
    const project = await applied()
    const end = await down(project, { yes: true, onConflict: 'keep-new' })
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect(rowsOf(project, 'select id, qty from item where id > 2')).toEqual(['3 3', '4 99', '5 5', '7 7', '50 5'])
  })

  test('keep-old restores it', async () => {
    const project = await applied()
    await down(project, { yes: true, onConflict: 'keep-old' })
    expect(rowsOf(project, 'select id, qty from item where id > 2')).toEqual(['3 3', '4 4', '5 5', '7 7', '50 5'])
  })

  test('stop keeps its whole batch, and the command goes on with another answer', async () => {
    const project = await applied()
    const end = await down(project, { yes: true, onConflict: 'stop' })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect(rowsOf(project, 'select id, qty from item where id < 6')).toEqual([
      '0 1',
      '1 2',
      '2 3',
      '3 4',
      '4 99',
      '5 6',
    ])
    await down(project, { yes: true, onConflict: 'keep-new' })
    expect(rowsOf(project, 'select id, qty from item where id < 6')).toEqual([
      '0 0',
      '1 1',
      '2 2',
      '3 3',
      '4 99',
      '5 5',
    ])
  })

  test('a rollback that was cut off keeps the answer it was given', async () => {
    const project = await applied('update item set qty = 99 where id = 4')
    const [run = ''] = rowsOf(project, 'select id from millwright_run')
    await rollback(failingAt(project, 'delete from millwright_journal'), { run, yes: true, onConflict: 'keep-old' })
    expect(lastRun(project)).toEqual(['failed FAILED'])
    expect(await resumeRun(project)).toMatchObject({ verdict: 'REVERTED', exit: 0 })
    expect(rowsOf(project, 'select state from millwright_run order by seq')).toEqual(['reverted', 'proved'])
  })
})
