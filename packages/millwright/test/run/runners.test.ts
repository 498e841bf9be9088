/** Two runners, one database: the lock, the fence, and clocks that lie. */
import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import type { Project } from '../../src/actions/project.ts'
import { unlock } from '../../src/actions/unlock.ts'
import { up } from '../../src/actions/up.ts'
import { type Clock, systemClock } from '../../src/kernel/clock.ts'
import { leaseMs } from '../../src/ledger/lock.ts'
import { startChild } from '../../src/testing/child.ts'
import type { ChildEnd } from '../../src/testing/crash-child.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { judgeKilled } from '../crash/judge.ts'
import { emptyFolder, migrations, projectIn } from '../crash/place.ts'
import { bundledChild } from '../crash/program.ts'
import { exec, moveOf, problemOf, projectWith, rowsOf, smallBatches, table } from './project-with.ts'

const task = { command: 'up', target: '0005' } as const

async function readyFolder(): Promise<string> {
  const folder = emptyFolder()
  await up(await projectIn(folder), { target: '0004', yes: true })
  return folder
}

/** One place for every different statement that is sent outside of a transaction, where a second writer is let in. */
function placesOutside(calls: ChildEnd['calls']): readonly number[] {
  const seen = new Set<string>()
  let isInside = false
  return calls.flatMap(({ kind, text }, at) => {
    const name = `${kind} ${text}`
    const isPlace = !isInside && !seen.has(name)
    if (kind === 'begin') isInside = true
    if (kind === 'commit') isInside = false
    if (isPlace) seen.add(name)
    return isPlace ? [at + 1] : []
  })
}

const sleep = (ms: number) => systemClock.sleep(ms)

async function untilStopped(pid: number): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T')) return
    await sleep(5)
  }
  throw new Error('the process was not stopped')
}

describe('a runner that is stopped while a second one does its work (P8)', { timeout: 120_000 }, () => {
  test('is refused when it wakes up, wherever it stood, and nothing is doubled', async () => {
    const program = await bundledChild()
    const origin = await readyFolder()
    const copies = emptyFolder()
    const whole = await copyTo(origin, join(copies, 'whole'))
    const { calls } = (await startChild({ place: placeOf(whole), task }, { program }).ended) as ChildEnd
    const wanted = await stateOf(whole)
    const places = placesOutside(calls)
    expect(places.length).toBeGreaterThan(25)
    const ends = new Set<string>()
    for (const at of places) {
      const project = await copyTo(origin, join(copies, `${at}`))
      const first = startChild({ place: placeOf(project), task, at, signal: 'SIGSTOP' }, { program })
      await untilStopped(first.process.pid as number)
      await unlock(project, { yes: true }).catch(() => undefined)
      await up(project, { target: '0005' })
      first.process.kill('SIGCONT')
      const end = (await first.ended) as ChildEnd
      ends.add(end.code ?? end.end?.verdict ?? 'up to date')
      judgeKilled(project)
      expect(await stateOf(project), `stopped before call ${at}: ${calls[at - 1]?.text}`).toEqual(wanted)
      expect(
        [...ends].filter((word) => !known.has(word)),
        `stopped before call ${at}: ${calls[at - 1]?.text}`,
      ).toEqual([])
    }
    expect(ends).toContain('FAILED')
  })
})

/** Fenced off in the middle; fenced off or too late before it began; or it had its verdict already. */
const known = new Set(['FAILED', 'RUN101', 'RUN102', 'RUN117', 'PROVED', 'up to date'])

const placeOf = ({ root }: Project) => ({ cwd: root, migrations })

function copyTo(origin: string, folder: string): Promise<Project> {
  cpSync(origin, folder, { recursive: true })
  return projectIn(folder)
}

const item = table('item', 'id integer primary key, qty integer')
const load =
  "m.load('load', { from: listOf('items', Array.from({ length: 12 }, (_, id) => ({ id, qty: id }))), to: 'item', key: ['id'], map: (r) => r })"
const fill = "m.fill('fill', { table: 'item', set: { qty: sql`qty + 1` } })"
const files = { '0001_item.sql': item, '0002_move.ts': moveOf(`${load}\n${fill}`) }

describe('two runners at once', () => {
  test('in one process: the second is told who holds the lock', async () => {
    const project = await projectWith(files, smallBatches)
    let second: { code?: string } | undefined
    const before = async ({ text }: { text: string }) => {
      if (second === undefined && text.includes('insert into millwright_step')) {
        second = {}
        second = await problemOf(up(project))
      }
    }
    const first = { ...project, dialect: faultyDialect(project.dialect, { before }) }
    expect(await up(first)).toMatchObject({ verdict: 'PROVED' })
    expect(second).toMatchObject({ code: 'RUN101', exit: 4 })
    expect(rowsOf(project, 'select sum(qty) from item')).toEqual(['78'])
  })

  test('that made their plans at the same time: the second plans again', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project, { target: '0001' })
    let inBetween: Promise<unknown> | undefined
    const dialect: Project['dialect'] = {
      ...project.dialect,
      open: async (url, options) => {
        if (options?.create === true) await (inBetween ??= up(project))
        return project.dialect.open(url, options)
      },
    }
    expect(await problemOf(up({ ...project, dialect }))).toMatchObject({ code: 'RUN117', exit: 4 })
    expect(rowsOf(project, 'select sum(qty) from item')).toEqual(['78'])
  })

  test('the lock of a process that is gone is taken over; one on another machine is watched first', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project, { target: '0001' })
    exec(project, "update millwright_lock set run = 'r', epoch = epoch + 1, holder = 'elsewhere process 1'")
    const slept: number[] = []
    const clock = movedClock({ sleep: async (ms) => void slept.push(ms) })
    expect(await up({ ...project, clock })).toMatchObject({ verdict: 'PROVED' })
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(leaseMs)
  })

  test('on another machine, alive: its beat moves, and it keeps the lock', async () => {
    const project = await projectWith(files, smallBatches)
    await up(project, { target: '0001' })
    exec(project, "update millwright_lock set run = 'r', epoch = epoch + 1, holder = 'elsewhere process 1'")
    const clock = movedClock({ sleep: async () => exec(project, 'update millwright_lock set beat = beat + 1') })
    expect(await problemOf(up({ ...project, clock }))).toMatchObject({ code: 'RUN101' })
  })
})

/** A clock whose ticks are what was slept, and whose wall time can be anything. */
function movedClock(about: Partial<Clock>): Clock {
  let ticks = 0
  return {
    ...systemClock,
    ticks: () => ticks,
    ...about,
    sleep: async (ms) => {
      ticks += ms
      await about.sleep?.(ms)
    },
  }
}

describe('clocks that lie (P9)', () => {
  const day = 86_400_000
  const clocks: Readonly<Record<string, () => Date>> = {
    'a day late': () => new Date(Date.now() - day),
    'a day early': () => new Date(Date.now() + day),
    'standing still': () => new Date('2026-03-29T01:59:59.999Z'),
    'going backwards': (
      (now) => () =>
        new Date((now -= 60_000))
    )(Date.now()),
  }
  test.each(Object.entries(clocks))('%s: pause, take over, finish, undo', async (_name, now) => {
    const project = await projectWith(files, smallBatches)
    const lying: Project = { ...project, clock: { ...systemClock, now } }
    let asked = 0
    expect(await up(project, { isInterrupted: () => ++asked > 3 })).toMatchObject({ verdict: 'PAUSED' })
    expect(await up(lying)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select count(*), sum(qty) from item')).toEqual(['12 78'])
    expect(await down(lying, { target: 'base', yes: true })).toMatchObject({ verdict: 'PROVED' })
  })
})
