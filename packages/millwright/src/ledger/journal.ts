import type { Queries } from '../kernel/connection.ts'
import { packValues, unpackValues } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Value } from '../kernel/value.ts'
import type { StepKey } from './parts.ts'

/**
 * How to undo one batch, written in the batch's own transaction. A row is known by its key; `after` is the hash of what
 * the batch left behind, so that an undo can tell a row nobody touched since from one that somebody did.
 */
export type Undo = {
  readonly table: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly created: readonly (readonly [key: readonly Value[], after: string])[]
  readonly changed: readonly (readonly [key: readonly Value[], before: readonly Value[], after: string])[]
  /** Rows that are gone, with all that can be written of them. */
  readonly deleted?: readonly (readonly [key: readonly Value[], before: readonly Value[]])[]
}

/** An undo that is being written; some of what was created may be text already. */
export type Written = Undo & { readonly packed?: readonly string[] }

export const writeUndo = async (tx: Queries, key: StepKey, undo: Written): Promise<void> => {
  const { created, changed, packed = [], deleted = [] } = undo
  if (created.length + changed.length + packed.length + deleted.length === 0) return
  await tx.run(sql`insert into millwright_journal (run, migration, step, part, payload)
    values (${key.run}, ${key.migration}, ${key.step}, ${key.part ?? 0}, ${packUndo(undo)})`)
}

function packUndo({ created, packed = [], ...rest }: Written): string {
  const entries = created.length === 0 ? packed : [...packed, packEntries(created)]
  return `{"created":[${entries.join(',')}],${packValues(rest).slice(1)}`
}

/** The text of {@link packValues}, in a third of its time: a batch has one entry for each of its rows. */
export function packEntries(created: Undo['created']): string {
  let text = ''
  for (const [key, after] of created) text += `${text === '' ? '' : ','}[${packKey(key)},"${after}"]`
  return text
}

const packKey = (key: readonly Value[]): string => (key.every(isText) ? JSON.stringify(key) : packValues(key))

const isText = (value: Value): boolean => typeof value === 'string'

/** The newest batch that is still to be undone. */
export async function lastUndo(
  db: Queries,
  key: StepKey,
): Promise<{ readonly id: number; readonly undo: Undo } | undefined> {
  const row = await db.get(sql`select id, payload from millwright_journal
    where run = ${key.run} and migration = ${key.migration} and step = ${key.step} order by id desc limit 1`)
  return row === undefined
    ? undefined
    : { id: countOf(row['id']), undo: unpackValues(row['payload'] as string) as Undo }
}

/** All batches of a step that can be undone, in the order in which they were committed. */
export async function* readUndos(db: Queries, { run, migration, step }: StepKey): AsyncGenerator<Undo> {
  const entries = sql`select payload from millwright_journal
    where run = ${run} and migration = ${migration} and step = ${step} order by id`
  for await (const { rows } of db.read(entries, 1))
    for (const [payload] of rows) yield unpackValues(payload as string) as Undo
}

export const dropUndo = async (tx: Queries, id: number): Promise<void> => {
  await tx.run(sql`delete from millwright_journal where id = ${id}`)
}
