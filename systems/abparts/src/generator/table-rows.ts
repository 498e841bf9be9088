/** A value of a generated row; a list is an array of texts. */
export type Cell = string | number | boolean | null | readonly string[]

/** Rows of one table, made one by one: nothing is held. */
export type TableRows = {
  readonly table: string
  readonly columns: readonly string[]
  /** The columns' types, in the same order. */
  readonly types: readonly string[]
  readonly rows: () => Iterable<readonly Cell[]>
}

/** The columns of a table with their types. */
export type Columns = Readonly<Record<string, string>>

/** Writes a list as PostgreSQL reads an array. */
export const arrayText = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? 'null' : `"${item.replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`
