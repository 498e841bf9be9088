import type { Queries } from '../kernel/connection.ts'
import { readJson, storedJson } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Row } from '../kernel/value.ts'
import { addCounters, type Counters, noCounters } from '../kernel/counters.ts'
import { positionLost } from './problems.ts'

/** Names a step of a run everywhere in the ledger; with `part`, that part of it alone. */
export type StepKey = {
  readonly run: string
  readonly migration: string
  readonly step: string
  readonly part?: number
}

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
  readonly [table: string]: {
    readonly columns: readonly string[]
    readonly rows: number
    readonly sum: string
    /** It is of digests that only this database makes. */
    readonly own?: true
  }
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

/** The checkpoint of the part that the key names; of a key without one, what all parts of the step come to. */
export const readPart = async (db: Queries, key: StepKey): Promise<Part | undefined> =>
  wholeOf([...(await readParts(db, key)).values()])

/** The parts of a step by their numbers, or only the one that the key names. */
export async function readParts(db: Queries, key: StepKey): Promise<ReadonlyMap<number, Part>> {
  const only = key.part === undefined ? sql`` : sql`and part = ${key.part}`
  const rows = await db.all(sql`select * from millwright_part
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} ${only} order by part`)
  return new Map(rows.map((row) => [countOf(row['part']), partOf(row)]))
}

const partOf = (row: Row): Part => ({
  record: countOf(row['record']),
  mark: row['position'] === null ? undefined : readJson(row['position'] as string),
  state: row['state'] as Part['state'],
  counters: { ...noCounters, ...(readJson(row['counters'] as string) as Counters) },
  sums: readJson(row['sums'] as string) as Part['sums'],
  notes: readJson(row['notes'] as string) as Notes,
})

/** Where a part begins: so many records stand before it, and it goes on behind the mark. */
export type PartStart = Pick<Part, 'record' | 'mark'>

export const insertPart = async (tx: Queries, key: StepKey, start: PartStart = newPart): Promise<void> => {
  const { record, mark } = start
  await tx.run(sql`insert into millwright_part (run, migration, step, part, record, position, state, counters, sums, notes)
    values (${key.run}, ${key.migration}, ${key.step}, ${key.part ?? 0}, ${record},
      ${mark === undefined ? null : storedJson(mark)}, 'running', ${storedJson(noCounters)}, '{}', '{}')`)
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
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} and part = ${key.part ?? 0} and record = ${move.from}`)
  if (changed !== 1) throw positionLost(key.run, key.step)
}

/** What the parts of a step come to; undefined when there is none. */
export function wholeOf(parts: readonly Part[]): Part | undefined {
  const [first] = parts
  if (first === undefined || parts.length === 1) return first
  const counters = parts.reduce((sum, part) => addCounters(sum, part.counters), noCounters)
  return {
    record: counters.read,
    mark: undefined,
    state: parts.every(({ state }) => state === 'done') ? 'done' : 'running',
    counters,
    sums: parts.reduce<Sums>((all, { sums }) => addSums(all, sums), {}),
    notes: parts.reduce<Notes>((all, { notes }) => addNotes(all, notes), {}),
  }
}

function addSums(all: Sums, more: Sums): Sums {
  const sums: Record<string, Sums[string]> = { ...all }
  for (const [table, added] of Object.entries(more)) {
    const before = sums[table]
    sums[table] =
      before === undefined ? added : { ...added, rows: before.rows + added.rows, sum: addHex(before.sum, added.sum) }
  }
  return sums
}

/** Sums of digests are numbers modulo 2^128. */
const addHex = (a: string, b: string): string =>
  BigInt.asUintN(128, BigInt(`0x${a}`) + BigInt(`0x${b}`))
    .toString(16)
    .padStart(32, '0')

const mostSamples = 5

function addNotes(all: Notes, more: Notes): Notes {
  const notes: Record<string, Notes[string]> = { ...all }
  for (const [name, added] of Object.entries(more)) {
    const before = notes[name]
    if (before === undefined) notes[name] = added
    else {
      const samples = [...before.samples, ...added.samples].slice(0, mostSamples)
      notes[name] = { ...before, rows: before.rows + added.rows, samples }
    }
  }
  return notes
}
