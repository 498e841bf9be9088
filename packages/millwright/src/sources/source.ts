/** Where reading goes on after a record: the record's number and a mark only the source understands (JSON). */
export type Position = { readonly record: number; readonly mark: unknown }

/** Why a record could not even be read. */
export type Fault = { readonly code: string; readonly message: string; readonly path?: string }

/** One record: `index` from 0, `raw` its text as it stands in the source. With a `fault` there is no value. */
export type SourceRecord = {
  readonly index: number
  readonly raw: string
  readonly value: unknown
  readonly fault?: Fault
}

/** Consecutive records and the position after the last of them. */
export type SourceChunk = {
  readonly records: readonly SourceRecord[]
  readonly position: Position
  readonly bytes: number
}

/** A source nailed down at plan time; a run refuses to go on when it no longer matches. */
export type SourcePin = {
  /** Records by an independent, simpler count than the one that reads them. */
  readonly records: number
  readonly bytes?: number
  /** SHA-256 of a file, fingerprint of a table. */
  readonly digest: string
}

export interface Source {
  /** Short, for screens and lineage: a file's base name, a table. */
  readonly name: string
  /** Everything that identifies it, without secrets; part of the plan's hash. */
  readonly description: { readonly [key: string]: string | number | boolean }
  /** It has nothing to do with the target's session: it may be read while a transaction is open there. */
  readonly isApart?: boolean
  /** Throws a problem when the input is missing, empty, truncated or not what it is said to be. */
  pin(): Promise<SourcePin>
  /** Records from a position on (undefined: from the start), never more than `chunkRecords` in a chunk. */
  read(from: Position | undefined, chunkRecords?: number): AsyncIterable<SourceChunk>
  /** Reads one record again from its raw text, for a reject that is tried once more. */
  parse?(raw: string): { readonly value: unknown } | { readonly fault: Fault }
  close(): Promise<void>
}
