import type { Queries } from '../kernel/connection.ts'
import { packValues, storedJson } from '../kernel/json.ts'
import type { Value } from '../kernel/value.ts'
import { insertAll } from './insert-all.ts'
import { keptText } from './kept-text.ts'
import type { StepKey } from './parts.ts'

/** Where a target row came from and what was noted on the way. */
export type Lineage = {
  readonly record: number
  readonly digest: string
  readonly key: readonly Value[] | undefined
  readonly action: string
  readonly issues: readonly unknown[]
  readonly raw: string
}

const columns = ['run', 'migration', 'step', 'source', 'record', 'digest', 'target', 'key', 'action', 'issues', 'raw']

export async function writeLineage(
  tx: Queries,
  key: StepKey,
  about: { source: string; target: string; rows: readonly Lineage[] },
): Promise<void> {
  if (about.rows.length === 0) return
  const { source, target } = about
  const rows = about.rows.map((r) => [
    key.run,
    key.migration,
    key.step,
    source,
    r.record,
    r.digest,
    target,
    r.key === undefined ? null : packValues(r.key),
    r.action,
    storedJson(r.issues),
    keptText(r.raw),
  ])
  await insertAll(tx, { table: 'millwright_lineage', columns, key: ['run', 'migration', 'step', 'record'] }, rows)
}
