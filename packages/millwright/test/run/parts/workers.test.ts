/** Parts that are done by workers in other processes, through a queue. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Project } from '../../../src/actions/project.ts'
import { resumeRun } from '../../../src/actions/resume.ts'
import { up } from '../../../src/actions/up.ts'
import { sql } from '../../../src/kernel/sql.ts'
import type { RunEvent } from '../../../src/ledger/events.ts'
import { type DatabaseState, stateOf } from '../../../src/testing/state-of.ts'
import { server } from '../../dialects/server.ts'
import { moves, projectAt, rowsIn, sessionIn } from './steps.ts'

const newUrl = (): string => server?.newUrl() ?? ''

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

type Worker = { readonly process: ChildProcess; readonly ended: Promise<unknown>; words(): string }

function startWorker(project: Project, ...more: readonly string[]): Worker {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, program, 'worker', '--url', project.url, ...more], {
    cwd: project.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  onTestFinished(() => void child.kill('SIGKILL'))
  return { process: child, ended: once(child, 'close'), words: () => words }
}

const config = { workers: { executor: 'pg-boss', atOnce: 2, silenceSeconds: 10 } }

/** Slow enough to be met in the middle; done twice, it shows. */
const slowly = (parts: number, seconds = 0.004): string =>
  `m.fill('price', { table: 'part', set: { price: sql\`price * 1.1 + qty + coalesce(length(pg_sleep(${seconds})::text), 0)\` }, parts: ${parts} })`

let wanted: Promise<DatabaseState['content']> | undefined

async function undisturbed(): Promise<DatabaseState['content']> {
  const project = await projectAt(
    newUrl(),
    `m.fill('price', { table: 'part', set: { price: sql\`price * 1.1 + qty\` } })`,
  )
  await up(project, { yes: true })
  return (await stateOf(project)).content
}

async function expectWhole(project: Project): Promise<void> {
  wanted ??= undisturbed()
  expect((await stateOf(project)).content).toEqual(await wanted)
  const books = `select sum((counters::json->>'read')::int) as read, sum((counters::json->>'updated')::int) as updated from millwright_part`
  expect(await rowsIn(project, books)).toEqual([{ read: 600n, updated: 600n }])
}

describe.skipIf(server === undefined)('workers', { timeout: 240_000 }, () => {
  test('do the parts of a run that only watches; the queue is no part of the schema', async () => {
    const project = await projectAt(newUrl(), slowly(8), config)
    const workers = [startWorker(project), startWorker(project, '--json')]
    const seen: string[] = []
    const end = await up(project, { yes: true, onEvent: (event: RunEvent) => void seen.push(event.type) })
    expect(end).toMatchObject({ verdict: 'PROVED' })
    await expectWhole(project)
    expect(seen).toContain('progress')
    for (const { process: child } of workers) child.kill('SIGTERM')
    await Promise.all(workers.map(({ ended }) => ended))
    expect(workers.map(({ process: child }) => child.exitCode)).toEqual([0, 0])
    const [first, second] = workers.map((one) => one.words())
    expect(first).toMatch(/0002 price, part \d+: done[\s\S]*Stopped\. \d parts? done, 0 given back, 0 failed\.\n$/)
    expect(second).toMatch(/\{"type":"done","part":\{"run":/)
  })

  test('are killed at random, and others do what they had begun', async () => {
    const project = await projectAt(newUrl(), slowly(8, 0.02), config)
    let workers = [startWorker(project), startWorker(project)]
    const going = up(project, { yes: true })
    let isOver = false
    void going.finally(() => (isOver = true))
    for (let kills = 0; kills < 6 && !isOver; kills++) {
      await sleep(1500 + Math.random() * 1500)
      const [one, ...rest] = workers
      one?.process.kill('SIGKILL')
      workers = [...rest, startWorker(project)]
    }
    expect(await going).toMatchObject({ verdict: 'PROVED' })
    await expectWhole(project)
  })

  test('one that stands still longer than it may is overtaken, and does no harm when it goes on', async () => {
    const project = await projectAt(newUrl(), slowly(4, 0.02), config)
    const stuck = startWorker(project)
    const going = up(project, { yes: true })
    const db = await sessionIn(project)
    while ((await db.get(sql`select to_regclass('millwright_part') is null as missing`))?.['missing'] === true)
      await sleep(50)
    while ((await db.get(sql`select 1 as one from millwright_part where part > 0 and record > 25`)) === undefined)
      await sleep(20)
    stuck.process.kill('SIGSTOP')
    startWorker(project)
    const stopped = performance.now()
    const end = await going
    expect(performance.now() - stopped).toBeLessThan(60_000) // ten seconds of silence, a pause, and the rest of the work
    stuck.process.kill('SIGCONT')
    await sleep(2000)
    expect(end).toMatchObject({ verdict: 'PROVED' })
    await expectWhole(project)
  })

  test('a part that cannot be done goes to the dead letters with its reason, and is done after the cause is gone', async () => {
    const fill = `m.fill('qty', { table: 'other', set: { qty: sql\`10 / (id - 5)::integer\` }, parts: 3 })`
    const project = await projectAt(newUrl(), fill, { ...config, batch: { minRows: 3, maxRows: 3 } })
    startWorker(project)
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toMatch(
      /^1 of 3 parts of step "qty" failed; the first is part 2: .*division by zero/,
    )
    const dead = await rowsIn(project, "select count(*) as n from millwright_queue.job where name like 'parts-%-dead'")
    expect(dead).toEqual([{ n: 1n }])
    const db = await sessionIn(project)
    await db.run(sql`update other set id = 50 where id = 5`)
    expect(await resumeRun(project)).toMatchObject({ exit: 3 }) // somebody changed the table meanwhile, and it shows
    expect(await rowsIn(project, "select count(*) as n from millwright_part where state = 'done'")).toEqual([{ n: 4n }])
  })

  test('a pause reaches them, and what is left is done when the run is resumed', async () => {
    const project = await projectAt(newUrl(), slowly(6, 0.01), config)
    startWorker(project)
    let asked = false
    const onEvent = (event: RunEvent): void => void (asked ||= event.type === 'progress')
    expect(await up(project, { yes: true, onEvent, isInterrupted: () => asked })).toMatchObject({ verdict: 'PAUSED' })
    const stood = await rowsIn(project, 'select part, record from millwright_part order by part')
    await sleep(1500)
    expect(await rowsIn(project, 'select part, record from millwright_part order by part')).toEqual(stood)
    expect(await resumeRun(project)).toMatchObject({ verdict: 'PROVED' })
    await expectWhole(project)
  })

  test('with other files than those of the plan nothing is done', async () => {
    const project = await projectAt(newUrl(), moves['a fill by a function']?.(3) ?? '', config)
    const other = await projectAt(newUrl(), moves['a fill by SQL']?.(3) ?? '', config)
    startWorker({ ...other, url: project.url })
    const end = await up(project, { yes: true })
    expect(end).toMatchObject({ verdict: 'FAILED' })
    expect('why' in end && end.why).toContain('that file was changed since')
  })
})
