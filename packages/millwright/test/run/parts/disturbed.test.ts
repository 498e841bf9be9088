/** Parts whose runner is killed, stands still, or loses its sessions: every row is done once, and the ledger says so. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { Project } from '../../../src/actions/project.ts'
import { unlock } from '../../../src/actions/unlock.ts'
import { up } from '../../../src/actions/up.ts'
import { sql } from '../../../src/kernel/sql.ts'
import type { RunEvent } from '../../../src/ledger/events.ts'
import { type Child, startChild } from '../../../src/testing/child.ts'
import { type DatabaseState, stateOf } from '../../../src/testing/state-of.ts'
import { startPgbouncer } from '../../../src/testing/pgbouncer.ts'
import { bundledChild } from '../../crash/program.ts'
import { server } from '../../dialects/server.ts'
import { projectAt, rowsIn, sessionIn } from './steps.ts'

const newUrl = (): string => server?.newUrl() ?? ''

/** Slow enough to be met in the middle; done twice, it shows. */
const slowly = (parts: number): string =>
  `m.fill('price', { table: 'part', set: { price: sql\`price * 1.1 + qty + coalesce(length(pg_sleep(0.004)::text), 0)\` }, parts: ${parts} })`

const quickly = `m.fill('price', { table: 'part', set: { price: sql\`price * 1.1 + qty\` } })`

/** What must come out, by a step in one part that nobody disturbs. */
let wanted: Promise<DatabaseState['content']> | undefined

async function undisturbed(): Promise<DatabaseState['content']> {
  const project = await projectAt(newUrl(), quickly)
  expect(await up(project, { yes: true })).toMatchObject({ verdict: 'PROVED' })
  return (await stateOf(project)).content
}

async function expectWhole(project: Project): Promise<void> {
  wanted ??= undisturbed()
  expect((await stateOf(project)).content).toEqual(await wanted)
  const books = `select sum((counters::json->>'read')::int) as read, sum((counters::json->>'updated')::int) as updated from millwright_part`
  expect(await rowsIn(project, books)).toEqual([{ read: 600n, updated: 600n }])
}

async function untilBegun(project: Project, child: Child): Promise<void> {
  const db = await sessionIn(project)
  while (child.process.exitCode === null) {
    const found = await db.get(sql`select to_regclass('millwright_part') is not null as is_there`)
    if (found?.['is_there'] === true) {
      const open = await db.get(sql`select 1 as one from millwright_part where state = 'running' limit 1`)
      if (open !== undefined) return
    }
    await sleep(10)
  }
}

describe.skipIf(server === undefined)('parts side by side', { timeout: 240_000 }, () => {
  test('a runner that is killed again and again ends its work (P1, P5)', async () => {
    const program = await bundledChild()
    const project = await projectAt(newUrl(), slowly(7))
    const order = { place: { cwd: project.root, url: project.url }, task: { command: 'up' } } as const
    let kills = 0
    for (let at = 0; at < 6; at++) {
      const child = startChild(order, { program })
      await untilBegun(project, child)
      await sleep(Math.random() * 250)
      child.process.kill('SIGKILL')
      if ((await child.ended) === undefined) kills++
      else break
    }
    await up(project, { yes: true })
    expect(kills).toBeGreaterThan(2)
    await expectWhole(project)
    expect(await rowsIn(project, 'select verdict from millwright_run order by seq desc limit 1')).toEqual([
      { verdict: 'PROVED' },
    ])
  })

  test('one that stood still is refused, and what its sessions held is given back (P8)', async () => {
    const program = await bundledChild()
    const project = await projectAt(newUrl(), slowly(7))
    const url = `${project.url}?idle_in_transaction_session_timeout=700ms`
    const child = startChild({ place: { cwd: project.root, url }, task: { command: 'up' } }, { program })
    await untilBegun(project, child)
    child.process.kill('SIGSTOP')
    await unlock(project, { yes: true }).catch(() => undefined)
    const end = await up({ ...project, url }, { yes: true })
    child.process.kill('SIGCONT')
    const late = await child.ended
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(late?.code ?? late?.end?.verdict).toMatch(/^(?:RUN102|FAILED)$/)
    await expectWhole(project)
  })

  test('sessions that are ended by the server are opened again (P3)', async () => {
    const project = await projectAt(newUrl(), slowly(7))
    const db = await sessionIn(project)
    let ended = 0
    const onEvent = (event: RunEvent): void => {
      if (event.type !== 'progress' || ended++ > 3) return
      void db.run(sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query ilike '%pg_sleep%'`)
    }
    expect(await up(project, { yes: true, onEvent })).toMatchObject({ verdict: 'PROVED' })
    expect(ended).toBeGreaterThan(0)
    await expectWhole(project)
  })
})

const pooler = server === undefined ? undefined : await startPgbouncer(server.newUrl())
if (pooler !== undefined && 'close' in pooler) afterAll(() => pooler.close())

describe.skipIf(pooler === undefined || 'missing' in pooler)('behind a pooler', { timeout: 120_000 }, () => {
  test('parts are done side by side as well', async () => {
    const project = await projectAt(newUrl(), slowly(7), { workers: { atOnce: 2 } })
    if (pooler === undefined || 'missing' in pooler) return
    const through = { ...project, url: pooler.through(project.url) }
    expect(await up(through, { yes: true })).toMatchObject({ verdict: 'PROVED' })
    await expectWhole(project)
  })
})
