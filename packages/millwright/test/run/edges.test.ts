import { describe, expect, test } from 'vitest'
import { resumeRun } from '../../src/actions/resume.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { up } from '../../src/actions/up.ts'
import { exec, moveOf, problemOf, projectWith, rowsOf, smallBatches, table, writeMigration } from './project-with.ts'

const item = table('item', 'id integer primary key, name text, qty integer not null')
const load = (records: string, more = '') =>
  `m.load('load', { from: listOf('items', ${records}), to: 'item', key: ['id'], map: (r) => r, ${more} })`

describe('twins in the source whose row was there before', () => {
  const records =
    "[[1, 'a'], [2, 'b'], [3, 'c'], [1, 'd'], [2, 'e'], [4, 'f'], [2, 'g']].map(([id, name]) => ({ id, name, qty: 1 }))"
  const run = async (more: string, before = "(1, 'a', 1), (2, 'old', 1)", rows = 3) => {
    const project = await projectWith(
      {
        '0001_item.sql': item,
        '0002_load.ts': moveOf(load(records, more), "{ rejects: { accept: ['twin', 'existing'] } }"),
      },
      { batch: { minRows: rows, maxRows: rows, targetMs: 1000 } },
    )
    await up(project, { target: '0001' })
    exec(project, `insert into item values ${before}`)
    return { project, end: await up(project) }
  }

  test.each([1, 2, 3, 50])('reject: none of them replaces it, in batches of %i', async (rows) => {
    const { project, end } = await run("existing: 'replace'", undefined, rows)
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select id, name from item')).toEqual(['1 a', '2 old', '3 c', '4 f'])
    expect(rowsOf(project, 'select distinct record from millwright_reject order by record')).toEqual([
      '0',
      '1',
      '3',
      '4',
      '6',
    ])
    expect(await rollback(project, { yes: true })).toMatchObject({ verdict: 'REVERTED' })
    expect(rowsOf(project, 'select id, name from item')).toEqual(['1 a', '2 old'])
  })

  test.each([1, 3, 50])('first: the first replaces it, later ones are listed, in batches of %i', async (rows) => {
    const { project, end } = await run("existing: 'replace', twins: 'first'", undefined, rows)
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select id, name from item')).toEqual(['1 a', '2 b', '3 c', '4 f'])
  })
})

test('a fill along a key that may be NULL is refused with words', async () => {
  const first =
    '-- migrate:up\ncreate table t (k text primary key, x integer not null);\n-- migrate:down\ndrop table t;\n'
  const project = await projectWith(
    { '0001_t.sql': first, '0002_fill.ts': moveOf("m.fill('fill', { table: 't', set: { x: sql`x + 1` } })") },
    smallBatches,
  )
  await up(project, { target: '0001' })
  exec(project, "insert into t values (null, 0), ('a', 0)")
  const end = await up(project)
  expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
  expect('why' in end && end.why).toBe('Step "fill" walks along the key (k) of t, and 1 row has NULL in it.')
})

test('an older run is not rolled back under a newer one that is half-done', async () => {
  const project = await projectWith({ '0001_item.sql': item }, smallBatches)
  await up(project)
  const [first = ''] = rowsOf(project, 'select id from millwright_run')
  writeMigration(
    project.root,
    '0002_load.ts',
    moveOf(load('Array.from({ length: 9 }, (_, id) => ({ id, name: null, qty: id === 8 ? null : 1 }))')),
  )
  expect(await up(project)).toMatchObject({ verdict: 'FAILED' })
  expect(await problemOf(rollback(project, { run: first, yes: true }))).toMatchObject({ code: 'RUN120' })
  expect(await resumeRun(project, { maxRejects: 1 })).toMatchObject({ verdict: 'PROVED' })
})

test('a pause that is asked for between two moves is heard before the next one', async () => {
  const project = await projectWith({
    '0001_item.sql': item,
    '0002_one.ts': moveOf(load('[{ id: 1, name: null, qty: 1 }]')),
    '0003_two.sql': table('two', 'id integer'),
    '0004_three.ts': moveOf("m.fill('fill', { table: 'item', set: { qty: sql`qty + 1` } })"),
  })
  const onEvent = (event: { type: string; migration?: string }) => {
    if (event.type === 'itemDone' && event.migration === '0002')
      exec(project, "update millwright_run set request = 'pause'")
  }
  expect(await up(project, { onEvent })).toMatchObject({ verdict: 'PAUSED', exit: 5 })
  expect(rowsOf(project, 'select id from millwright_migration')).toEqual(['0001', '0002'])
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
})

test('a record with two issues uses up the budget once', async () => {
  const shape =
    "shape: { '~standard': { version: 1, vendor: 't', validate: (v) => v.qty > 0 ? { value: v } : { issues: [{ message: 'a', path: ['qty'] }, { message: 'b', path: ['name'] }] } } }"
  const project = await projectWith({
    '0001_item.sql': item,
    '0002_load.ts': moveOf(
      load('[1, 2, 0, 3].map((qty, id) => ({ id, name: null, qty }))', shape),
      '{ rejects: { max: 1 } }',
    ),
  })
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  expect(rowsOf(project, 'select record, path from millwright_reject')).toEqual(['2 qty', '2 name'])
})

test('a first batch without a single row, beside rows that were there', async () => {
  const records = 'Array.from({ length: 9 }, (_, id) => ({ id: id + 10, name: null, qty: id < 4 ? null : 1 }))'
  const project = await projectWith(
    {
      '0001_item.sql': item,
      '0002_load.ts': moveOf(load(records, "map: (r) => r.qty === null ? { skip: 'none' } : r"), '{}'),
    },
    smallBatches,
  )
  await up(project, { target: '0001' })
  exec(project, "insert into item values (1, 'a', 1)")
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
})

describe('records that are left out', () => {
  const leaving = async (reason: string) => {
    const records = 'Array.from({ length: 60 }, (_, id) => ({ id, name: null, qty: id % 3 }))'
    const map = `map: (r) => r.qty > 0 ? { skip: ${reason} } : r`
    const project = await projectWith(
      { '0001_item.sql': item, '0002_load.ts': moveOf(load(records, map), '{}') },
      smallBatches,
    )
    const end = await up(project)
    const findings = 'report' in end ? end.report.findings : []
    return findings
      .filter(({ code }) => code === 'filtered')
      .map(({ subject, message, rows }) => [subject, message, rows])
  }

  test('are counted under their reasons', async () => {
    expect(await leaving("r.qty === 1 ? 'one' : 'two'")).toEqual([
      ['', 'one', 20],
      ['', 'two', 20],
    ])
  })

  test('are all counted where every one has a reason of its own', async () => {
    const found = await leaving('`item ${r.id}`')
    expect(found).toHaveLength(20)
    expect(found.reduce((sum, [, , rows]) => sum + Number(rows), 0)).toBe(40)
  })
})
