import { syntax } from '../syntax.ts'

export const quote = (name: string): string => syntax.quote(name)

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Where a table's old form stands while its new one is filled. */
export const oldName = (table: string): string => `millwright_old_${table}`

/** Where what goes away is kept for the down: a whole table, or one column of it. */
export const keptName = (table: string, column?: string): string =>
  column === undefined ? `millwright_kept_${table}` : `millwright_kept_${table}.${column}`

/** A version such as 3.53.4 is that or a later one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}
