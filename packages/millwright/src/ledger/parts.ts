import type { Queries } from '../kernel/connection.ts'
import { readJson, storedJson } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Row } from '../kernel/value.ts'
import { type Counters, noCounters } from '../kernel/counters.ts'
import { positionLost } from './problems.ts'

/** Names a step of a run everywhere in the ledger. */
export type StepKey = { readonly run: string; readonly migration: string; readonly step: string }

/** What a step needs to know again after a restart. */
export type StepRow = StepKey & {
  readonly seq: number
  readonly kind: string
  readonly state: 'running' | 'done' | 'undone'
  readonly total: number | undefined
  readonly detail: { readonly [name: string]: unknown }
  readonly startedAt: string
  readonly ms: number
}

/** Issues noted on records, counted by code and field. */
export type Notes = {
  readonly [key: string]: {
    readonly severity: string
    readonly message: string
    readonly rows: number
    readonly samples: readonly string[]
  }
}

/** By table: over which columns, how many rows more, and the fingerprint of rows added minus rows taken away. */
export type Sums = {
  readonly [table: string]: { readonly columns: readonly string[]; readonly rows: number; readonly sum: string }
}

/**
 * The checkpoint of a part. It is committed with the rows it speaks of, so it is never ahead of them or behind.
 */
export type Part = {
  readonly record: number
  readonly mark: unknown
  readonly state: 'running' | 'settling' | 'done'
  readonly counters: Counters
  readonly sums: Sums
  readonly notes: Notes
}

export const newPart: Part = { record: 0, mark: undefined, state: 'running', counters: noCounters, sums: {}, notes: {} }

export async function readStep(db: Queries, key: StepKey): Promise<StepRow | undefined> {
  const row = await db.get(
    sql`select * from millwright_step where run = ${key.run} and migration = ${key.migration} and step = ${key.step}`,
  )
  return row === undefined ? undefined : stepOf(row)
}

export const readSteps = async (db: Queries, run: string): Promise<readonly StepRow[]> =>
  (await db.all(sql`select * from millwright_step where run = ${run} order by seq`)).map(stepOf)

const stepOf = (row: Row): StepRow => ({
  run: row['run'] as string,
  migration: row['migration'] as string,
  step: row['step'] as string,
  seq: countOf(row['seq']),
  kind: row['kind'] as string,
  state: row['state'] as StepRow['state'],
  total: row['total'] === null ? undefined : countOf(row['total']),
  detail: readJson(row['detail'] as string) as StepRow['detail'],
  startedAt: row['started_at'] as string,
  ms: countOf(row['ms']),
})

export const insertStep = async (tx: Queries, step: StepRow): Promise<void> => {
  await tx.run(sql`insert into millwright_step (run, migration, step, seq, kind, state, total, detail, started_at)
    values (${step.run}, ${step.migration}, ${step.step},
      (select coalesce(max(seq), 0) + 1 from millwright_step where run = ${step.run}),
      ${step.kind}, ${step.state}, ${step.total ?? null}, ${storedJson(step.detail)}, ${step.startedAt})`)
}

export const setStepState = async (
  tx: Queries,
  key: StepKey,
  { state, ms = 0 }: { readonly state: StepRow['state']; readonly ms?: number },
): Promise<void> => {
  await tx.run(sql`update millwright_step set state = ${state}, ms = ms + ${Math.round(ms)}
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step}`)
}

export const readPart = async (db: Queries, key: StepKey): Promise<Part | undefined> => {
  const row = await db.get(sql`select * from millwright_part
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and part = 0`)
  return row === undefined ? undefined : partOf(row)
}

const partOf = (row: Row): Part => ({
  record: countOf(row['record']),
  mark: row['position'] === null ? undefined : readJson(row['position'] as string),
  state: row['state'] as Part['state'],
  counters: { ...noCounters, ...(readJson(row['counters'] as string) as Counters) },
  sums: readJson(row['sums'] as string) as Part['sums'],
  notes: readJson(row['notes'] as string) as Notes,
})

export const insertPart = async (tx: Queries, key: StepKey): Promise<void> => {
  await tx.run(sql`insert into millwright_part (run, migration, step, part, record, state, counters, sums, notes)
    values (${key.run}, ${key.migration}, ${key.step}, 0, 0, 'running', ${storedJson(noCounters)}, '{}', '{}')`)
}

/** Moves the checkpoint from one position to the next. @throws RUN107 when the stored position is not the expected one */
export async function advancePart(
  tx: Queries,
  key: StepKey,
  move: { readonly from: number; readonly to: Part },
): Promise<void> {
  const { to } = move
  const changed = await tx.run(sql`update millwright_part
    set record = ${to.record}, position = ${to.mark === undefined ? null : storedJson(to.mark)}, state = ${to.state},
      counters = ${storedJson(to.counters)}, sums = ${storedJson(to.sums)}, notes = ${storedJson(to.notes)}
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and part = 0 and record = ${move.from}`)
  if (changed !== 1) throw positionLost(key.run, key.step)
}
