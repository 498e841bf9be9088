import { type Connection, type Row, sql } from 'millwright'
import { exportRecord } from '../domain/export.ts'
import type { Register } from '../domain/fields.ts'
import { tableOfRegister } from '../loads/registers.ts'
import type { TableDelta } from './delta.ts'

/** What is known of a register besides its rows: which run made them, and what was done since. */
export type Since = { readonly run: string; readonly delta: TableDelta }

/**
 * The register as the text of its JSON file. A record that nobody touched since the move stands as its source had it,
 * letter by letter; so does one that was never loaded.
 */
export async function* exportRegister(
  db: Connection,
  register: Register,
  { run, delta }: Since,
): AsyncGenerator<string> {
  const ids = await idsBySerial(db, register, delta)
  const lineage = await db.all(
    sql`select key, raw from millwright_lineage where run = ${run} and step = ${register} order by record`,
  )
  let before = '[\n  '
  for (const { key, raw } of lineage) {
    const id = key === null ? undefined : ids.get((JSON.parse(key as string) as string[])[0] as string)
    if (id !== undefined && delta.deleted.has(id)) continue
    const changed = id === undefined ? undefined : delta.changed.get(id)
    yield `${before}${changed === undefined ? (raw as string) : recordText(register, changed)}`
    before = ',\n  '
  }
  for (const row of delta.created.values()) {
    yield `${before}${recordText(register, row)}`
    before = ',\n  '
  }
  yield before === '[\n  ' ? '[]' : '\n]'
}

/** A record as it stands inside of the array. */
const recordText = (register: Register, row: Row): string =>
  JSON.stringify([exportRecord(register, row)], null, 2).slice('[\n  '.length, -'\n]'.length)

/** The rows that the move wrote, by the serial it gave them: renamed and deleted ones too. */
async function idsBySerial(
  db: Connection,
  register: Register,
  delta: TableDelta,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.all(sql`select id, serial from ${sql.id(tableOfRegister[register])}`)
  const moved = [
    ...rows.filter((row) => !delta.created.has(String(row['id']))),
    ...delta.deleted.values(),
    ...delta.before.values(),
  ]
  return new Map(moved.map((row) => [row['serial'] as string, String(row['id'])]))
}
