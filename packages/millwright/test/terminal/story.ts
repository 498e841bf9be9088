import type { Counters } from '../../src/kernel/counters.ts'
import type { RunNews } from '../../src/ledger/events.ts'

const counters = (read: number, rest: Partial<Counters> = {}): Counters => ({
  read,
  inserted: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  merged: 0,
  filtered: 0,
  rejected: 0,
  ...rest,
})

const migration = '0002_model'

export const begin: readonly RunNews[] = [
  {
    type: 'runStarted',
    plan: '9f3c2e1ab04d77c1',
    items: [
      { migration: '0001_schema', direction: 'up', kind: 'sql', steps: [] },
      {
        migration,
        direction: 'up',
        kind: 'move',
        steps: ['users', 'inventory', 'tidy'].map((name) => ({ name, kind: 'fill' })),
      },
    ],
    epoch: 3,
    resumed: false,
    target: 'postgres://mover:s3cret@db/parts',
    rehearsal: false,
  },
  {
    type: 'backupProved',
    backup: {
      id: 'b-0141',
      path: 'backups/b-0141.db',
      bytes: 1,
      sha256: 'ab',
      tables: 11,
      rows: 2000,
      createdAt: '2026-01-31T01:57:00.000Z',
      provedAt: '2026-01-31T01:58:00.000Z',
      proofMs: 41_000,
    },
  },
  { type: 'itemStarted', migration: '0001_schema', direction: 'up' },
  { type: 'itemDone', migration: '0001_schema', direction: 'up', ms: 1200 },
  { type: 'itemStarted', migration, direction: 'up' },
  {
    type: 'stepStarted',
    migration,
    step: 'users',
    kind: 'fill',
    total: { rows: 8410, certainty: 'exact' },
    done: counters(0),
  },
  { type: 'stepDone', migration, step: 'users', counters: counters(8410, { updated: 96, unchanged: 8314 }), ms: 2100 },
]

export const stepStarted = (
  total: { rows: number; certainty: 'exact' | 'estimated' } | undefined,
  done = counters(0),
): RunNews => ({
  type: 'stepStarted',
  migration,
  step: 'inventory',
  kind: 'fill',
  total,
  done,
})

export const progress = (read: number, rejected = 0): RunNews => ({
  type: 'progress',
  migration,
  step: 'inventory',
  counters: counters(read, { updated: read - rejected, rejected }),
  batchRows: 2000,
  batchMs: 244.4,
  position: '[1]',
})

export const waiting: RunNews = { type: 'waiting', reason: 'replica lag 1.9 s > 1.5 s' }

export const finish: readonly RunNews[] = [
  {
    type: 'stepDone',
    migration,
    step: 'inventory',
    counters: counters(3_020_114, { updated: 3_020_112, rejected: 2 }),
    ms: 431_000,
  },
  {
    type: 'finding',
    finding: { code: 'DATA201', severity: 'warning', subject: 'users.email', message: 'Twins.', rows: 3 },
  },
  { type: 'stepStarted', migration, step: 'tidy', kind: 'tidy', total: undefined, done: counters(0) },
  { type: 'stepDone', migration, step: 'tidy', counters: counters(0), ms: 10 },
  { type: 'itemDone', migration, direction: 'up', ms: 433_110 },
  {
    type: 'check',
    result: {
      name: 'stock keeps its sum',
      kind: 'keeps',
      level: 'error',
      migration,
      ok: true,
      compared: 'sum of stock',
      before: '9',
      after: '9',
      differences: 0,
      samples: [],
    },
  },
  {
    type: 'check',
    result: {
      name: 'no machine without owner',
      kind: 'zero',
      level: 'warning',
      migration,
      ok: false,
      compared: 'machines without an organization',
      after: '2',
      differences: 2,
      samples: ['M-1', 'M-2'],
    },
  },
  { type: 'verdict', verdict: 'PROVED', why: 'Every check that must hold does.', ms: 440_000 },
]
