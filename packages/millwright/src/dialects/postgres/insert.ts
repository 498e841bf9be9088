import type { InsertException, InsertInto } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import { CopyText } from './copy-text.ts'
import { codeOf, failureOf } from './failure.ts'
import { insertOneByOne, type PlacedRow } from './insert-slowly.ts'
import { misuse } from './problems.ts'
import type { Session } from './session.ts'
import { quote, quoteTable } from './syntax.ts'
import { unstorable } from './values.ts'

/**
 * Inserts rows by one COPY. When one of them is refused, or meets a row with its key, the COPY is taken back and the
 * server tries the rows one by one.
 */
export async function insertRows(
  session: Session,
  into: InsertInto,
  rows: readonly (readonly Value[])[],
): Promise<readonly InsertException[]> {
  const refused: InsertException[] = []
  const good = storable(into, rows, refused)
  if (good.length > 0 && !(await copied(session, into, good))) {
    refused.push(...(await insertOneByOne(session, into, good)))
  }
  return refused.toSorted((a, b) => a.at - b.at)
}

function storable(
  { columns }: InsertInto,
  rows: readonly (readonly Value[])[],
  refused: InsertException[],
): readonly PlacedRow[] {
  const good: PlacedRow[] = []
  for (const [at, row] of rows.entries()) {
    if (row.length !== columns.length)
      throw misuse(`row ${at + 1} has ${row.length} values for ${columns.length} columns`)
    const words = unstorable(row)
    if (words === undefined) good.push({ at, row })
    else refused.push({ at, kind: 'refused', words })
  }
  return good
}

/** Whether all rows stand in the table now; else nothing of them does. */
async function copied(session: Session, into: InsertInto, rows: readonly PlacedRow[]): Promise<boolean> {
  await session.ask('savepoint millwright_copy')
  const isWhole = await tryCopy(session, into, rows)
  if (!isWhole) await session.ask('rollback to savepoint millwright_copy')
  await session.ask('release savepoint millwright_copy')
  return isWhole
}

async function tryCopy(session: Session, into: InsertInto, rows: readonly PlacedRow[]): Promise<boolean> {
  const { wire } = session
  const text = `copy ${targetOf(into)} from ${wire.copyFrom}`
  try {
    return (await session.guard(text, () => wire.copyIn(text, chunksOf(rows)))) === rows.length
  } catch (error) {
    if (isLeftToServer(error)) return false
    throw error
  }
}

export const targetOf = ({ table, columns }: InsertInto): string =>
  `${quoteTable(table)} (${columns.map(quote).join(', ')})`

function* chunksOf(rows: readonly PlacedRow[]): Generator<Uint8Array> {
  const text = new CopyText()
  for (const { row } of rows) {
    text.add(row)
    if (text.isFull) yield text.take()
  }
  if (!text.isEmpty) yield text.take()
}

// A view with a trigger, or a table with policies, takes INSERT but no COPY.
export const isLeftToServer = (error: unknown): boolean =>
  failureOf(error) === 'constraint' || ['0A000', '42809'].includes(codeOf((error as Error).cause) ?? '')
