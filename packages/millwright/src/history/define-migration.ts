import type { Transaction } from '../kernel/connection.ts'
import type { Sql } from '../kernel/sql.ts'

/** What one direction of a migration does: statements, a SQL script, or a function of the open transaction. */
export type Direction = Sql | readonly Sql[] | string | ((db: Transaction) => Promise<void>)

/** What {@link defineMigration} takes. Without `parent` or `parents` a migration follows the file before it. */
export type MigrationOptions = {
  /** The id of the migration before this one; `none` for a root. */
  readonly parent?: string
  /** The ids that a merge joins. */
  readonly parents?: readonly string[]
  readonly up: Direction
  /** What undoes `up`, or the reason why nothing can. */
  readonly down?: Direction | { readonly none: string }
  /** `false` for statements that run only outside of a transaction; each of them is then journaled by itself. */
  readonly transaction?: boolean
  /** `off` lets a table be rebuilt; the foreign keys are checked as a whole before the commit. */
  readonly foreignKeys?: 'on' | 'off'
}

const migrationBrand: unique symbol = Symbol.for('millwright.migration') as never
const moveBrand: symbol = Symbol.for('millwright.move')

/** A migration in code, as a file exports it. */
export type MigrationDeclaration = MigrationOptions & { readonly [migrationBrand]: true }

/**
 * Declares a migration in TypeScript: `export default defineMigration({ parent, up, down })`.
 * Nothing runs; a mistake in the declaration is reported when the file is loaded.
 *
 * @example export default defineMigration({ parent: '0001', up: 'create table t (a)', down: 'drop table t' })
 */
export const defineMigration = (options: MigrationOptions): MigrationDeclaration =>
  Object.freeze({ ...options, [migrationBrand]: true as const })

/** Whether a file's default export is a migration in code; its members are not yet checked. */
export const isMigrationDeclaration = (value: unknown): value is MigrationDeclaration => hasBrand(value, migrationBrand)

/** Whether a file's default export is a move. */
export const isMoveDeclaration = (value: unknown): value is { readonly parent?: unknown; readonly parents?: unknown } =>
  hasBrand(value, moveBrand)

const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && brand in value
