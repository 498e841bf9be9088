/** Steps that are done in parts, side by side: the same rows and books as in one, whatever happens to them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planAction } from '../../../src/actions/plan.ts'
import type { Project } from '../../../src/actions/project.ts'
import { resumeRun } from '../../../src/actions/resume.ts'
import { rollback } from '../../../src/actions/rollback.ts'
import { up } from '../../../src/actions/up.ts'
import { planText } from '../../../src/cli/show-plan.ts'
import type { RunEvent } from '../../../src/ledger/events.ts'
import { lifeCycle } from '../../../src/testing/life-cycle.ts'
import { stateOf } from '../../../src/testing/state-of.ts'
import { server } from '../../dialects/server.ts'
import { moves, projectAt, rowsIn, sessionIn } from './steps.ts'
import { sql } from '../../../src/kernel/sql.ts'

const newUrl = (): string => server?.newUrl() ?? ''

const partsOf = async (project: Project): Promise<string> =>
  (await rowsIn(project, "select count(*) as n, count(*) filter (where state = 'done') as done from millwright_part"))
    .map(({ n, done }) => `${String(done)} of ${String(n)}`)
    .join()

describe.skipIf(server === undefined)('a step in parts on PostgreSQL', { timeout: 120_000 }, () => {
  const journaled = Object.keys(moves).filter((name) => !name.includes('without a journal'))

  test.each(journaled)('%s: the same as in one, there and back', async (name) => {
    const move = moves[name] as (n: number) => string
    const [whole, cut] = [await projectAt(newUrl(), move(1)), await projectAt(newUrl(), move(7))]
    await up(whole, { yes: true })
    await lifeCycle(cut)
    const [one, many] = [await stateOf(whole), await stateOf(cut)]
    expect(many.content).toEqual(one.content)
    expect(many.story).toEqual(one.story)
    expect(many.rejects).toEqual(one.rejects.flatMap((each) => [each, each])) // there and there again: a run keeps its own
    expect(await rowsIn(cut, 'select max(part) as parts from millwright_part')).toEqual([{ parts: 7n }])
  })

  test('without a journal the rows are the same as well', async () => {
    const move = moves['a fill without a journal'] as (n: number) => string
    const [whole, cut] = [await projectAt(newUrl(), move(1)), await projectAt(newUrl(), move(5))]
    expect(await up(whole, { yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect(await up(cut, { yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect((await stateOf(cut)).content).toEqual((await stateOf(whole)).content)
  })

  test('several are at work at the same time, and no more than may be', async () => {
    const project = await projectAt(newUrl(), moves['a fill by a function']?.(8) ?? '', { workers: { atOnce: 3 } })
    const dialect = { ...project.dialect }
    let [open, most] = [0, 0]
    const counted: Project = {
      ...project,
      dialect: {
        ...dialect,
        open: async (url, options) => {
          most = Math.max(most, ++open)
          const db = await dialect.open(url, options)
          const close = db.close.bind(db)
          db.close = async () => {
            open--
            await close()
          }
          return db
        },
      },
    }
    expect(await up(counted, { yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect([most, open]).toEqual([4, 0])
  })

  test('nothing to do is done in no part', async () => {
    const none = `m.fill('price', { table: 'part', set: { price: sql\`price + 1\` }, where: sql\`qty < 0\`, parts: 4 })`
    const project = await projectAt(newUrl(), none)
    expect(await up(project, { yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect(await partsOf(project)).toBe('1 of 1')
  })

  test('rows behind the last key there was are left to themselves', async () => {
    const project = await projectAt(newUrl(), moves['a fill by a function']?.(4) ?? '')
    const db = await sessionIn(project)
    const onEvent = (event: RunEvent) => {
      if (event.type === 'stepStarted')
        void db.run(sql`insert into part select 90000000 + i, 1, 1, 'late' from generate_series(1, 50) i`)
    }
    const end = await up(project, { yes: true, onEvent })
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED' }) // somebody else wrote into the table, and it shows
    expect(await rowsIn(project, 'select distinct name from part where id > 90000000')).toEqual([{ name: 'late' }])
    expect(await rowsIn(project, "select count(*) as n from part where name like '%/%'")).toEqual([{ n: 600n }])
  })

  test('a pause ends every part at a batch, and the rest is done when it is resumed', async () => {
    const move = moves['a fill by a function'] as (n: number) => string
    const [whole, cut] = [await projectAt(newUrl(), move(1)), await projectAt(newUrl(), move(6))]
    await up(whole, { yes: true })
    let asked = false
    const flags = {
      onEvent: (event: RunEvent) => void (asked ||= event.type === 'progress'),
      isInterrupted: () => asked,
    }
    const end = await up(cut, { yes: true, ...flags })
    expect(end).toMatchObject({ verdict: 'PAUSED', exit: 5 })
    expect(await rowsIn(cut, "select count(*) > 0 as some from millwright_part where state = 'running'")).toEqual([
      { some: true },
    ])
    expect(await resumeRun(cut)).toMatchObject({ verdict: 'PROVED' })
    expect((await stateOf(cut)).content).toEqual((await stateOf(whole)).content)
  })

  test('a paused one can be taken back', async () => {
    const project = await projectAt(newUrl(), moves['a fill by SQL']?.(6) ?? '')
    const before = (await stateOf(project)).content
    let asked = false
    const onEvent = (event: RunEvent) => void (asked ||= event.type === 'progress')
    await up(project, { yes: true, onEvent, isInterrupted: () => asked })
    expect(await rollback(project, { yes: true })).toMatchObject({ verdict: 'REVERTED' })
    expect((await stateOf(project)).content).toEqual(before)
  })

  test('a part that fails for good is told; the others are done, and it alone is done again', async () => {
    const poison = `m.fill('name', { table: 'part', set: { name: ({ name, qty }) => { if (name === 'part 300') throw new Error('no such part'); return name + '/' + qty } }, parts: 6 })`
    const project = await projectAt(newUrl(), poison)
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toBe(
      '1 of 6 parts of step "name" failed; the first is part 3: The code of step "name" failed on record 0: no such part.',
    )
    expect(await partsOf(project)).toBe('6 of 7')
    const file = join(project.migrations, '0002_move.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace("name === 'part 300'", 'false'))
    expect(await resumeRun(project, { rebase: true })).toMatchObject({ verdict: 'PROVED' })
    expect(await rowsIn(project, "select count(*) as n from part where name ~ '^part [0-9]+/[0-9]+$'")).toEqual([
      { n: 600n },
    ])
  })

  test('rejects of all parts use up one budget', async () => {
    const move = moves['a build some of whose rows are refused']?.(6) ?? ''
    const project = await projectAt(newUrl(), move)
    const file = join(project.migrations, '0002_move.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace("accept: ['constraint']", 'max: 3'))
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toMatch(/^Step "copy" rejected \d+ records and 3 are allowed/)
  })

  test('the plan says into how many parts, and what they read', async () => {
    const project = await projectAt(newUrl(), moves['a fill by SQL']?.(8) ?? '')
    const text = planText(await planAction(project), { target: 'it', width: 400 })
    expect(text).toContain(
      'in at most 8 parts side by side, each batch sees the rows as they are then, up to the last key that there was when the step began',
    )
  })
})

const moveForAll = `m.fill('name', { table: 'part', set: { name: ({ name, qty }) => name + '/' + qty }, parts: 4 })`

test('where one session writes at a time the step is done as one, and the plan says so', async () => {
  const project = await projectAt('pglite:data', moveForAll)
  const plan = await planAction(project)
  expect(plan.items[0]?.steps[0]?.parts).toEqual({ most: 4, sideBySide: false })
  expect(planText(plan, { target: 'it', width: 400 })).toContain('not in 4 parts: one session writes at a time here')
  expect(await up(project, { yes: true })).toMatchObject({ verdict: 'PROVED' })
  expect(await partsOf(project)).toBe('1 of 1')
})
