/** Makes a row of values that stand in the order of the columns. */
export type RowMaker = (values: readonly unknown[]) => object

/**
 * Rows made by one constructor share one hidden class, which keeps a million of them small and quick to read.
 * Their prototype is empty and has none itself, so that a column called `__proto__` or `constructor` is only a column.
 */
export function rowMaker(columns: readonly string[]): RowMaker {
  function Row(this: { [column: string]: unknown }, values: readonly unknown[]) {
    for (let at = 0; at < columns.length; at++) this[columns[at] as string] = values[at]
  }
  Row.prototype = Object.create(null) as object
  const Maker = Row as unknown as new (values: readonly unknown[]) => object
  return (values) => new Maker(values)
}
