import type { Statement } from '../dialects/dialect.ts'
import type { Transaction } from '../kernel/connection.ts'
import type { Sql } from '../kernel/sql.ts'
import type { Way } from './way.ts'

export type MigrationKind = 'sql' | 'code' | 'move'

/** What a file says of itself before its place in the history is known. */
export type MigrationFile = {
  readonly id: string
  readonly name: string
  /** The path as it was read. */
  readonly file: string
  /** See `checksumOf`: line ends and a byte order mark do not count. */
  readonly checksum: string
  readonly kind: MigrationKind
  /** Undefined when the file names none: then it follows the file before it. */
  readonly declared: readonly string[] | undefined
  /** What it took the place of, where it is a squash. */
  readonly squashed?: readonly Way[]
  /** The text as it is on disk, with plain line ends; fails when the file has changed since. */
  content(): string
  /** What it does; parsed or imported now, not before. */
  load(): Promise<Body>
}

/** One versioned entry of the history. */
export type Migration = MigrationFile & { readonly parents: readonly string[] }

/** Cuts a script into statements, as the dialect does. */
export type Split = (script: string) => readonly Statement[]

export type Body = SqlBody | CodeBody | MoveBody

/** `down` undefined: there is no way back, for the reason in `irreversible` if one was given. Empty: nothing to undo. */
export type SqlBody = {
  readonly kind: 'sql'
  readonly up: readonly Statement[]
  readonly down: readonly Statement[] | undefined
  readonly irreversible: string | undefined
  /** Whether the up section runs in a transaction. */
  readonly transaction: boolean
  /** Whether the down section runs in a transaction. */
  readonly downTransaction: boolean
  readonly foreignKeys: 'on' | 'off'
  /** The schema that it leaves depends on what it finds. */
  readonly asFound?: true
  readonly rules?: readonly Rule[]
}

/** Rows that must not be there when a direction is about to run. */
export type Rule = {
  readonly direction: 'up' | 'down'
  /** Gives the rows that stand in the way. */
  readonly query: string
  /** What they mean, for a person. */
  readonly why: string
}

/** One direction of a migration in code. */
export type Work =
  | { readonly kind: 'sql'; readonly statements: readonly Sql[] }
  | { readonly kind: 'script'; readonly statements: readonly Statement[] }
  | { readonly kind: 'function'; run(db: Transaction): Promise<void> }

export type CodeBody = {
  readonly kind: 'code'
  readonly up: Work
  readonly down: Work | undefined
  readonly irreversible: string | undefined
  readonly transaction: boolean
  readonly foreignKeys: 'on' | 'off'
}

/** A move; its declaration is opaque here. */
export type MoveBody = { readonly kind: 'move'; readonly declaration: unknown }

/** The order of ids: numbers by their value, then everything else by its characters. */
export function compareIds(a: string, b: string): number {
  if (a.length === b.length && digits.test(a) && digits.test(b)) return compareText(a, b) // what nearly all of them are
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left === undefined || right === undefined) {
    return Number(left === undefined) - Number(right === undefined) || compareText(a, b)
  }
  return left.length - right.length || compareText(left, right) || compareText(a, b)
}

const digits = /^\d+$/

const numberOf = (id: string): string | undefined => (digits.test(id) ? id.replace(/^0+/, '') : undefined)

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
