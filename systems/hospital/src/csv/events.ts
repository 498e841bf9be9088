import { recordEvent } from '../audit/record.ts'
import type { CsvType } from './layout.ts'
import type { Fate, Outcome, Tally } from './report.ts'
import type { ImportOptions, ShelfPlace } from './shelf.ts'

type Place = Pick<ShelfPlace, 'db' | 'act'>
type About = { readonly type: CsvType; readonly options: ImportOptions }

/** What people call a type. */
const labels: Readonly<Record<CsvType, string>> = { ocm: 'OCM', ppm: 'PPM', training: 'training' }

/** Tells of some rows, with the keys of those that were stored, in the transaction that stored them. */
export async function tellBatch(
  { db, act }: Place,
  { type, options, outcomes }: About & { readonly outcomes: readonly Outcome[] },
): Promise<void> {
  const keysOf = (fate: Fate): readonly string[] => outcomes.filter((one) => one.fate === fate).map(({ key }) => key)
  const [added, changed] = [keysOf('imported'), keysOf('updated')]
  const [skipped, errors] = [keysOf('skipped').length, keysOf('errors').length]
  const rows = [outcomes[0]?.row, outcomes.at(-1)?.row]
  await recordEvent(db, act, {
    type: 'Bulk Import',
    status: errors === 0 ? 'Success' : errors < outcomes.length ? 'Warning' : 'Failed',
    description: `Import into ${labels[type]}, rows ${rows.join(' to ')}: ${added.length} added, ${changed.length} changed, ${skipped} left as they were, ${errors} refused`,
    details: { type, ...options, rows, added, changed, skipped, errors },
  })
}

/** Tells of an import of all rows or none that came to none. */
export async function tellUndone(
  { db, act }: Place,
  { type, options, tally }: About & { readonly tally: Tally },
): Promise<void> {
  const { total_rows: total, errors } = tally.undone()
  await recordEvent(db, act, {
    type: 'Bulk Import',
    status: 'Failed',
    description: `Import into ${labels[type]}: ${errors} of ${total} rows were refused, so none was stored`,
    details: { type, ...options, total, errors },
  })
}
