import type { Counters } from '../../src/kernel/counters.ts'
import type { RunEvent, RunNews } from '../../src/ledger/events.ts'
import { noView, type RunView, viewAfter } from '../../src/ledger/run-view.ts'
import type { ReportInput } from '../../src/report/report.ts'

export const counters = (read: number, rest: Partial<Counters> = {}): Counters => ({
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

const ocm = counters(612, { inserted: 590, merged: 14, filtered: 5, rejected: 3 })
const ppm = counters(1038, { inserted: 1030, updated: 8 })

/** A run as the ledger tells it: a schema change, then a move of two registers. */
export const news: readonly RunNews[] = [
  {
    type: 'runStarted',
    plan: '9f3c2e1ab04d77c1',
    items: [
      { migration: '0001_schema', direction: 'up', kind: 'sql', steps: [] },
      {
        migration: '0002_registers',
        direction: 'up',
        kind: 'move',
        steps: [
          { name: 'ocm', kind: 'load' },
          { name: 'ppm', kind: 'load' },
        ],
      },
    ],
    epoch: 3,
    resumed: false,
    target: 'postgres://mover:s3cret@db/hospital',
    rehearsal: false,
  },
  {
    type: 'backupProved',
    backup: {
      id: 'backup_20260131_020001',
      path: 'backups/backup_20260131_020001.db',
      bytes: 1_536_000,
      sha256: 'ab'.repeat(32),
      tables: 11,
      rows: 2000,
      createdAt: '2026-01-31T02:00:01.000Z',
      provedAt: '2026-01-31T02:00:02.000Z',
      proofMs: 312,
    },
  },
  { type: 'itemStarted', migration: '0001_schema', direction: 'up' },
  { type: 'itemDone', migration: '0001_schema', direction: 'up', ms: 12 },
  { type: 'itemStarted', migration: '0002_registers', direction: 'up' },
  step('ocm', { rows: 612, certainty: 'exact' }),
  {
    type: 'finding',
    finding: {
      code: 'DATA201',
      severity: 'warning',
      subject: 'ocm.serial',
      message: '14 records share their serial with another.',
      rows: 14,
      samples: ['SN-0042', 'SN-0077'],
      answer: '--placeholder-serials quarantine',
    },
    migration: '0002_registers',
    step: 'ocm',
  },
  { type: 'stepDone', migration: '0002_registers', step: 'ocm', counters: ocm, ms: 1240 },
  step('ppm', undefined),
  { type: 'stepDone', migration: '0002_registers', step: 'ppm', counters: ppm, ms: 2000 },
  { type: 'itemDone', migration: '0002_registers', direction: 'up', ms: 3300 },
  {
    type: 'check',
    result: {
      name: 'serials stay unique',
      kind: 'zero',
      level: 'error',
      migration: '0002_registers',
      step: 'ocm',
      ok: true,
      compared: 'duplicate serials in ocm',
      after: '0',
      differences: 0,
      samples: [],
    },
  },
  {
    type: 'check',
    result: {
      name: 'departments keep their sum',
      kind: 'keeps',
      level: 'warning',
      migration: '0002_registers',
      ok: false,
      compared: 'records per department',
      before: '1650',
      after: '1628',
      differences: 2,
      samples: ['Laboratory: 80 before, 70 after', 'Radiology: 62 before, 50 after'],
    },
  },
  { type: 'verdict', verdict: 'PROVED', why: 'Every check that must hold does.', ms: 4200 },
]

function step(name: string, total: { readonly rows: number; readonly certainty: 'exact' } | undefined): RunNews {
  return { type: 'stepStarted', migration: '0002_registers', step: name, kind: 'load', total, done: counters(0) }
}

const eventsOf = (list: readonly RunNews[]): readonly RunEvent[] =>
  list.map((each, at) => ({ ...each, run: '0kq3v9x2m4n8p7r5st', seq: at + 1, at: '2026-01-31T02:00:04.000Z' }))

export const viewOf = (list: readonly RunNews[]): RunView => eventsOf(list).reduce(viewAfter, noView)

export const sampleInput = (view: RunView = viewOf(news)): ReportInput => ({
  view,
  rejects: [
    {
      migration: '0002_registers',
      step: 'ocm',
      rule: 'date.ambiguous',
      path: '/installation_date',
      outcome: 'rejected',
      accepted: false,
      state: 'open',
      rows: 3,
      message: '03/04/2025 may be a day in March or in April.',
      raw: '{"serial":"SN-1","installation_date":"03/04/2025"}',
      samples: [
        { source: 'ocm.json', record: 17, raw: '{"serial":"SN-1","installation_date":"03/04/2025"}' },
        { source: 'ocm.json', record: 90, raw: '{"serial":"SN-2",\n"installation_date":"05/06/2025"}' },
      ],
    },
    {
      migration: '0002_registers',
      step: 'ocm',
      rule: 'twin',
      path: '',
      outcome: 'merged',
      accepted: true,
      state: 'open',
      rows: 14,
      message: 'Another record has the same serial.',
      raw: '{"serial":"SN-0042"}',
    },
  ],
  compared: ['Every row of ocm and ppm with its source record, column by column.'],
  notCompared: ['The attachments folder: it is not part of the move.'],
  environment: {
    actor: 'amina',
    command: 'millwright up --url postgres://mover:s3cret@db/hospital',
    finishedAt: '2026-01-31T02:00:08.200Z',
    version: '0.1.0',
    runtime: 'Node 24.21.0',
    database: 'PostgreSQL 17',
    events: { seq: 14, hash: 'cd'.repeat(32) },
  },
  sections: [
    {
      title: 'Verification checklist',
      rows: [
        { label: 'All OCM records are accounted for', value: '612 of 612', state: 'ok' },
        { label: 'A person looked at three devices', value: '0 of 3', state: 'open', detail: 'SN-1, SN-9, SN-30' },
      ],
    },
  ],
})
