/** One database value. Integers read from a database are bigint, floats are number: neither loses a digit. */
export type Value = null | boolean | number | bigint | string | Uint8Array

/** A row by column name, without a prototype: a column called `__proto__` is only a column. */
export type Row = { readonly [column: string]: Value }

export const emptyRow = (): { [column: string]: Value } => Object.create(null) as { [column: string]: Value }

/** A row from parallel lists of names and values. */
export function rowOf(columns: readonly string[], values: readonly Value[]): Row {
  const row = emptyRow()
  for (let at = 0; at < columns.length; at++) row[columns[at] as string] = values[at] ?? null
  return row
}

/** Turns a count read from a database into a number; counts never pass 2^53. */
export const countOf = (value: Value | undefined): number => Number(value ?? 0)
