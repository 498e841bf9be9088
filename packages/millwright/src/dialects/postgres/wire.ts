import type { Value } from '../../kernel/value.ts'

/** A result with its values read: a list for each row, in the order of the columns. */
export type WireResult = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  /** The first words of the server's command tag, such as INSERT. */
  readonly command: string
  /** Rows that the command speaks of; 0 where it speaks of none. */
  readonly count: number
}

/** Whether a session stands outside of a transaction, in one, or in one that a failed statement has spoiled. */
export type WireStatus = 'idle' | 'open' | 'failed'

/**
 * One session with a PostgreSQL, whatever lies between: a socket or a call in this process. Its errors are the
 * server's own, with a SQLSTATE as `code`.
 */
export interface Wire {
  readonly status: WireStatus
  /** Nobody is at the other end any more. */
  readonly isLost: boolean
  /** The server process behind the session as the greeting told it, where there is one. */
  readonly greetedBy: number | undefined
  /** Runs one statement; `$1` stands for the first of the values, which are the input texts of their types. */
  query(text: string, values?: readonly (string | null)[]): Promise<WireResult>
  /** Runs several statements that need no values and whose results are of no interest. */
  script(text: string): Promise<void>
  /** Runs a statement that makes the session's settings; again, whenever somebody else had the session in between. */
  setUp(text: string): Promise<void>
  /** Runs COPY … FROM STDIN and returns the number of rows; the text names the place of the data as {@link Wire.copyFrom}. */
  copyIn(text: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>
  /** Runs COPY … TO STDOUT; the text names the place of the data as {@link Wire.copyTo}. */
  copyOut(text: string): AsyncIterable<Uint8Array>
  readonly copyFrom: string
  readonly copyTo: string
  close(): Promise<void>
}

/** What is known of a session's status after an answer: a failure spoils an open transaction, and only that. */
export const statusAfterFailure = (before: WireStatus): WireStatus => (before === 'idle' ? 'idle' : 'failed')
