/** A value as it is given to a statement. Lists become arrays. */
export type Given = string | number | bigint | boolean | null | readonly (string | null)[]

/**
 * A row as it is read: numerics, dates and times stay the text that the database wrote. Integers are bigint or number, as the
 * driver has it; JSON and arrays are asked for as text.
 */
export type Found = Readonly<Record<string, unknown>>

/** What this system asks of a PostgreSQL, inside of a transaction or outside. */
export interface Session {
  query(text: string, values?: readonly Given[]): Promise<readonly Found[]>
  /** Runs one statement and returns how many rows it changed. */
  run(text: string, values?: readonly Given[]): Promise<number>
  /** Runs a script of many statements. */
  exec(script: string): Promise<void>
  /** Inside of a transaction: when the work throws, only what it did is undone, and it throws again. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
}

/** One connection. While a transaction is open, only its own session may be used. */
export interface Database extends Session {
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** A transaction that sees one state throughout and writes nothing. */
  reading<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}
