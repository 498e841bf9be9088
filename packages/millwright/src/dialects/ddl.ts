import type { Queries } from '../kernel/connection.ts'
import type { Finding } from '../kernel/finding.ts'
import type { Answers } from '../schema/answers.ts'
import type { Catalogue } from '../schema/catalogue.ts'
import type { Alteration, Change, Rename } from '../schema/change.ts'

/** One statement of a list, with what a person wants to know of it before it runs. */
export type DdlStatement = {
  readonly text: string
  /** It only runs outside of a transaction, or its effect only a later transaction may use. */
  readonly alone?: boolean
  /** The lock it takes, in the database's own words. */
  readonly lock?: string
  /** The whole table is written anew. */
  readonly rewrites?: boolean
}

/** A state on the way to the wanted schema. */
export type Stage = {
  /** What the step that follows it does, for the name of its file. */
  readonly next: string
  /** Statements that make this state of the wanted one. */
  readonly statements: readonly string[]
}

/** One direction to be written. Renames were played already: names agree on both sides. */
export type DdlOrder = {
  readonly from: Catalogue
  readonly to: Catalogue
  readonly changes: readonly Alteration[]
  /** The renames that come before these changes, in their order; `wordsFor` and the names of kept tables need them. */
  readonly renames: readonly Rename[]
  readonly answers: Answers
  /** Tables that are known to have no rows, under the names they have before the renames. */
  readonly empty?: ReadonlySet<string>
  /**
   * `down` undoes an `up` of the same pair: what `answers.keepDropped` kept is put back, and nothing is asked, for what
   * cannot come back was told with the up.
   */
  readonly direction: 'up' | 'down'
}

export type DdlScript = {
  readonly statements: readonly DdlStatement[]
  /** Questions (severity error, with `answer`) and warnings. Of a question the statements need not be complete. */
  readonly findings: readonly Finding[]
  /** Values or rows go away. */
  readonly destructive: boolean
  /** The list of the other direction brings schema and rows back as they were. */
  readonly reversible: boolean
}

/** What libraries that write SQL call a dialect's way of writing. */
export type Spelling = {
  readonly kysely: 'sqliteOver' | 'postgresOver'
  readonly drizzle: readonly [
    json: 'generateSQLiteDrizzleJson' | 'generateDrizzleJson',
    statements: 'generateSQLiteMigration' | 'generateMigration',
  ]
}

/** What a dialect brings for the differ. */
export interface Ddl {
  readonly spelling: Spelling
  /** What can be renamed in place; the rest is dropped and made anew, and loses nothing by it. */
  readonly renames: readonly Rename['what'][]
  /** Names that differ in their case alone are one name. */
  readonly foldsCase: boolean
  /** A text is printed in another way once its own print was read: both sides are made again from their prints. */
  readonly reprints?: boolean
  /** Everything the user owns, in the words of the database; read to a fixed point where its printing is not stable. */
  describe(db: Queries): Promise<Catalogue>
  /** A change that is not made, because the object is not one that a comparison may touch; and in the down, its inverse. */
  leaves?(change: Alteration, direction: 'up' | 'down'): boolean
  /** Executes the statements of a file in a scratch database, where that takes more than to run them. */
  load?(db: Queries, statements: readonly string[]): Promise<void>
  /** Makes ready for a list that leads to another catalogue what a scratch database lacks beside its schema, such as roles. */
  ready?(scratch: Queries, to: Catalogue): Promise<void>
  /** Statements that make the same schema in an empty database, without rows. */
  recreate(db: Queries): Promise<readonly string[]>
  /** Statements that put all rows, and the counters behind them, into an empty database with the same schema. */
  rowsText(db: Queries): Promise<readonly string[]>
  /** The statements of one rename, as the catalogue stands when it runs. */
  rename(rename: Rename, catalogue: Catalogue): readonly DdlStatement[]
  write(order: DdlOrder): DdlScript
  /** Looks at the rows: what would break, as findings; an order without rows in its way gives none. Reads only. */
  prove(db: Queries, order: DdlOrder): Promise<readonly Finding[]>
  /** Statements of a script that stop those who work with the database, or lose what they need, each with the safe form. */
  lint?(script: string, isInTransaction: boolean, foreignKeys?: 'on' | 'off'): Promise<readonly Finding[]>
  /** What has to be set inside of the transaction in which these statements run. */
  settings?(statements: readonly DdlStatement[]): readonly string[]
  /** The lock that a statement takes, in the database's own words; undefined where it stands in nobody's way, or nobody knows. */
  lockOf?(statement: string): string | undefined
  /**
   * Where a change is gentler in several transactions: what takes the wanted schema back to each state on the way there, the
   * earliest first. Each state becomes a migration of its own, and the wanted schema the last one.
   */
  stages?(changes: readonly Change[], statements: readonly DdlStatement[]): readonly Stage[]
  /** The whole list as it runs on one connection in autocommit: with its transactions, its settings and their end. */
  frame(statements: readonly DdlStatement[]): readonly string[]
}
