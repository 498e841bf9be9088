/** Connections, sessions and servers that end under a run: it goes on by itself, and every batch takes effect once. */
import { execFileSync } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { type DatabaseState, stateOf } from '../../src/testing/state-of.ts'
import { type Loss, startProxy } from './proxy.ts'
import { folderOn, ownServer, projectOn, rowsOn } from './server.ts'

const server = await ownServer()

/** A database at which the move is next; copies of it are made for every try. */
async function atMove(): Promise<Project> {
  const project = await projectOn(folderOn(server))
  expect(await up(project, { target: '0004', yes: true })).toMatchObject({ exit: 0 })
  return project
}

async function copyOf(project: Project): Promise<Project> {
  const copy = await project.dialect.snapshots.copy(project.url, project.root)
  onTestFinished(() => copy.dispose())
  return { ...project, url: copy.url }
}

const target = { target: '0005' } as const

async function undisturbed(origin: Project): Promise<DatabaseState> {
  const whole = await copyOf(origin)
  expect(await up(whole, target)).toMatchObject({ verdict: 'PROVED' })
  return stateOf(whole)
}

/** Another session of the same database, for somebody who gets in the way. */
async function somebody(project: Project): Promise<Connection> {
  const db = await openDatabase(project)
  onTestFinished(() => db.close())
  return db
}

const endOthers = (db: Connection): Promise<unknown> =>
  db.all(sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)

describe.skipIf(server === undefined)('a run whose connection breaks', { timeout: 300_000 }, () => {
  test.each<Loss>(['answer', 'request'])(
    'at a COMMIT whose %s is lost goes on, and no batch is doubled or left out (P3)',
    async (loss) => {
      const origin = await atMove()
      const wanted = await undisturbed(origin)
      const counted = await copyOf(origin)
      const proxy = await startProxy(counted.url)
      const through = (project: Project) => {
        const url = new URL(proxy.url)
        url.pathname = new URL(project.url).pathname
        return { ...project, url: url.href }
      }
      proxy.cutAt(0, loss)
      await up(through(counted), target)
      const commits = proxy.commits()
      expect(commits).toBeGreaterThan(25)
      let finished = 0
      for (let at = 1; at <= commits; at += 3) {
        const project = await copyOf(origin)
        proxy.cutAt(at, loss)
        const end = await up(through(project), target).catch((error: { code?: string }) => error.code)
        if (typeof end === 'object') finished++
        // While it only plans, or has no lock yet, a loss is told, and nothing has begun.
        else
          expect(await rowsOn(project, 'select count(*) from millwright_run'), `${end} at commit ${at}`).toEqual(['1'])
        const last = typeof end === 'object' ? end : await up(project, target)
        expect(last, `${loss} of commit ${at}`).toMatchObject({ verdict: 'PROVED' })
        expect(await stateOf(project), `${loss} of commit ${at}`).toEqual(wanted)
      }
      expect(finished).toBeGreaterThan(commits / 6)
    },
  )

  test('because somebody ends its session goes on by itself, wherever it stood (P1, P8)', async () => {
    const origin = await atMove()
    const wanted = await undisturbed(origin)
    const calls: string[] = []
    const counting = faultyDialect(origin.dialect, { before: ({ kind, text }) => void calls.push(`${kind} ${text}`) })
    await up({ ...(await copyOf(origin)), dialect: counting }, target)
    const begun = calls.findIndex((call) => call.includes('insert into millwright_run')) + 1
    for (let at = begun; at <= calls.length - 3; at += Math.floor(calls.length / 24)) {
      const project = await copyOf(origin)
      const other = await somebody(project)
      const before = async (call: { at: number }): Promise<void> => {
        if (call.at === at) await endOthers(other)
      }
      const waits: string[] = []
      const onEvent = (event: RunEvent) => void (event.type === 'waiting' && waits.push(event.reason))
      const watched = { ...project, dialect: faultyDialect(project.dialect, { before }) }
      const where = `before call ${at}: ${calls[at - 1]}`
      expect(await up(watched, { ...target, onEvent }), where).toMatchObject({ verdict: 'PROVED' })
      expect(await stateOf(project), where).toEqual(wanted)
    }
  })

  test('because the whole server broke down goes on when it is there again', async () => {
    const origin = await atMove()
    const wanted = await undisturbed(origin)
    const project = await copyOf(origin)
    let [batches, waits] = [0, 0]
    const onEvent = ({ type }: RunEvent): void => {
      if (type === 'waiting') waits++
      // A backend that is killed takes every session with it: the server recovers from its log.
      if (type === 'progress' && ++batches === 3) killBackend()
    }
    const end = await up(project, { ...target, onEvent })
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(waits).toBeGreaterThan(0)
    expect(await stateOf(project)).toEqual(wanted)
  })
})

function killBackend(): void {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(server?.pid)], { encoding: 'utf8' })
  const [, pid] = /^\s*(\d+) postgres: .*millwright/m.exec(children) ?? /^\s*(\d+) .*checkpointer/m.exec(children) ?? []
  process.kill(Number(pid), 'SIGKILL')
}

/** A third person who takes locks or changes rows at chosen moments of a run. */
async function disturbed(
  work: (other: Connection, at: number) => Promise<void>,
): Promise<{ project: Project; end: object }> {
  const project = await copyOf(await atMove())
  const other = await somebody(project)
  let batch = 0
  const before = async ({ kind, text }: { kind: string; text: string }): Promise<void> => {
    if (kind === 'get' && text.includes('block as materialized') && text.includes('note is not null'))
      await work(other, ++batch)
  }
  const watched = { ...project, dialect: faultyDialect(project.dialect, { before }) }
  const end = await up(watched, target)
  expect(batch).toBeGreaterThan(2) // one of the two batches was done again
  return { project, end }
}

const raised = 'select id from counter where x % 20 = 1 order by id'
const notes = ['1', '2', '4', '5', '7', '8', '10', '11']

describe.skipIf(server === undefined)('a run that others get in the way of', { timeout: 120_000 }, () => {
  test('meets a serialization failure, and does the batch again with what is there then', async () => {
    const { project, end } = await disturbed(async (other, at) => {
      if (at === 1) await other.run(sql`update counter set note = note || '!' where id in (4, 5)`)
    })
    expect(end).toMatchObject({ verdict: 'APPLIED, NOT PROVED' }) // the notes are none of its business, and it says so
    expect(await rowsOn(project, raised)).toEqual(notes)
    expect(await rowsOn(project, 'select note from counter where id in (4, 5) order by id')).toEqual([
      'note 4!',
      'note 5!',
    ])
  })

  test('is the victim of a deadlock, gives way, and does the batch again', async () => {
    let held: Promise<void> | undefined
    const { project, end } = await disturbed(async (other, at) => {
      if (at > 1) return
      // Holds the last row of the batch, then wants the first one, which the batch holds by then.
      held = other.transaction(async (tx) => {
        await tx.run(sql`set local lock_timeout = '20s'`)
        await tx.run(sql`set local deadlock_timeout = '10s'`)
        await tx.run(sql`select id from counter where id = 10 for update`)
        setTimeout(() => undefined, 0)
        await new Promise((wake) => setTimeout(wake, 300))
        await tx.run(sql`select id from counter where id = 1 for update`)
      })
      await new Promise((wake) => setTimeout(wake, 150))
    })
    await held
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(await rowsOn(project, raised)).toEqual(notes)
  })
})
