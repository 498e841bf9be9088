import type { Connection, Queries } from '../kernel/connection.ts'
import type { Syntax } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import type { Schema } from '../schema/schema.ts'

/** What a database can do. Code above asks these, never a name. */
export type Abilities = {
  /** DDL takes part in transactions and savepoints. */
  readonly transactionalDdl: boolean
  /** A second session may be opened beside the first. */
  readonly manySessions: boolean
  /** The database is one file that can be copied, renamed and opened on its own. */
  readonly singleFile: boolean
}

/** One statement of a script with the line (from 1) on which it starts. */
export type Statement = { readonly text: string; readonly line: number }

export type OpenOptions = {
  readonly readOnly?: boolean
  /** Make the database when it is not there. */
  readonly create?: boolean
  /** How long to wait for another writer, in milliseconds. */
  readonly busyMs?: number
  /** The file comes from elsewhere: its triggers, views and functions are not trusted. */
  readonly untrusted?: boolean
}

/** Why a driver failed, in the few classes that call for different advice. */
export type FailureKind =
  | 'busy'
  | 'full'
  | 'readOnly'
  | 'corrupt'
  | 'notDatabase'
  | 'cannotOpen'
  | 'constraint'
  | 'syntax'
  | 'other'

/** Copies of a whole database, as it stood at one moment. */
export interface Snapshots {
  /**
   * Writes a copy of the database to a new file and calls `look` on the very state that was copied.
   * Writers wait only while the copy is written; where the engine lets no writer work beside a reader, until `look` is done.
   */
  take<T>(from: string, to: string, look: (state: Queries) => Promise<T>): Promise<T>
  /** What the engine's own structure check says of a database; an empty list is good news. */
  integrity(db: Queries): Promise<readonly string[]>
  /** Rows that point at nothing. */
  orphans(db: Queries): Promise<readonly { readonly table: string; readonly parent: string; readonly rows: number }[]>
  /** Puts a proven copy in the database's place in one step, and makes it durable. The old file is kept at `aside` when given. */
  swapIn(copy: string, url: string, aside?: string): Promise<void>
}

/** The port: everything Millwright needs from a database. */
export interface Dialect {
  /** For people; no code decides by it. */
  readonly name: string
  readonly can: Abilities
  readonly syntax: Syntax
  readonly snapshots: Snapshots
  /** The ledger's tables, one statement each, in order. */
  readonly ledgerTables: readonly string[]
  /** Whether a URL is one of this dialect's. */
  accepts(url: string): boolean
  /** The same database, wherever the command is typed: relative paths are meant from `root`. */
  absolute(url: string, root: string): string
  /** Whether the database is there; looks, never makes it. */
  exists(url: string): boolean
  open(url: string, options?: OpenOptions): Promise<Connection>
  /** An empty database that lives as long as its connection. */
  scratch(): Promise<Connection>
  /** Cuts a script into statements; never inside a string, a comment or a trigger's body. */
  split(script: string): readonly Statement[]
  /** Statements that only run outside of a transaction, such as VACUUM. */
  needsNoTransaction(statement: string): boolean
  /** Names of all ordinary tables, our own included; quick. */
  tableNames(db: Queries): Promise<readonly string[]>
  inspect(db: Queries): Promise<Schema>
  /** A mark that is another one after every change of the schema; much quicker than to inspect it. */
  schemaMark?(db: Queries): Promise<string>
  /** The value as it will be read back from a column of this declared type, or undefined when only the database can tell. */
  stored(type: string, value: Value): Value | undefined
  failure(error: unknown): FailureKind
  /** Size and free space around a database, in bytes. */
  space(url: string): Promise<{ readonly bytes: number; readonly free: number }>
}
