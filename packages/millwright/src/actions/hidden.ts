import type { Value } from '../kernel/value.ts'
import type { Project } from './project.ts'

/** Whether a column's values are nobody's business who only looks. */
export type Hides = (table: string, column: string) => boolean

/** What stands in the place of a value that is not shown. */
export const hidden = '(hidden)'

const secret = /(?:^|_)(?:passwords?|passwd|passphrase|secrets?|tokens?|credentials?|(?:api|private)_?keys?)(?:_|$)/i

/** Columns that are named like a secret, and those that the configuration hides as `table.column`. */
export function hidesOf({ config }: Pick<Project, 'config'>): Hides {
  const named = new Set(config.hide)
  return (table, column) => named.has(`${table}.${column}`) || secret.test(snakeCase(column))
}

const snakeCase = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')

/** A value, or that there is one. */
export const shownOf = (value: Value, isHidden: boolean): Value => (isHidden && value !== null ? hidden : value)
