/** What a screen shows is folded from events; here it is held against the ledger's own rows, and event by event. */
import { describe, expect, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { up } from '../../src/actions/up.ts'
import { noCounters } from '../../src/kernel/counters.ts'
import { readEvents } from '../../src/ledger/event-log.ts'
import type { RunEvent, RunNews } from '../../src/ledger/events.ts'
import { readPart, readSteps } from '../../src/ledger/parts.ts'
import { noView, type RunView, viewAfter } from '../../src/ledger/run-view.ts'
import { findRun } from '../../src/ledger/runs.ts'
import { moveOf, projectWith, smallBatches, table } from '../run/project-with.ts'

const place = { migration: '0002', step: 'load' }
const item = {
  migration: '0002',
  direction: 'up',
  kind: 'move',
  steps: [
    { name: 'load', kind: 'load' },
    { name: 'fill', kind: 'fill' },
  ],
} as const
const started = {
  type: 'runStarted',
  plan: 'hash',
  items: [{ ...item, migration: '0001', kind: 'sql', steps: [] }, item],
  epoch: 3,
  resumed: false,
  target: 'app.db',
  rehearsal: false,
} as const satisfies RunNews
const counters = { ...noCounters, read: 5, inserted: 5 }
const backup = { id: 'b', path: '/b', bytes: 1, sha256: 'x', tables: 1, rows: 2, createdAt: 'then' }
const result = {
  name: 'c',
  kind: 'zero',
  level: 'error',
  migration: '0002',
  ok: true,
  compared: 'x',
  differences: 0,
  samples: [],
} as const
const finding = { code: 'X101', severity: 'warning', subject: 's', message: 'm' } as const
const text = { what: 'a', state: 'b', next: 'c' }

const fold = (...news: readonly RunNews[]): RunView =>
  news.map((one, at): RunEvent => ({ ...one, run: 'r', seq: at + 1, at: `t${at + 1}` })).reduce(viewAfter, noView)

const after = (...news: readonly RunNews[]): RunView => fold(started, ...news)
const stepOf = (view: RunView, name = 'load') => view.items[1]?.steps.find((step) => step.name === name)
const stepStarted = {
  type: 'stepStarted',
  ...place,
  kind: 'load',
  total: { rows: 9, certainty: 'exact' },
  done: noCounters,
} as const

/** By event type: the news before it, and what of the view it changes. */
const seen: { readonly [T in RunEvent['type']]: () => void } = {
  runStarted: () =>
    expect(after()).toMatchObject({
      run: 'r',
      plan: 'hash',
      target: 'app.db',
      rehearsal: false,
      resumed: false,
      epoch: 3,
      startedAt: 't1',
      items: [
        { migration: '0001', state: 'queued', steps: [] },
        {
          migration: '0002',
          state: 'queued',
          steps: [{ name: 'load', state: 'queued', counters: noCounters }, { name: 'fill' }],
        },
      ],
    }),
  backupProved: () => expect(after({ type: 'backupProved', backup }).backup).toEqual(backup),
  backupSkipped: () => expect(after({ type: 'backupSkipped', reason: 'never' }).backupSkipped).toBe('never'),
  itemStarted: () =>
    expect(after({ type: 'itemStarted', migration: '0002', direction: 'up' }).items.map(({ state }) => state)).toEqual([
      'queued',
      'running',
    ]),
  itemDone: () =>
    expect(after({ type: 'itemDone', migration: '0001', direction: 'up', ms: 7 }).items[0]).toMatchObject({
      state: 'ok',
      ms: 7,
    }),
  stepStarted: () =>
    expect(stepOf(after({ ...stepStarted, done: counters }))).toMatchObject({
      state: 'running',
      counters,
      total: { rows: 9, certainty: 'exact' },
      startedAt: 't2',
    }),
  progress: () => {
    const progress = { type: 'progress', ...place, counters, batchRows: 5, batchMs: 2, position: '5' } as const
    const view = after(stepStarted, { type: 'waiting', reason: 'x' }, progress)
    expect(stepOf(view)).toMatchObject({ state: 'running', counters, batch: { rows: 5, ms: 2 }, position: '5' })
    expect(view.waiting).toBe(undefined)
    expect(stepOf(view, 'fill')).toEqual(stepOf(after(), 'fill'))
  },
  stepDone: () =>
    expect(stepOf(after(stepStarted, { type: 'stepDone', ...place, counters, ms: 8 }))).toMatchObject({
      state: 'ok',
      counters,
      ms: 8,
    }),
  finding: () => {
    const view = after({ type: 'finding', finding }, { type: 'finding', finding, ...place })
    expect(view.findings).toEqual([finding, { ...finding, ...place }])
  },
  check: () => expect(after({ type: 'check', result }, { type: 'check', result }).checks).toEqual([result, result]),
  waiting: () => expect(after({ type: 'waiting', reason: 'for a writer' }).waiting).toBe('for a writer'),
  paused: () =>
    expect(after({ type: 'waiting', reason: 'x' }, { type: 'paused', reason: 'y' }).waiting).toBe(undefined),
  failed: () => {
    const failed = { type: 'failed', code: 'X1', text } as const
    expect(after(failed)).toMatchObject({ failure: { code: 'X1' }, items: [{ state: 'queued' }, { state: 'queued' }] })
    expect(after({ ...failed, migration: '0001' }).items.map(({ state }) => state)).toEqual(['failed', 'queued'])
    const view = after({ type: 'waiting', reason: 'x' }, { ...failed, ...place })
    expect([view.items[1]?.state, stepOf(view)?.state, stepOf(view, 'fill')?.state]).toEqual([
      'failed',
      'failed',
      'queued',
    ])
    expect(view.waiting).toBe(undefined)
  },
  verdict: () =>
    expect(
      after({ type: 'waiting', reason: 'x' }, { type: 'verdict', verdict: 'PROVED', why: 'w', ms: 4 }),
    ).toMatchObject({
      verdict: { word: 'PROVED', why: 'w', ms: 4 },
    }),
}

describe('the view', () => {
  test.each(Object.entries(seen))('after %s', (_type, look) => look())

  test('is the same, whatever is told of things it does not know', () => {
    const view = after()
    expect(after({ type: 'itemDone', migration: '0009', direction: 'up', ms: 1 })).toEqual(view)
    expect(after({ type: 'stepDone', migration: '0002', step: 'none', counters, ms: 1 })).toEqual(view)
  })

  test('never changes the one before it', () => {
    const view = after(stepStarted)
    const copy = structuredClone(view)
    viewAfter(view, { type: 'stepDone', ...place, counters, ms: 8, run: 'r', seq: 3, at: 't3' })
    expect(view).toEqual(copy)
  })

  test('goes on when the run is taken up: what is done stays done, the failure and the verdict are gone', () => {
    const view = after(
      { type: 'itemDone', migration: '0001', direction: 'up', ms: 7 },
      { type: 'failed', code: 'X1', text, ...place },
      { type: 'verdict', verdict: 'FAILED', why: 'w', ms: 4 },
      { ...started, resumed: true, epoch: 4 },
    )
    expect(view).toMatchObject({
      resumed: true,
      epoch: 4,
      startedAt: 't1',
      items: [{ state: 'ok', ms: 7 }, { state: 'failed' }],
    })
    expect([view.failure, view.verdict]).toEqual([undefined, undefined])
  })
})

/** What the ledger's own rows say of the steps of the newest run. */
async function ledgerOf(project: Project) {
  const db = await openDatabase(project, { readOnly: true })
  try {
    const run = await findRun(db)
    const view = (await readEvents(db, run.id)).reduce(viewAfter, noView)
    const steps = await readSteps(db, run.id)
    const figures = []
    for (const { migration, step, state, kind, total } of steps) {
      const part = await readPart(db, { run: run.id, migration, step })
      figures.push({
        migration,
        name: step,
        state: state === 'done' ? 'ok' : state,
        kind,
        total,
        counters: part?.counters ?? noCounters,
      })
    }
    return { run, view, figures }
  } finally {
    await db.close()
  }
}

const figuresOf = (view: RunView) =>
  view.items.flatMap(({ migration, steps }) =>
    steps.map(({ name, state, kind, total, counters: found }) => ({
      migration,
      name,
      state,
      kind,
      total: total?.rows,
      counters: found,
    })),
  )

const files = {
  '0001_item.sql': table('item', 'id integer primary key, name text not null, qty integer'),
  '0002_move.ts': moveOf(
    `m.load('load', { from: listOf('items', Array.from({ length: 30 }, (_, id) => ({ id: id % 25, name: id === 7 ? null : 'n', qty: id }))), to: 'item', key: ['id'], twins: 'first', map: (r) => r.id === 9 ? { skip: 'nine' } : r })
     m.fill('fill', { table: 'item', where: sql\`qty > 3\`, set: { qty: sql\`qty + 1\` } })
     m.check('load', m.zero('no minus', sql\`select id from item where qty < 0\`))`,
    "{ rejects: { accept: ['constraint'] } }",
  ),
}

describe('the events of a real run', () => {
  test('give the figures that the ledger keeps', async () => {
    const project = await projectWith(files, smallBatches)
    const live: RunEvent[] = []
    const end = await up(project, { onEvent: (event) => void live.push(event) })
    const { run, view, figures } = await ledgerOf(project)
    expect(figuresOf(view)).toEqual(figures)
    expect(
      figures.map(({ counters: { read, inserted, merged, filtered, rejected, updated } }) => [
        read,
        inserted,
        merged,
        filtered,
        rejected,
        updated,
      ]),
    ).toEqual([
      [30, 23, 5, 1, 1, 0],
      [19, 0, 0, 0, 0, 19],
    ])
    expect(view.verdict).toMatchObject({ word: run.verdict, why: run.why })
    expect(view).toMatchObject({ run: run.id, plan: run.plan, startedAt: expect.any(String) as string })
    expect('report' in end && end.report.verdict.word).toBe('PROVED')
    const shown = live.reduce(viewAfter, noView)
    expect(figuresOf(shown)).toEqual(figuresOf(view))
    expect(shown.checks).toEqual(view.checks)
  })

  test('give them also when the run was paused again and again', async () => {
    const project = await projectWith(files, smallBatches)
    let asked = 0
    let end = await up(project, { isInterrupted: () => ++asked % 4 === 0 })
    let pauses = 0
    while (end.exit === 5) {
      pauses++
      end = await resumeRun(project, { isInterrupted: () => ++asked % 4 === 0 })
    }
    expect(pauses).toBeGreaterThan(2)
    expect(end).toMatchObject({ verdict: 'PROVED' })
    const { view, figures } = await ledgerOf(project)
    expect(figuresOf(view)).toEqual(figures)
    expect(view.items.map(({ state }) => state)).toEqual(['ok', 'ok'])
  })

  test('are stored without the passing ones', async () => {
    const project = await projectWith(files, smallBatches)
    const types = new Set<string>()
    await up(project, { onEvent: ({ type }) => void types.add(type) })
    expect(types).toContain('progress')
    const db = await openDatabase(project, { readOnly: true })
    const stored = new Set((await readEvents(db, (await findRun(db)).id)).map(({ type }) => type))
    await db.close()
    types.delete('progress')
    expect([...stored].sort()).toEqual([...types].sort())
  })
})
