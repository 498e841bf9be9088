import type { Cipher } from '../kernel/cipher.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import type { Sql, Syntax } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import type { Schema } from '../schema/schema.ts'
import type { TypedTable } from '../schema/typed-table.ts'
import type { Ddl } from './ddl.ts'

/** What a database can do. Code above asks these, never a name. */
export type Abilities = {
  /** DDL takes part in transactions and savepoints. */
  readonly transactionalDdl: boolean
  /** A second session may be opened beside the first. */
  readonly manySessions: boolean
  /** The database is one file that can be copied, renamed and opened on its own. */
  readonly singleFile: boolean
  /** A transaction that met a lock, or lost a race, is worth another try: the database gives up early to let others pass. */
  readonly retries: boolean
  /** Several sessions write at the same time, and each waits only for rows that another one has changed. */
  readonly parallelWrites: boolean
}

/** One statement of a script with the line (from 1) on which it starts. */
export type Statement = { readonly text: string; readonly line: number }

export type OpenOptions = {
  readonly readOnly?: boolean
  /** Make the database when it is not there. */
  readonly create?: boolean
  /** How long to wait for another writer, in milliseconds. */
  readonly busyMs?: number
  /** How long a transaction may stay open in which nothing is asked, where others would wait for it, in milliseconds. */
  readonly idleMs?: number
  /** The file comes from elsewhere: its triggers, views and functions are not trusted. */
  readonly untrusted?: boolean
}

/** Why a driver failed, in the few classes that call for different advice. */
export type FailureKind =
  | 'busy'
  /** The connection broke. What was open on it is undone; the next statement gets a new one. */
  | 'lost'
  | 'full'
  | 'readOnly'
  | 'corrupt'
  | 'notDatabase'
  | 'cannotOpen'
  | 'constraint'
  | 'syntax'
  | 'other'

/** A database that was made to be worked on and thrown away. */
export interface WorkingCopy {
  readonly url: string
  dispose(): Promise<void>
}

/** A database that stands ready beside another one, to take its place. */
export interface Replacement {
  readonly url: string
  /** Puts it there in one step, and tells where the old one is kept, if it is. @throws when the old one is in use; then both are as they were */
  swapIn(keepsOld: boolean): Promise<string | undefined>
  /** Removes it; does nothing once it took the place. */
  discard(): Promise<void>
}

/** What a copy in parts is made of, and how. */
export type PartsOrder = {
  readonly from: string
  readonly to: string
  /** Encrypts every file of the copy while it is written. */
  readonly cipher?: Cipher
  /** What killed processes left of copies: parts of it that the database still holds unchanged need not be read again. */
  readonly remains?: readonly string[]
}

/** What came of it: what the look returned, and the tables that were kept from what a killed process had copied. */
export type TakenParts<T> = { readonly seen: T; readonly kept: readonly string[] }

/** Copies of a whole database, as it stood at one moment. */
export interface Snapshots {
  /** How the name of a written copy ends: it may be a file or a directory. */
  readonly ending: string
  /**
   * Writes a copy of the database to a new path and calls `look` on the very state that was copied.
   * Writers wait only while the copy is written; where the engine lets no writer work beside a reader, until `look` is done.
   */
  take<T>(from: string, to: string, look: (state: Queries) => Promise<T>): Promise<T>
  /** As `take`, of a database whose copy is a directory: several sessions work under one snapshot, and a killed copy is gone on with. */
  takeParts?<T>(order: PartsOrder, look: (state: Queries) => Promise<T>): Promise<TakenParts<T>>
  /** A copy of the database to work on, or an empty one where there is none; files of it may stand in `folder`. */
  copy(from: string, folder: string): Promise<WorkingCopy>
  /** An empty database to work on, of the same kind as another one and near it; files of it may stand in `folder`. */
  empty(near: string, folder: string): Promise<WorkingCopy>
  /** What the engine's own structure check says of a database; an empty list is good news. */
  integrity(db: Queries): Promise<readonly string[]>
  /** Rows that point at nothing. */
  orphans(db: Queries): Promise<readonly { readonly table: string; readonly parent: string; readonly rows: number }[]>
  /**
   * Of a database in a single file: puts a proven copy in its place in one step, and makes it durable. The old file is
   * kept at `aside` when given.
   */
  swapIn?(copy: string, url: string, aside?: string): Promise<void>
  /**
   * Of any other: restores a written copy near another database and opens that, read-only and trusting nothing in it.
   * It is gone when the connection is closed. A copy that is a single file is opened as it is.
   */
  open?(copy: string, near: string, cipher?: Cipher): Promise<Connection>
  /** And restores a written copy beside the database. */
  restoreBeside?(copy: string, url: string, cipher?: Cipher): Promise<Replacement>
}

/** Keys that the database makes by itself, from counters that do not notice rows which bring their own. */
export interface MadeKeys {
  /** Moves the counters behind a table's columns past every key that stands in it; never back. */
  advance(db: Queries, table: string): Promise<void>
  /** Inserts a row whose keys the database makes, and takes it back. `why` says what stood in its way; no columns, no counters. */
  probe(db: Connection, table: string): Promise<{ readonly columns: readonly string[]; readonly why?: string }>
}

/** What a fill changes, in words of the database alone. */
export type FillOrder = {
  readonly table: string
  readonly key: readonly string[]
  readonly sets: readonly (readonly [column: string, expression: Sql])[]
  /** Whether rows must be told as they were. */
  readonly isJournaled: boolean
  /** Digests that only this database makes will do, where no row is told. */
  readonly own?: true | undefined
}

/** What became of a block of rows; digests are summed over the key and the columns that are set, of the rows that changed. */
export type FilledBlock = {
  readonly read: number
  readonly changed: number
  readonly last: readonly Value[] | undefined
  readonly before: string
  readonly after: string
  readonly rows: readonly (readonly [key: readonly Value[], before: readonly Value[], after: string])[]
  /** Its rows were enough before there were as many as were asked for. */
  readonly isCut?: boolean
}

/** Changes the first rows, along the key, that a condition lets through: so many, or until those that must travel are so large. */
export type Filler = (
  tx: Queries,
  block: { readonly where: Sql; readonly rows: number; readonly bytes: number },
) => Promise<FilledBlock>

/** What a build inserts: the rows of a query, along a key of it. */
export type BuildOrder = {
  readonly table: string
  readonly key: readonly string[]
  readonly select: Sql
  readonly isJournaled: boolean
  /** As in a {@link FillOrder}. */
  readonly own?: true | undefined
}

/** What became of a block of the query's rows, with the sum of the digests of those that were inserted. */
export type BuiltBlock = {
  readonly read: number
  /** Fewer than were read where the database left rows out, or more. */
  readonly written: number
  readonly last: readonly Value[] | undefined
  readonly sum: string
  readonly rows: readonly (readonly [key: readonly Value[], after: string])[]
}

/** Inserts the next rows behind a key. Where one of them is refused, the statement fails. */
export type Builder = {
  readonly columns: readonly string[]
  build(
    tx: Queries,
    block: { readonly after: readonly Value[] | undefined; readonly rows: number },
  ): Promise<BuiltBlock>
}

/** Work that the database does by itself, so that rows do not travel. */
export interface PushDown {
  /** Undefined where the query has no rows, or this table cannot be built so. */
  builder(db: Queries, order: BuildOrder): Promise<Builder | undefined>
  /** Undefined where this table cannot be filled so. */
  filler(db: Queries, order: FillOrder): Promise<Filler | undefined>
}

/** A query, or expressions over one row of a table. */
export type ReadsOf = { readonly query: Sql } | { readonly table: string; readonly expressions: readonly Sql[] }

/** What a query reads, by itself or through views, and the functions in it that may read more. */
export type Reads = { readonly tables: readonly string[]; readonly functions: readonly string[] }

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
  /** How what travels to the database is protected, in words; missing where nothing travels. */
  protection?(url: string): string
  /** Whether the database is there; looks, never makes it. */
  exists(url: string): Promise<boolean>
  open(url: string, options?: OpenOptions): Promise<Connection>
  /** An empty database that lives as long as its connection, of the same kind as another one where it can be. */
  scratch(near?: string): Promise<Connection>
  /** Cuts a script into statements; never inside a string, a comment or a trigger's body. */
  split(script: string): readonly Statement[]
  /** The statements that switch the enforcement of foreign keys off and on for a session; missing where nobody does that. */
  readonly foreignKeySwitch?: { readonly off: string; readonly on: string }
  /** Statements that only run outside of a transaction, such as VACUUM. */
  needsNoTransaction(statement: string): boolean
  /** Statements whose effect only a later transaction may use, such as a new value of an enum. */
  mustCommit?(statement: string): boolean
  /** Names of all ordinary tables, our own included; quick. */
  tableNames(db: Queries): Promise<readonly string[]>
  inspect(db: Queries): Promise<Schema>
  /** Tables and views with the TypeScript types of their columns' values, sorted by name. */
  typedTables(db: Queries): Promise<readonly TypedTable[]>
  /** What the differ needs. */
  readonly ddl?: Ddl
  /** A mark that is another one after every change of the schema; much quicker than to inspect it. */
  schemaMark?(db: Queries): Promise<string>
  /** What a column of this declared type gives back for a value that is written to it; undefined when only the database can tell. */
  stored(type: string): (value: Value) => Value | undefined
  /** Rows of values as columns of these types give them back, where `stored` cannot foretell it: the database is asked. */
  readBack?(
    db: Queries,
    types: readonly string[],
    rows: readonly (readonly Value[])[],
  ): Promise<readonly (readonly Value[])[]>
  failure(error: unknown): FailureKind
  /** Why more work should wait for a while: somebody or something does not keep up. Asked between batches. */
  pressure?(db: Queries): Promise<string | undefined>
  /** Missing where rows do not travel anyway. */
  readonly pushDown?: PushDown
  /** What a query depends on; asked only where sessions can write side by side. */
  reads?(db: Queries, of: ReadsOf): Promise<Reads>
  /** Missing where no counter can fall behind the rows. */
  readonly madeKeys?: MadeKeys
  /** Size and free space around a database, in bytes; the free space of another machine is not known. */
  space(url: string): Promise<{ readonly bytes: number; readonly free: number | undefined }>
}
