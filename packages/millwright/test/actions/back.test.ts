/** Going back, pausing, and the small actions around a run. */
import { describe, expect, test } from 'vitest'
import { accept } from '../../src/actions/accept.ts'
import { current } from '../../src/actions/current.ts'
import { down } from '../../src/actions/down.ts'
import { pause } from '../../src/actions/pause.ts'
import type { Project } from '../../src/actions/project.ts'
import { report, verifyEvents } from '../../src/actions/report.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { runs } from '../../src/actions/runs.ts'
import { unlock } from '../../src/actions/unlock.ts'
import { up } from '../../src/actions/up.ts'
import { validate } from '../../src/actions/validate.ts'
import { withLedger } from '../../src/actions/with-state.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { exec, moveOf, problemOf, projectWith, rowsOf, smallBatches, table } from '../run/project-with.ts'

const item = table('item', 'id integer primary key, name text, qty integer')
const load =
  "m.load('load', { from: listOf('items', Array.from({ length: 20 }, (_, id) => ({ id, name: 'n' + id, qty: id }))), to: 'item', key: ['id'], map: (r) => r })"
const fill = "m.fill('fill', { table: 'item', set: { qty: sql`qty * 2 + 1` } })"
const files = {
  '0001_item.sql': item,
  '0002_load.ts': moveOf(load),
  '0003_fill.ts': moveOf(fill),
  '0004_index.sql': '-- migrate:up\ncreate index item_name on item (name);\n-- migrate:down\ndrop index item_name;\n',
}

const contentOf = async (project: Project) => (await stateOf(project)).content
const appliedIn = (project: Project) => rowsOf(project, 'select id from millwright_migration order by seq')

/** The content after each migration, from nothing to all of them. */
async function walk(project: Project) {
  const contents = []
  for (const target of ['0001', '0002', '0003', '0004']) {
    expect(await up(project, { target, yes: true })).toMatchObject({ verdict: 'PROVED' })
    contents.push(await contentOf(project))
  }
  return contents
}

describe('down', () => {
  test('goes back one by one, each time to exactly what was before', async () => {
    const project = await projectWith(files, smallBatches)
    const contents = await walk(project)
    for (const [at, content] of contents.slice(0, -1).reverse().entries()) {
      expect(await down(project, { yes: true })).toMatchObject({ verdict: 'PROVED', exit: 0 })
      expect(await contentOf(project), `after ${at + 1} steps`).toEqual(content)
    }
    await down(project, { yes: true })
    expect((await contentOf(project)).tables).toEqual({})
    expect(await down(project, { target: 'base', yes: true })).toMatchObject({ upToDate: true, exit: 0 })
    expect((await problemOf(down(project, { yes: true }))).message).toBe(
      '`-1` is further than the history goes: there are 0 applied.',
    )
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(await contentOf(project)).toEqual(contents[3])
  })

  test.each([
    ['-3', ['0001']],
    ['0002', ['0001', '0002']],
    ['base', []],
  ])('to %s', async (target, left) => {
    const project = await projectWith(files, smallBatches)
    await walk(project)
    expect(await down(project, { target, yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect(appliedIn(project)).toEqual(left)
    expect((await current(project)).current.map(({ id }) => id)).toEqual(left.slice(-1))
  })

  test('asks before it drops a table, and rehearses without touching anything', async () => {
    const project = await projectWith(files, smallBatches)
    const contents = await walk(project)
    expect(await problemOf(down(project, { target: 'base' }))).toMatchObject({ code: 'RUN122', exit: 4 })
    expect(await down(project, { target: 'base', dryRun: true })).toMatchObject({ verdict: 'PROVED' })
    expect(await contentOf(project)).toEqual(contents[3])
    expect(appliedIn(project)).toEqual(['0001', '0002', '0003', '0004'])
  })
})

describe('a rollback', () => {
  test('undoes everything that a run did, and only with a confirmation', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project, { target: '0002' })
    const before = await contentOf(project)
    const end = await up(project)
    const run = 'run' in end ? end.run : ''
    expect(await problemOf(rollback(project, { run }))).toMatchObject({
      code: 'RUN122',
      message: `This destroys data and was not confirmed: rolling back run ${run} undoes 0004, 0003.`,
    })
    expect(await rollback(project, { run, yes: true })).toMatchObject({ verdict: 'REVERTED', exit: 0 })
    expect(await contentOf(project)).toEqual(before)
    expect(rowsOf(project, 'select state from millwright_run order by seq')).toEqual(['proved', 'reverted', 'proved'])
  })

  test('of a run that others built on is refused', async () => {
    const project = await projectWith(files, smallBatches)
    const first = await up(project, { target: '0002' })
    await up(project)
    const run = 'run' in first ? first.run : ''
    expect(await problemOf(rollback(project, { run, yes: true }))).toMatchObject({
      code: 'RUN116',
      message: `Run ${run} cannot be rolled back: 0003, 0004 was applied after it.`,
    })
  })

  test('a second time has nothing to do', async () => {
    const project = await projectWith(files, smallBatches)
    const end = await up(project)
    const run = 'run' in end ? end.run : ''
    await rollback(project, { run, yes: true })
    expect(await problemOf(rollback(project, { run, yes: true }))).toMatchObject({ code: 'RUN116' })
    expect(await problemOf(rollback(project, { yes: true }))).toMatchObject({ code: 'RUN124' })
  })
})

describe('a pause', () => {
  /** Pauses at every n-th question until the run is done. */
  async function inPieces(project: Project, every: number) {
    let asked = 0
    const isInterrupted = () => ++asked % every === 0
    let end = await up(project, { isInterrupted })
    let pauses = 0
    for (; end.exit === 5; pauses++) end = await resumeRun(project, { isInterrupted })
    return { end, pauses }
  }

  test('anywhere, again and again, changes nothing of the result', async () => {
    const whole = await projectWith(files, smallBatches)
    const wanted = (await walk(whole)).at(-1)
    for (const every of [2, 3, 5, 7]) {
      const project = await projectWith(files, smallBatches)
      const { end, pauses } = await inPieces(project, every)
      expect(end).toMatchObject({ verdict: 'PROVED', exit: 0 })
      expect(pauses).toBeGreaterThan(0)
      expect(await contentOf(project)).toEqual(wanted)
    }
  })

  test('of a run that is not under way is refused', async () => {
    const project = await projectWith(files, smallBatches)
    expect(await problemOf(pause(project))).toMatchObject({ code: 'CONF106' })
    await up(project)
    expect(await problemOf(pause(project))).toMatchObject({ code: 'RUN125', exit: 4 })
    expect(await problemOf(pause(project, 'nobody'))).toMatchObject({ code: 'RUN105', exit: 2 })
    expect(await problemOf(resumeRun(project))).toMatchObject({ code: 'RUN115', exit: 4 })
  })

  test('is asked through the ledger while the run is under way', async () => {
    const project = await projectWith(files, smallBatches)
    const asked: unknown[] = []
    const onEvent = ({ type }: { type: string }) => {
      if (type === 'progress' && asked.length === 0) asked.push(pause(project))
    }
    const end = await up(project, { onEvent })
    expect(await asked[0]).toMatchObject({ state: 'running', requested: true })
    expect(end).toMatchObject({ verdict: 'PAUSED', exit: 5 })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
  })
})

describe('what was not proved', () => {
  const unproved = {
    '0001_item.sql': item,
    '0002_load.ts': moveOf(`${load}\nm.check('load', m.zero('no n3', sql\`select id from item where name = 'n3'\`))`),
    '0003_more.sql': table('more', 'id integer'),
  }

  test('can be accepted with a reason, and the ledger tells who did it', async () => {
    const project = await projectWith(unproved, smallBatches)
    const end = await up(project)
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED', exit: 3 })
    expect((await validate(project)).findings.map(({ code }) => code)).toContain('VAL103')
    const accepted = await accept({ ...project, actor: 'ann' }, 'n3 is known')
    expect(accepted).toEqual({ accepted: ['0002'], reason: 'n3 is known', by: 'ann' })
    const { findings } = await report(project, 'run' in end ? end.run : '')
    expect(findings).toContainEqual(
      expect.objectContaining({ message: 'ann accepted it without a proof: n3 is known' }),
    )
    expect(await verifyEvents(project)).toMatchObject({ run: 'run' in end ? end.run : '' })
    expect(await problemOf(accept(project, 'again'))).toMatchObject({ code: 'VAL108', exit: 2 })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(appliedIn(project)).toEqual(['0001', '0002', '0003'])
  })
})

describe('a database without a ledger', () => {
  test('is told what to do, and nothing is written into it', async () => {
    const project = await projectWith(files)
    exec(project, 'create table theirs (id integer)')
    for (const ask of [
      () => unlock(project, { yes: true }),
      () => pause(project),
      () => report(project),
      () => withLedger(project, async () => 0),
    ])
      expect(await problemOf(ask())).toMatchObject({ code: 'RUN109', exit: 4 })
    expect(await runs(project)).toEqual({ runs: [], total: 0 })
    expect(rowsOf(project, 'select name from sqlite_schema')).toEqual(['theirs'])
  })
})

describe('runs', () => {
  test('are listed with what they did', async () => {
    const project = await projectWith(files, smallBatches)
    await up({ ...project, actor: 'ann' }, { target: '0002' })
    await up({ ...project, actor: 'bob' })
    const found = await runs(project)
    expect(found.runs.map(({ command, verdict, migrations, actor }) => [command, verdict, migrations, actor])).toEqual([
      ['up', 'PROVED', ['0003', '0004'], 'bob'],
      ['up', 'PROVED', ['0001', '0002'], 'ann'],
    ])
    expect(await runs(project, 1)).toMatchObject({ total: 2, runs: [{ actor: 'bob' }] })
  })
})
