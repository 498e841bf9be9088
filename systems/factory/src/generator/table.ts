import type { Seconds } from '../shifts/local-time.ts'

export type Cell = string | number | boolean | null

/** A table with its rows, made as they are asked for. */
export type TableRows = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: () => Iterable<readonly Cell[]>
}

/** A time as a column without a zone holds it: UTC, and not said so. */
export const stamp = (at: Seconds): string => new Date(at * 1_000).toISOString().replace('T', ' ').replace('Z', '')

/** A table whose rows are records; the columns are those of the record, by the names that the database gives them. */
export function tableOf<T>(
  table: string,
  columns: Readonly<Record<string, (row: T) => Cell>>,
  rows: () => Iterable<T>,
): TableRows {
  const readers = Object.values(columns)
  return { table, columns: Object.keys(columns), rows: () => cellsOf(rows(), readers) }
}

function* cellsOf<T>(rows: Iterable<T>, readers: readonly ((row: T) => Cell)[]): Generator<readonly Cell[]> {
  for (const row of rows) yield readers.map((read) => read(row))
}
