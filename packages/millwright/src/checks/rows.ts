import type { Queries } from '../kernel/connection.ts'
import { packValues } from '../kernel/json.ts'
import { sha256 } from '../kernel/hash.ts'
import type { Sql } from '../kernel/sql.ts'
import { oneLine, plural } from '../kernel/text.ts'
import { sampleSize } from './check.ts'

/** A query's result without its order: rows as text, with how often each occurs. */
export type RowSet = { readonly rows: number; readonly counts: ReadonlyMap<string, number> }

export async function readRowSet(db: Queries, query: Sql): Promise<RowSet> {
  const counts = new Map<string, number>()
  let rows = 0
  for await (const block of db.read(query)) {
    for (const values of block.rows) {
      const text = packValues(values)
      counts.set(text, (counts.get(text) ?? 0) + 1)
      rows++
    }
  }
  return { rows, counts }
}

/** How a result is written into a report: its only value, or its size and a digest. */
export function describeRowSet({ rows, counts }: RowSet): string {
  const [only] = counts.keys()
  if (rows === 1 && only !== undefined && only.length <= 80) return oneLine(only)
  const digest = sha256(
    [...counts]
      .map(([text, n]) => `${text}×${n}`)
      .sort()
      .join('\n'),
  )
  return `${plural(rows, 'row')}, ${digest.slice(0, 12)}`
}

/** Rows that one side has more often than the other, with examples. */
export function differenceOf(
  before: RowSet,
  after: RowSet,
): { readonly differences: number; readonly samples: readonly string[] } {
  const samples: string[] = []
  let differences = 0
  for (const text of new Set([...before.counts.keys(), ...after.counts.keys()])) {
    const change = (after.counts.get(text) ?? 0) - (before.counts.get(text) ?? 0)
    if (change === 0) continue
    differences += Math.abs(change)
    if (samples.length < sampleSize) samples.push(oneLine(`${change > 0 ? 'only after' : 'only before'}: ${text}`, 200))
  }
  return { differences, samples }
}

/** For the ledger: a row set as JSON and back. */
export const packRowSet = (set: RowSet): unknown => ({ rows: set.rows, counts: [...set.counts] })

export function unpackRowSet(stored: unknown): RowSet {
  const { rows, counts } = stored as { rows: number; counts: [string, number][] }
  return { rows, counts: new Map(counts) }
}
