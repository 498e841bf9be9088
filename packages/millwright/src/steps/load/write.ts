import { addCounters, noCounters, type Outcome } from '../../kernel/counters.ts'
import { sha256 } from '../../kernel/hash.ts'
import type { InsertException } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import type { Lineage } from '../../ledger/lineage.ts'
import type { LoadSpec } from '../declared.ts'
import { noteFiltered, noteOn } from '../effects.ts'
import { collide } from './collide.ts'
import type { Prepared } from './prepare.ts'
import { acceptRow, acceptTogether, insertRows, noteWritten, refuse } from './rows.ts'
import { type Arrival, type Batch, nameKey, pushReject, type Writing } from './writing.ts'

/**
 * A twin may be given the very key that a later record of its block brings along, and then that later record is the twin.
 * Written `together` such a block ends in {@link takenLater}, and its batch must be rolled back and written `singly`. No
 * savepoint guards the quick way: SQLite would copy every page that it touches.
 */
export type Pace = 'together' | 'singly'

/** Writes the rows of a batch and books every record. @throws takenLater in a batch that must be written singly */
export async function writeBatch(batch: Batch, records: readonly Prepared[], pace: Pace): Promise<void> {
  const arrivals = arrive(records)
  if (pace === 'singly') await writeSingly(batch, arrivals)
  else if (mayRename(batch.spec))
    await writeTogether({ ...batch, brought: once(() => keysOf(batch, records)) }, arrivals)
  else await writeAll(batch, arrivals)
  bookAll(batch, arrivals)
}

/** Says what became of each record, after all of its rows are settled. */
export function bookAll(batch: Batch, arrivals: readonly Arrival[]): void {
  const counters = { ...noCounters, read: arrivals.length }
  for (const arrival of arrivals) counters[book(batch, arrival)]++
  batch.effects.counters = addCounters(batch.effects.counters, counters)
}

const none: never[] = []

/** Everything here is made for every record, so what most records do not need is shared. */
export const arrive = (records: readonly Prepared[]): readonly Arrival[] =>
  records.map((prepared): Arrival => ({ prepared, outcome: undefined, written: none }))

const mayRename = ({ twins }: LoadSpec<unknown>): boolean => typeof twins === 'object' && 'rename' in twins

const keysOf = (batch: Batch, records: readonly Prepared[]): ReadonlySet<string> =>
  new Set(records.flatMap(({ rows }) => rows.map((row) => nameKey(batch, row))))

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

async function writeAll(batch: Batch, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.every(({ prepared }) => prepared.rows.length <= 1)) await writeTogether(batch, arrivals)
  else if (!(await writeClean(batch, arrivals))) await writeSingly(batch, arrivals)
}

async function writeSingly(batch: Batch, arrivals: readonly Arrival[]): Promise<void> {
  for (const arrival of arrivals) await writeTogether(batch, [arrival])
}

const notClean = Symbol('not clean')

/**
 * A record of several rows that is refused sets the keys of its other rows free, and a later record may take them.
 * So such a batch is written at once only when nothing of it is left out; false when that is not so, and nothing was done.
 */
async function writeClean(batch: Batch, arrivals: readonly Arrival[]): Promise<boolean> {
  const owned = ownedBy(arrivals)
  try {
    await batch.tx.savepoint(async () => {
      if ((await insertRows(batch, owned.rows)).length > 0) throw notClean
    })
  } catch (error) {
    if (error === notClean) return false
    throw error
  }
  await acceptAll(batch, owned, new Set())
  return true
}

/** Rows, and at the same places the record that each belongs to. */
type Owned = { readonly rows: readonly (readonly Value[])[]; readonly owners: readonly Arrival[] }

function ownedBy(arrivals: readonly Arrival[]): Owned {
  const owned = { rows: [] as (readonly Value[])[], owners: [] as Arrival[] }
  for (const arrival of arrivals) {
    for (const row of arrival.prepared.rows) {
      owned.rows.push(row)
      owned.owners.push(arrival)
    }
  }
  return owned
}

async function writeTogether(batch: Batch, arrivals: readonly Arrival[]): Promise<void> {
  const owned = ownedBy(arrivals)
  const exceptions = await insertRows(batch, owned.rows)
  await acceptAll(batch, owned, new Set(exceptions.map(({ at }) => at)))
  for (const exception of exceptions) {
    const [arrival, row] = [owned.owners[exception.at] as Arrival, owned.rows[exception.at] as readonly Value[]]
    if (arrival.outcome !== 'rejected') await meetException(batch, { arrival, row }, exception)
  }
}

async function acceptAll(batch: Batch, { rows, owners }: Owned, left: ReadonlySet<number>): Promise<void> {
  const isKept = (_: unknown, at: number): boolean => !left.has(at)
  if (batch.target.asks) {
    for (let at = 0; at < rows.length; at++)
      if (!left.has(at)) noteWritten(owners[at] as Arrival, [rows[at] as readonly Value[]])
    return acceptTogether(batch, rows.filter(isKept))
  }
  for (let at = 0; at < rows.length; at++) {
    if (left.has(at)) continue
    const booked = acceptRow(batch, owners[at] as Arrival, rows[at] as readonly Value[])
    if (booked !== undefined) await booked
  }
}

type Met = { readonly arrival: Arrival; readonly row: readonly Value[] }

const meetException = (batch: Batch, { arrival, row }: Met, exception: InsertException): Promise<void> =>
  exception.kind === 'conflict'
    ? collide(batch, arrival, row)
    : refuse(batch, arrival, { rule: 'constraint', path: '', message: exception.words })

function book(writing: Writing, arrival: Arrival): Outcome {
  const { prepared } = arrival
  const { effects } = writing
  for (const issue of prepared.issues) pushReject(writing, prepared, { ...issue, outcome: 'rejected' })
  const outcome = arrival.outcome ?? (prepared.issues.length > 0 ? 'rejected' : 'filtered')
  for (const note of prepared.notes) noteOn(effects, note, prepared.record.raw)
  if (outcome === 'filtered') noteFiltered(effects, prepared.skipped ?? 'the map returned no row', prepared.record.raw)
  if (keepsLineage(writing, arrival)) effects.lineage.push(lineageOf(writing, arrival, outcome))
  return outcome
}

const keepsLineage = ({ spec }: Writing, { action }: Arrival): boolean =>
  spec.lineage === true || action?.startsWith('renamed') === true

function lineageOf({ target }: Writing, { prepared, written, action }: Arrival, outcome: Outcome): Lineage {
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
