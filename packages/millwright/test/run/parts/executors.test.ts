/** What the runner expects of whoever hands out parts, in this process and through a queue. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ChunkExecutor, ChunkOrder } from '../../../src/run/executor/executor.ts'
import { InProcessExecutor } from '../../../src/run/executor/in-process.ts'
import { PgBossExecutor } from '../../../src/run/executor/pg-boss.ts'
import { openDatabase } from '../../../src/actions/project.ts'
import { server } from '../../dialects/server.ts'
import { projectWith } from '../project-with.ts'

const mayPass = (error: unknown): boolean => String(error).includes('busy')

const found = server
const makers: readonly (readonly [string, () => Promise<ChunkExecutor>])[] = [
  ['in this process', async () => new InProcessExecutor({ atOnce: 2, mayPass, pauseMs: 10 })],
  ...(found === undefined ? [] : [['through a queue', () => queueOn(found.newUrl())] as const]),
]

async function queueOn(url: string): Promise<ChunkExecutor> {
  const project = await projectWith({}, { database: url })
  await (await openDatabase(project, { create: true })).close()
  return PgBossExecutor.open({ url, queue: 'parts', isSupervisor: true, atOnce: 2, silenceSeconds: 10, mayPass })
}

const ordersOf = (n: number): readonly ChunkOrder[] =>
  Array.from({ length: n }, (_, at) => ({ run: 'r', migration: '0001', step: 's', part: at + 1, epoch: 1 }))

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await is()) return
    await sleep(50)
  }
  throw new Error('it never came to that')
}

describe.each(makers)('parts handed out %s', { timeout: 60_000 }, (_, make) => {
  const started = async (): Promise<ChunkExecutor> => {
    const executor = await make()
    onTestFinished(() => executor.close())
    return executor
  }

  test('are each done once, however often they are submitted, and no more at a time than may be', async () => {
    const executor = await started()
    const done: number[] = []
    let [active, most] = [0, 0]
    await executor.submit(ordersOf(5))
    await executor.submit(ordersOf(5))
    await executor.start(async ({ part }) => {
      most = Math.max(most, ++active)
      await sleep(30)
      active--
      done.push(part)
      return true
    })
    await until(async () => (await executor.status('r')).done === 5)
    await executor.submit(ordersOf(5))
    await sleep(700)
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
    expect(most).toBeLessThanOrEqual(2)
    expect(await executor.status('r')).toEqual({ waiting: 0, active: 0, done: 5, dead: [] })
    expect(await executor.status('another')).toEqual({ waiting: 0, active: 0, done: 0, dead: [] })
  })

  test('are tried again where that may help, and are dead with the reason where not, until they are submitted again', async () => {
    const executor = await started()
    const tries = new Map<number, number>()
    let isMended = false
    await executor.submit(ordersOf(3))
    await executor.start(async ({ part }) => {
      tries.set(part, (tries.get(part) ?? 0) + 1)
      if (part === 1 && tries.get(1) === 1) throw new Error('busy')
      if (part === 2 && !isMended) throw new Error('a row that cannot be')
      return true
    })
    await until(async () => (await executor.status('r')).done === 2)
    const { dead, done } = await executor.status('r')
    expect(dead.map(({ order, reason }) => [order.part, reason])).toEqual([[2, 'a row that cannot be']])
    expect([done, tries.get(1), tries.get(2)]).toEqual([2, 2, 1])
    isMended = true
    await executor.submit(ordersOf(3))
    await until(async () => (await executor.status('r')).done === 3)
    expect((await executor.status('r')).dead).toEqual([])
  })

  test('stop when they are paused, and go on when they are resumed', async () => {
    const executor = await started()
    const [begun, done]: [number[], number[]] = [[], []]
    let [isHeld, stopped] = [true, 0]
    await executor.submit(ordersOf(4))
    await executor.start(async ({ part }, signal) => {
      begun.push(part)
      while (isHeld && !signal.aborted) await sleep(20)
      if (signal.aborted) return ++stopped < 0
      done.push(part)
      return true
    })
    await until(() => begun.length === 2)
    await executor.pause('r')
    await until(async () => (await executor.status('r')).active === 0)
    await until(() => stopped === 2) // a worker hears of it with its next sign of life
    isHeld = false
    await sleep(700)
    expect(done).toEqual([])
    await executor.resume('r')
    await until(() => new Set(done).size === 4)
    expect((await executor.status('r')).dead).toEqual([])
  })

  test('are given up when they are cancelled', async () => {
    const executor = await started()
    const begun: number[] = []
    await executor.submit(ordersOf(4))
    await executor.start(async ({ part }, signal) => {
      begun.push(part)
      while (!signal.aborted) await sleep(20)
      return false
    })
    await until(() => begun.length === 2)
    await executor.cancel('r')
    await until(async () => (await executor.status('r')).active === 0)
    await sleep(700)
    expect(begun).toHaveLength(2)
    expect((await executor.status('r')).done).toBe(0)
  })
})
