import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Row } from '../kernel/value.ts'
import { insertAll } from './insert-all.ts'
import { keptText, readText, shownText } from './kept-text.ts'
import type { StepKey } from './parts.ts'

/** A source record that was not loaded as a row of its own, with everything needed to understand and retry it. */
export type Reject = {
  readonly source: string
  readonly record: number
  readonly path: string
  readonly rule: string
  readonly message: string
  readonly raw: string
  /** `merged`: it lost to a twin under a policy that says so, and counts as merged. */
  readonly outcome: 'rejected' | 'merged'
  /** The move's author declared this rule to be acceptable; it does not use up the reject budget. */
  readonly accepted: boolean
}

export type StoredReject = Reject & StepKey & { readonly id: number; readonly state: 'open' | 'loaded' | 'excluded' }

export async function writeRejects(tx: Queries, key: StepKey, rejects: readonly Reject[]): Promise<void> {
  const columns = [
    'run',
    'migration',
    'step',
    'source',
    'record',
    'path',
    'rule',
    'message',
    'raw',
    'outcome',
    'state',
    'accepted',
  ]
  if (rejects.length === 0) return
  const rows = rejects.map((r) => [
    key.run,
    key.migration,
    key.step,
    r.source,
    r.record,
    shownText(r.path),
    shownText(r.rule),
    shownText(r.message),
    keptText(r.raw),
    r.outcome,
    'open',
    r.accepted ? 1n : 0n,
  ])
  await insertAll(tx, { table: 'millwright_reject', columns, key: ['id'] }, rows)
}

/** Rejects of a run in source order, at most 1,000 of them after a given identifier. */
export async function readRejects(db: Queries, run: string, from = 0): Promise<readonly StoredReject[]> {
  const rows = await db.all(
    sql`select * from millwright_reject where run = ${run} and id > ${from} order by id limit 1000`,
  )
  return rows.map(rejectOf)
}

/** Record numbers of a step that were not loaded as rows of their own. */
export async function notLoaded(db: Queries, key: StepKey): Promise<ReadonlySet<number>> {
  const rows = await db.all(sql`select distinct record from millwright_reject
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and state <> 'loaded'`)
  return new Set(rows.map((row) => countOf(row['record'])))
}

export const setRejectState = async (tx: Queries, id: number, state: StoredReject['state']): Promise<void> => {
  await tx.run(sql`update millwright_reject set state = ${state} where id = ${id}`)
}

/** One reject of a run by its number. */
export async function readReject(db: Queries, run: string, id: number): Promise<StoredReject | undefined> {
  const row = await db.get(sql`select * from millwright_reject where run = ${run} and id = ${id}`)
  return row === undefined ? undefined : rejectOf(row)
}

/** Gives a reject another text to be tried with. */
export const setRejectText = async (tx: Queries, id: number, raw: string): Promise<void> => {
  await tx.run(sql`update millwright_reject set raw = ${keptText(raw)} where id = ${id}`)
}

/** Rejects counted by step, rule and path, with one example each. */
export async function groupRejects(db: Queries, run: string): Promise<readonly RejectGroup[]> {
  const rows = await db.all(sql`select migration, step, rule, path, outcome, accepted, state, count(*) as rows,
      min(record) as record, min(message) as message, min(raw) as raw
    from millwright_reject where run = ${run}
    group by migration, step, rule, path, outcome, accepted, state order by migration, step, rows desc, rule, path`)
  return rows.map((row) => ({
    migration: row['migration'] as string,
    step: row['step'] as string,
    rule: row['rule'] as string,
    path: row['path'] as string,
    outcome: row['outcome'] as Reject['outcome'],
    accepted: row['accepted'] === 1n,
    state: row['state'] as StoredReject['state'],
    rows: countOf(row['rows']),
    message: row['message'] as string,
    raw: readText(row['raw'] as string),
  }))
}

export type RejectGroup = Pick<
  StoredReject,
  'migration' | 'step' | 'rule' | 'path' | 'outcome' | 'accepted' | 'state' | 'message' | 'raw'
> & { readonly rows: number }

const rejectOf = (row: Row): StoredReject => ({
  id: countOf(row['id']),
  run: row['run'] as string,
  migration: row['migration'] as string,
  step: row['step'] as string,
  source: row['source'] as string,
  record: countOf(row['record']),
  path: row['path'] as string,
  rule: row['rule'] as string,
  message: row['message'] as string,
  raw: readText(row['raw'] as string),
  outcome: row['outcome'] as Reject['outcome'],
  state: row['state'] as StoredReject['state'],
  accepted: row['accepted'] === 1n,
})
