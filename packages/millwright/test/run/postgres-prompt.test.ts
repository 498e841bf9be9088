/** P22, P23 on a server: a run stops where it is told to, at the end of a batch, and holds no transaction for long. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { up } from '../../src/actions/up.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { server } from '../dialects/server.ts'
import { moveOf, projectWith, smallBatches } from './project-with.ts'

const tables = `-- migrate:up
create table part (id integer primary key, qty integer not null);
create table stock (id integer primary key, qty integer not null);
create table place (id integer primary key, qty integer not null);
insert into part select i, i from generate_series(1, 30) i;
-- migrate:down
drop table place;
drop table stock;
drop table part;
`

const body = `m.load('load', { from: listOf('places', Array.from({ length: 12 }, (_, id) => ({ id, qty: id }))), to: 'place', key: ['id'], map: (r) => r })
m.build('build', { to: 'stock', key: ['id'], select: sql\`select id, qty from part\` })
m.fill('fill', { table: 'part', set: { qty: sql\`qty + 1\` } })
m.keeps('rows', sql\`select count(*) from part\`)`

/** Every row takes its time, so that a statement can be met at work. */
const slow = `create function drag() returns trigger language plpgsql as 'begin perform pg_sleep(0.02); return new; end';
create trigger slow before insert or update on part for each row execute function drag();
create trigger slow before insert on stock for each row execute function drag();`

async function atMove(config: object = smallBatches, more = ''): Promise<Project> {
  const files = {
    '0001_tables.sql': tables.replace('-- migrate:down', `${more}\n-- migrate:down`),
    '0002_move.ts': moveOf(body),
  }
  const project = await projectWith(files, { ...config, database: server?.newUrl() })
  await up(project, { target: '0001', yes: true })
  return project
}

async function copyOf(project: Project): Promise<Project> {
  const copy = await project.dialect.snapshots.copy(project.url, project.root)
  onTestFinished(() => copy.dispose())
  return { ...project, url: copy.url }
}

async function somebody(project: Project): Promise<Connection> {
  const db = await openDatabase(project)
  onTestFinished(() => db.close())
  return db
}

/** Rows whose batch was not committed as a whole, or was committed without its checkpoint. */
async function halves(project: Project): Promise<readonly unknown[]> {
  const db = await somebody(project)
  const filled = await db.get(sql`select count(*) as n from part where qty = id + 1`)
  const [built, loaded] = [
    await db.get(sql`select count(*) as n from stock`),
    await db.get(sql`select count(*) as n from place`),
  ]
  const counts = [filled, built, loaded].map((row) => Number(row?.['n']))
  return counts.filter((count) => count % 3 !== 0)
}

describe.skipIf(server === undefined)('a run that is told to stop (P22)', { timeout: 300_000 }, () => {
  test('before any of its statements pauses at the end of a batch, and goes on to the same end', async () => {
    const origin = await atMove()
    const whole = await copyOf(origin)
    let calls = 0
    const counting = faultyDialect(whole.dialect, { before: () => void calls++ })
    await up({ ...whole, dialect: counting })
    const wanted = await stateOf(whole)
    let paused = 0
    for (let stop = 1; stop < calls; stop += Math.ceil(calls / 12)) {
      const project = await copyOf(origin)
      let made = 0
      const watched = faultyDialect(project.dialect, { before: () => void made++ })
      const end = await up({ ...project, dialect: watched }, { isInterrupted: () => made >= stop })
      if ('verdict' in end && end.verdict === 'PAUSED') {
        paused++
        expect(await halves(project), `stopped at call ${stop}`).toEqual([])
        expect(await up(project), `stopped at call ${stop}`).toMatchObject({ verdict: 'PROVED' })
      } else expect(end).toMatchObject({ verdict: 'PROVED' })
      expect(await stateOf(project), `stopped at call ${stop}`).toEqual(wanted)
    }
    expect(paused).toBeGreaterThan(5)
  })

  test('by an administrator who cancels its statements loses none and doubles none', async () => {
    const origin = await atMove(smallBatches, slow)
    const whole = await copyOf(origin)
    expect(await up(whole)).toMatchObject({ verdict: 'PROVED' })
    const project = await copyOf(origin)
    const other = await somebody(project)
    let cancelled = 0
    const timer = setInterval(() => {
      if (cancelled >= 6) return
      void other
        .all(sql`select pg_cancel_backend(pid) as done from pg_stat_activity
          where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`)
        .then((found) => (cancelled += found.length))
        .catch(() => undefined)
    }, 50)
    onTestFinished(() => clearInterval(timer))
    let end: unknown = await up(project).catch((error: unknown) => error)
    for (let tries = 0; tries < 12 && (end as { verdict?: string }).verdict !== 'PROVED'; tries++) {
      expect(await halves(project)).toEqual([])
      end = await resumeRun(project).catch((error: unknown) => error)
    }
    clearInterval(timer)
    expect(cancelled).toBeGreaterThan(0)
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(await stateOf(project)).toEqual(await stateOf(whole))
  })
})

describe.skipIf(server === undefined)('transactions of a long run (P23)', { timeout: 300_000 }, () => {
  test('none of them lives longer than a batch and what comes before the next', async () => {
    const project = await atMove({ batch: { minRows: 100, maxRows: 100, targetMs: 1000 } })
    const db = await somebody(project)
    await db.run(sql`insert into part select i, i from generate_series(31, 6000) i`)
    let [batches, isOver] = [0, false]
    const seen = new Map<string, { first: number; last: number }>()
    const watching = (async () => {
      while (!isOver) {
        const asked = batches
        const open = await db.all(sql`select pid || ' ' || xact_start as name from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`)
        // Seen at some moment between the question and the answer: what is counted is the least that it lived.
        for (const { name } of open)
          seen.set(String(name), { first: seen.get(String(name))?.first ?? batches, last: asked })
      }
    })()
    const onEvent = ({ type }: RunEvent): void => void (type === 'progress' && batches++)
    expect(await up(project, { onEvent })).toMatchObject({ verdict: 'PROVED' })
    isOver = true
    await watching
    expect(batches).toBeGreaterThan(40)
    expect(seen.size).toBeGreaterThan(20)
    const longest = Math.max(...[...seen.values()].map(({ first, last }) => last - first))
    expect(longest).toBeLessThanOrEqual(3)
  })
})
