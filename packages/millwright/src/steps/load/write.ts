import { addCounters, type Counters, noCounters, type Outcome } from '../../kernel/counters.ts'
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
  const arrivals = records.map((prepared): Arrival => ({ prepared, outcome: undefined, written: [] }))
  const written = mayRename(batch.spec) ? await writeRenaming(batch, arrivals) : await writeAll(batch, arrivals)
  for (const arrival of written) book(batch, arrival)
}

const mayRename = ({ twins }: LoadSpec<unknown>): boolean => typeof twins === 'object' && 'rename' in twins

/**
 * A twin may be given the very key that a later record of the batch brings along; then that later record is the twin.
 * Such a batch is taken back and written record by record; any other gives the same result at once.
 */
async function writeRenaming(batch: Batch, arrivals: readonly Arrival[]): Promise<readonly Arrival[]> {
  const brought = new Set(arrivals.flatMap(({ prepared }) => prepared.rows.map((row) => nameKey(batch, row))))
  const attempt = { ...batch, effects: newEffects(batch.effects.table, batch.effects.columns), brought }
  const tried = freshOf(arrivals)
  try {
    await batch.tx.savepoint(() => writeTogether(attempt, tried))
    Object.assign(batch.effects, attempt.effects)
    return tried
  } catch (error) {
    if (error !== takenLater) throw error
  }
  for (const arrival of arrivals) await writeTogether(batch, [arrival])
  return arrivals
}

const freshOf = (arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.map(({ prepared }) => ({ prepared, outcome: undefined, written: [] }))

async function writeAll(batch: Batch, arrivals: readonly Arrival[]): Promise<readonly Arrival[]> {
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
      const rows = owned.map(({ row }) => row)
      if ((await insertRows(batch, rows)).length > 0) throw notClean
    })
  } catch (error) {
    if (error === notClean) return false
    throw error
  }
  await acceptAll(batch, owned, new Set())
  return true
}

const ownedBy = (arrivals: readonly Arrival[]): readonly Owned[] =>
  arrivals.flatMap((arrival) => arrival.prepared.rows.map((row): Owned => ({ arrival, row })))

type Owned = { readonly arrival: Arrival; readonly row: readonly Value[] }

async function writeTogether(batch: Batch, arrivals: readonly Arrival[]): Promise<void> {
  const owned = ownedBy(arrivals)
  const exceptions = await insertRows(
    batch,
    owned.map(({ row }) => row),
  )
  await acceptAll(batch, owned, new Set(exceptions.map(({ at }) => at)))
  for (const exception of exceptions) {
    const { arrival, row } = owned[exception.at] as Owned
    if (arrival.outcome !== 'rejected') await meetException(batch, { arrival, row }, exception)
  }
}

async function acceptAll(batch: Batch, owned: readonly Owned[], left: ReadonlySet<number>): Promise<void> {
  for (let at = 0; at < owned.length; at++) {
    const { arrival, row } = owned[at] as Owned
    const booked = left.has(at) ? undefined : acceptRow(batch, arrival, row)
    if (booked !== undefined) await booked
  }
}

const meetException = (batch: Batch, { arrival, row }: Owned, exception: InsertException): Promise<void> =>
  exception.kind === 'conflict'
    ? collide(batch, arrival, row)
    : refuse(batch, arrival, { rule: 'constraint', path: '', message: exception.words })

/** Counts a record once, after all of its rows are settled. */
function book(writing: Writing, arrival: Arrival): void {
  const { prepared } = arrival
  const { effects } = writing
  for (const issue of prepared.issues) pushReject(writing, prepared, { ...issue, outcome: 'rejected' })
  const outcome = arrival.outcome ?? (prepared.issues.length > 0 ? 'rejected' : 'filtered')
  effects.counters = addCounters(effects.counters, one[outcome])
  for (const note of prepared.notes) noteOn(effects, note, prepared.record.raw)
  if (outcome === 'filtered') noteOn(effects, filteredNote(prepared), prepared.record.raw)
  if (keepsLineage(writing, arrival)) effects.lineage.push(lineageOf(writing, arrival, outcome))
}

const keepsLineage = ({ spec }: Writing, { action }: Arrival): boolean =>
  spec.lineage === true || action?.startsWith('renamed') === true

const filteredNote = ({ skipped }: Prepared) => ({
  code: 'filtered',
  severity: 'info' as const,
  field: '',
  message: skipped ?? 'the map returned no row',
})

const one: Readonly<Record<Outcome, Counters>> = {
  inserted: { ...noCounters, read: 1, inserted: 1 },
  updated: { ...noCounters, read: 1, updated: 1 },
  unchanged: { ...noCounters, read: 1, unchanged: 1 },
  merged: { ...noCounters, read: 1, merged: 1 },
  filtered: { ...noCounters, read: 1, filtered: 1 },
  rejected: { ...noCounters, read: 1, rejected: 1 },
}

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
