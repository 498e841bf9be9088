import type { Sql } from './sql.ts'
import type { Row, Value } from './value.ts'

/** Where rows of one batch go. `key` names the columns whose conflict means "this row is already there". */
export type InsertInto = {
  readonly table: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

/** What became of the rows that were not simply inserted; `at` is the row's place in the list. */
export type InsertException =
  | { readonly at: number; readonly kind: 'conflict' }
  | { readonly at: number; readonly kind: 'refused'; readonly words: string }

/** A block of rows read by {@link Queries.read}: each row is a list of values in the query's column order. */
export type RowBlock = { readonly columns: readonly string[]; readonly rows: readonly (readonly Value[])[] }

/** What can be asked of a database, inside a transaction or outside. Integers come back as bigint. */
export interface Queries {
  all(query: Sql): Promise<readonly Row[]>
  /** The first row, or undefined. */
  get(query: Sql): Promise<Row | undefined>
  /** Runs one statement and returns how many rows it changed. */
  run(query: Sql): Promise<number>
  /** Reads a result of any size in blocks; nothing is read ahead of the consumer. */
  read(query: Sql, blockRows?: number): AsyncIterable<RowBlock>
  /** How many rows a table has, and the sum of their digests over these columns, where the database computes them itself. */
  fingerprint?(
    table: string,
    columns: readonly string[],
  ): Promise<{ readonly rows: number; readonly sum: string } | undefined>
  /**
   * As `fingerprint`, of digests that no other database makes, and much quicker: comparable with what the same database says
   * at another time.
   */
  ownFingerprint?(
    table: string,
    columns: readonly string[],
  ): Promise<{ readonly rows: number; readonly sum: string } | undefined>
  /** Inserts rows; those that meet a row with their key or break a constraint are left out and listed. */
  insert(into: InsertInto, rows: readonly (readonly Value[])[]): Promise<readonly InsertException[]>
}

/** Rows on their way into a table: they travel while more of them are made. Nothing else may be asked meanwhile. */
export interface Insertion {
  /** Hands rows on; waits only while the database is far behind. False when one of them has no way to be stored. */
  add(rows: readonly (readonly Value[])[]): Promise<boolean>
  /** Whether all of them stand in the table now; else none does, and the transaction is as it was before. */
  end(): Promise<boolean>
}

export interface Transaction extends Queries {
  /** The quickest way for many rows, where a database has one that knows no exceptions. */
  openInsertion?(into: InsertInto): Promise<Insertion>
  /** Undoes only the work's statements when it throws, and throws again. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
}

export type TransactionOptions = {
  /** `read` takes no write lock and sees one state throughout. */
  readonly mode?: 'write' | 'read'
  /**
   * A write transaction sees one state throughout, and ends as busy where somebody else changed a row that it changes.
   * Where one writer keeps all others out, that is so anyway.
   */
  readonly oneState?: boolean
  /** `off` lets a table be rebuilt without cascades; the foreign keys are checked as a whole before the commit. */
  readonly foreignKeys?: 'on' | 'off'
}

/** One session with a database. Outside of the transaction's own handle it must not be used while one is open. */
export interface Connection extends Queries {
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  close(): Promise<void>
}
