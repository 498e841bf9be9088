import { addCounters, noCounters, type Outcome } from '../../kernel/counters.ts'
import { sha256 } from '../../kernel/hash.ts'
import type { InsertException } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import type { Lineage } from '../../ledger/lineage.ts'
import type { LoadSpec } from '../declared.ts'
import { newEffects, noteOn } from '../effects.ts'
import { collide } from './collide.ts'
import type { Prepared } from './prepare.ts'
import { acceptRow, insertRows, refuse } from './rows.ts'
import { type Arrival, type Batch, nameKey, pushReject, takenLater, type Writing } from './writing.ts'

/** Writes the rows of a batch and books every record. */
export async function writeBatch(batch: Batch, records: readonly Prepared[]): Promise<void> {
  const written = mayRename(batch.spec) ? await writeRenaming(batch, records) : await writeAll(batch, records)
  const counters = { ...noCounters, read: written.length }
  for (const arrival of written) counters[book(batch, arrival)]++
  batch.effects.counters = addCounters(batch.effects.counters, counters)
}

const none: never[] = []

/** Everything here is made for every record, so what most records do not need is shared. */
const arrive = (records: readonly Prepared[]): readonly Arrival[] =>
  records.map((prepared): Arrival => ({ prepared, outcome: undefined, written: none }))

const mayRename = ({ twins }: LoadSpec<unknown>): boolean => typeof twins === 'object' && 'rename' in twins

/**
 * A twin may be given the very key that a later record of the batch brings along; then that later record is the twin.
 * Such a batch is taken back and written record by record; any other gives the same result at once.
 */
async function writeRenaming(batch: Batch, records: readonly Prepared[]): Promise<readonly Arrival[]> {
  const brought = once(() => new Set(records.flatMap(({ rows }) => rows.map((row) => nameKey(batch, row)))))
  const attempt = { ...batch, effects: newEffects(batch.effects.table, batch.effects.columns), brought }
  const tried = arrive(records)
  try {
    await batch.tx.savepoint(() => writeTogether(attempt, tried))
    Object.assign(batch.effects, attempt.effects)
    return tried
  } catch (error) {
    if (error !== takenLater) throw error
  }
  const arrivals = arrive(records)
  for (const arrival of arrivals) await writeTogether(batch, [arrival])
  return arrivals
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

async function writeAll(batch: Batch, records: readonly Prepared[]): Promise<readonly Arrival[]> {
  const arrivals = arrive(records)
  if (arrivals.every(({ prepared }) => prepared.rows.length <= 1)) await writeTogether(batch, arrivals)
  else if (!(await writeClean(batch, arrivals))) for (const arrival of arrivals) await writeTogether(batch, [arrival])
  return arrivals
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

/** Says what became of a record, after all of its rows are settled. */
function book(writing: Writing, arrival: Arrival): Outcome {
  const { prepared } = arrival
  const { effects } = writing
  for (const issue of prepared.issues) pushReject(writing, prepared, { ...issue, outcome: 'rejected' })
  const outcome = arrival.outcome ?? (prepared.issues.length > 0 ? 'rejected' : 'filtered')
  for (const note of prepared.notes) noteOn(effects, note, prepared.record.raw)
  if (outcome === 'filtered') noteOn(effects, filteredNote(prepared), prepared.record.raw)
  if (keepsLineage(writing, arrival)) effects.lineage.push(lineageOf(writing, arrival, outcome))
  return outcome
}

const keepsLineage = ({ spec }: Writing, { action }: Arrival): boolean =>
  spec.lineage === true || action?.startsWith('renamed') === true

const filteredNote = ({ skipped }: Prepared) => ({
  code: 'filtered',
  severity: 'info' as const,
  field: '',
  message: skipped ?? 'the map returned no row',
})

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
