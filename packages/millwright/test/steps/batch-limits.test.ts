/** How large a batch becomes: by the time that it took, and by the bytes that travel with it. */
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/actions/project.ts'
import { rollback } from '../../src/actions/rollback.ts'
import { up } from '../../src/actions/up.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { takeLock } from '../../src/ledger/lock.ts'
import { defaultBatch, forNewRows, nextBatchRows, type StepContext } from '../../src/steps/context.ts'
import { targetOf } from '../../src/steps/load/target.ts'
import { runWalk, type Walk } from '../../src/steps/walk.ts'
import { tableOf } from '../../src/schema/schema.ts'
import { server } from '../dialects/server.ts'
import { moveOf, projectWith } from '../run/project-with.ts'

/** Walks through a table whose rows take as long as it is told, by a clock that only they move; says how long its batches took. */
async function walkAt(msPerRow: number, rows: number): Promise<readonly number[]> {
  const db = await sqlite.scratch()
  await ensureLedger(sqlite, db)
  await db.run(sql`create table t (id integer primary key)`)
  const numbers = sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${rows}) select i from n`
  await db.run(sql`insert into t ${numbers}`)
  let now = 0
  const clock = { ...systemClock, ticks: () => now }
  const context = {
    dialect: sqlite,
    db,
    clock,
    fence: await takeLock(db, 'r', systemClock),
    key: { run: 'r', migration: 'm', step: 's' },
    batch: defaultBatch,
    budget: { max: 0, accept: new Set(), used: 0 },
    isPauseWanted: async () => false,
  } as unknown as StepContext
  const table = tableOf(await sqlite.inspect(db), 't')
  if (table === undefined) throw new TypeError('there is a table t')
  const walk: Walk = {
    kind: 'fill',
    target: targetOf(sqlite, { table, key: ['id'], columns: ['id'] }),
    where: sql`1 = 1`,
    isJournaled: false,
    block: async (_, { record, rows: asked }) => {
      const read = Math.min(asked, rows - record)
      now += read * msPerRow
      return { read, last: [BigInt(record + read)] }
    },
  }
  const taken: number[] = []
  for await (const event of runWalk(context, walk)) if (event.type === 'progress') taken.push(event.batchMs)
  await db.close()
  return taken
}

describe('by time', () => {
  test.each([0.05, 0.4, 2])('batches of rows that take %d ms come to a quarter of a second', async (msPerRow) => {
    const taken = await walkAt(msPerRow, 60_000)
    const settled = taken.slice(12, -1)
    expect(settled.length).toBeGreaterThan(3)
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(defaultBatch.targetMs * 0.6)
    expect(Math.max(...settled)).toBeLessThanOrEqual(defaultBatch.targetMs * 1.5)
    expect(defaultBatch.targetMs).toBe(250)
  })

  test('those that only put new rows in take twice as long', () => {
    expect(nextBatchRows(1000, 400, defaultBatch)).toBe(500)
    expect(nextBatchRows(1000, 400, forNewRows(defaultBatch))).toBe(1000)
  })
})

const wide = 3000
const kilobytes = `-- migrate:up
create table item (id integer primary key, note text not null, n integer not null);
insert into item with recursive r (i) as (select 1 union all select i + 1 from r where i < 40)
  select i, substr(REPEATED, 1, ${wide} + i), i from r;
-- migrate:down
drop table item;
`
const repeated = { sqlite: "replace(hex(zeroblob(2000)), '00', 'ab')", postgres: "repeat('ab', 2000)" }

const databases: readonly (readonly [string, string, () => string])[] = [
  ['SQLite', repeated.sqlite, () => 'sqlite:app.db'],
  ['PGlite', repeated.postgres, () => 'pglite:data'],
  ...(server === undefined ? [] : [['PostgreSQL', repeated.postgres, () => server?.newUrl() ?? ''] as const]),
]

const moves = {
  'a fill in SQL': "m.fill('step', { table: 'item', set: { note: sql`note || '!'` } })",
  'a fill in JavaScript': "m.fill('step', { table: 'item', set: { note: ({ note }) => note + '!' } })",
  'a prune': "m.prune('step', { from: 'item', where: sql`id > 0`, atMost: 40 })",
}

describe.each(databases)('by bytes on %s', { timeout: 120_000 }, (name, text, url) => {
  test.each(Object.entries(moves))('%s', async (kind, move) => {
    const files = { '0001_item.sql': kilobytes.replace('REPEATED', text), '0002_step.ts': moveOf(move) }
    const project = await projectWith(files, { database: url(), batch: { maxBytes: 10_000 } })
    await up(project, { target: '0001', yes: true })
    const before = await rowsOf(project)
    const events: RunEvent[] = []
    const end = await up(project, { yes: true, onEvent: (event) => void events.push(event) })
    expect(end).toMatchObject({ verdict: 'PROVED' })
    const batches = events.flatMap((event) => (event.type === 'progress' ? [event.batchRows] : []))
    const rows = name === 'SQLite' && kind === 'a fill in SQL' ? 2 : 4 // there what is to come travels beside what was
    expect(batches.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => rows))
    expect(batches.reduce((sum, some) => sum + some, 0)).toBe(40)
    const after = before.map(([id, note]) => [id, `${String(note)}!`])
    expect(await rowsOf(project)).toEqual(move.includes('prune') ? [] : after)
    const run = 'run' in end ? end.run : ''
    expect(await rollback(project, { run, yes: true })).toMatchObject({ verdict: 'REVERTED' })
    expect(await rowsOf(project)).toEqual(before)
  })
})

async function rowsOf(project: Parameters<typeof openDatabase>[0]): Promise<readonly (readonly unknown[])[]> {
  const db = await openDatabase(project)
  try {
    return (await db.all(sql`select id, note from item order by id`)).map(({ id, note }) => [id, note])
  } finally {
    await db.close()
  }
}
