import { rowDigest } from '../../backup/fingerprint.ts'
import type { InsertException, Transaction } from '../../kernel/connection.ts'
import { addCounters, type Counters, noCounters, type Outcome } from '../../kernel/counters.ts'
import { sha256 } from '../../kernel/hash.ts'
import { packValues } from '../../kernel/json.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import type { StepKey } from '../../ledger/parts.ts'
import type { Budget } from '../context.ts'
import type { LoadSpec } from '../declared.ts'
import { type Effects, noteOn } from '../effects.ts'
import { collide } from './collide.ts'
import type { Prepared } from './prepare.ts'
import type { Target } from './target.ts'

/** Everything the writing of a load's batch needs to know. */
export type Writing = {
  readonly key: StepKey
  readonly spec: LoadSpec<unknown>
  readonly source: string
  readonly target: Target
  readonly budget: Budget
  /** The table was empty when the step began: every conflict is between two records of the source. */
  readonly startedEmpty: boolean
  readonly effects: Effects
}

/** One record on its way into the table. */
export type Arrival = { readonly prepared: Prepared; outcome: Outcome | undefined; written: (readonly Value[])[]; action?: string }

/** Writes the rows of a batch and books every record. */
export async function writeBatch(tx: Transaction, writing: Writing, batch: readonly Prepared[]): Promise<void> {
  const arrivals = batch.map((prepared): Arrival => ({ prepared, outcome: undefined, written: [] }))
  if (isOrdered(writing.spec)) await writeInOrder(tx, writing, arrivals)
  else await writeTogether(tx, writing, arrivals)
  for (const arrival of arrivals) book(writing, arrival)
}

// A twin that is renamed or merged may meet a later record of the same batch, so such a batch is written one by one.
const isOrdered = ({ twins }: LoadSpec<unknown>): boolean => typeof twins === 'object'

async function writeInOrder(tx: Transaction, writing: Writing, arrivals: readonly Arrival[]): Promise<void> {
  const clean = await tryAll(tx, writing, arrivals)
  if (clean) return
  for (const arrival of arrivals) await writeTogether(tx, writing, [arrival])
}

const notClean = Symbol('not clean')

async function tryAll(tx: Transaction, writing: Writing, arrivals: readonly Arrival[]): Promise<boolean> {
  const rows = arrivals.flatMap(({ prepared }) => prepared.rows)
  try {
    await tx.savepoint(async () => {
      const exceptions = await insertRows(tx, writing, rows)
      if (exceptions.length > 0) throw notClean
    })
  } catch (error) {
    if (error === notClean) return false
    throw error
  }
  for (const arrival of arrivals) await acceptRows(tx, writing, arrival, arrival.prepared.rows)
  return true
}

async function writeTogether(tx: Transaction, writing: Writing, arrivals: readonly Arrival[]): Promise<void> {
  const owners = arrivals.flatMap((arrival) => arrival.prepared.rows.map((row) => ({ arrival, row })))
  const exceptions = new Map((await insertRows(tx, writing, owners.map(({ row }) => row))).map((exception) => [exception.at, exception]))
  const inserted = owners.filter((_, at) => !exceptions.has(at))
  for (const { arrival, row } of inserted) await acceptRows(tx, writing, arrival, [row])
  for (const [at, exception] of exceptions) {
    const owner = owners[at] as (typeof owners)[number]
    if (owner.arrival.outcome === 'rejected') continue
    await meetException(tx, writing, { ...owner, exception })
  }
}

const insertRows = (tx: Transaction, { target }: Writing, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]> =>
  rows.length === 0 ? Promise.resolve([]) : tx.insert({ table: target.table, columns: target.columns, key: target.key }, rows)

async function meetException(tx: Transaction, writing: Writing, met: { arrival: Arrival; row: readonly Value[]; exception: InsertException }): Promise<void> {
  const { arrival, row, exception } = met
  if (exception.kind === 'conflict') return collide(tx, writing, arrival, row)
  await refuse(tx, writing, arrival, { rule: 'constraint', path: '', message: exception.words })
}

/** Books rows that stand in the table now. */
export async function acceptRows(tx: Transaction, writing: Writing, arrival: Arrival, rows: readonly (readonly Value[])[]): Promise<void> {
  for (const row of rows) await acceptRow(tx, writing, row)
  if (rows.length === 0) return
  arrival.written.push(...rows)
  arrival.outcome ??= 'inserted'
}

async function acceptRow(tx: Transaction, { target, effects, startedEmpty, key }: Writing, row: readonly Value[]): Promise<void> {
  const keyValues = target.keyOf(row)
  const stored = target.settled(row) ?? ((await target.read(tx, keyValues)) as readonly Value[])
  const digest = rowDigest(stored)
  effects.sum.add(digest)
  effects.rows++
  effects.created.push([keyValues, digest])
  if (startedEmpty) return
  await tx.run(sql`insert into millwright_key (run, migration, step, key) values (${key.run}, ${key.migration}, ${key.step}, ${packValues(keyValues)}) on conflict do nothing`)
}

/** Rejects a record as a whole: rows of it that were already written are taken back. */
export async function refuse(tx: Transaction, writing: Writing, arrival: Arrival, why: { rule: string; path: string; message: string }): Promise<void> {
  for (const row of arrival.written) await takeBack(tx, writing, row)
  arrival.written = []
  arrival.outcome = 'rejected'
  pushReject(writing, arrival.prepared, { ...why, outcome: 'rejected' })
}

async function takeBack(tx: Transaction, { target, effects }: Writing, row: readonly Value[]): Promise<void> {
  const key = target.keyOf(row)
  const stored = (await target.read(tx, key)) as readonly Value[]
  await tx.run(sql`delete from ${sql.id(target.table)} where ${target.where(key)}`)
  effects.sum.subtract(rowDigest(stored))
  effects.rows--
  const packed = packValues(key)
  const at = effects.created.findIndex(([created]) => packValues(created) === packed)
  if (at >= 0) effects.created.splice(at, 1)
}

export function pushReject(writing: Writing, { record }: Prepared, why: { rule: string; path: string; message: string; outcome: 'rejected' | 'merged' }): void {
  const accepted = why.outcome === 'merged' || writing.budget.accept.has(why.rule)
  writing.effects.rejects.push({ source: writing.source, record: record.index, raw: record.raw, accepted, ...why })
}

/** Counts a record once, after all of its rows are settled. */
function book(writing: Writing, arrival: Arrival): void {
  const { prepared } = arrival
  for (const issue of prepared.issues) pushReject(writing, prepared, { ...issue, outcome: 'rejected' })
  const outcome = arrival.outcome ?? (prepared.issues.length > 0 ? 'rejected' : 'filtered')
  writing.effects.counters = addCounters(writing.effects.counters, one[outcome])
  for (const note of prepared.notes) noteOn(writing.effects, note, prepared.record.raw)
  if (outcome === 'filtered') noteOn(writing.effects, filteredNote(prepared), prepared.record.raw)
  if (writing.spec.lineage === true || arrival.action?.startsWith('renamed') === true) writing.effects.lineage.push(lineageOf(writing, arrival, outcome))
}

const filteredNote = ({ skipped }: Prepared) => ({ code: 'filtered', severity: 'info' as const, field: '', message: skipped ?? 'the map returned no row' })

const one: Readonly<Record<Outcome, Counters>> = {
  inserted: { ...noCounters, read: 1, inserted: 1 },
  updated: { ...noCounters, read: 1, updated: 1 },
  unchanged: { ...noCounters, read: 1, unchanged: 1 },
  merged: { ...noCounters, read: 1, merged: 1 },
  filtered: { ...noCounters, read: 1, filtered: 1 },
  rejected: { ...noCounters, read: 1, rejected: 1 },
}

function lineageOf({ target }: Writing, { prepared, written, action }: Arrival, outcome: Outcome) {
  const first = written[0]
  return {
    record: prepared.record.index,
    digest: sha256(prepared.record.raw),
    key: first === undefined ? undefined : target.keyOf(first),
    action: action ?? outcome,
    issues: [...prepared.issues, ...prepared.notes],
    raw: prepared.record.raw,
  }
}
