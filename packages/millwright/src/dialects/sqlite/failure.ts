import { causedBy, isProblem, type Problem, wordsOf } from '../../kernel/problem.ts'
import { oneLine } from '../../kernel/text.ts'
import type { FailureKind } from '../dialect.ts'
import {
  badStatement,
  cannotOpen,
  constraintBroken,
  databaseBusy,
  databaseCorrupt,
  databaseMissing,
  diskFull,
  driverFailed,
  inUse,
  newOrphans,
  notDatabase,
  notStorable,
  readOnly,
  targetTaken,
  unfinished,
} from './problems.ts'

/** The class of a failure, whether it is the driver's own error or a problem made of one. */
export function failureOf(error: unknown): FailureKind {
  if (isProblem(error)) return kindByCode.get(error.code) ?? failureOf(error.cause)
  return driverKind(error) ?? systemKind(error) ?? 'other'
}

// https://sqlite.org/rescode.html: the low byte is the primary code.
const kindByResult: Readonly<Record<number, FailureKind>> = {
  1: 'syntax',
  5: 'busy',
  6: 'busy',
  8: 'readOnly',
  11: 'corrupt',
  13: 'full',
  14: 'cannotOpen',
  18: 'constraint',
  19: 'constraint',
  20: 'constraint',
  26: 'notDatabase',
}

function driverKind(error: unknown): FailureKind | undefined {
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode
  return typeof code === 'number' ? kindByResult[code & 0xff] : undefined
}

const kindBySystem: Readonly<Record<string, FailureKind>> = {
  ENOENT: 'cannotOpen',
  ENOTDIR: 'cannotOpen',
  EISDIR: 'cannotOpen',
  EACCES: 'cannotOpen',
  EPERM: 'cannotOpen',
  EROFS: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
}

const systemKind = (error: unknown): FailureKind | undefined =>
  kindBySystem[String((error as { code?: unknown } | null | undefined)?.code)]

const kindByCode: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  [databaseMissing.code, 'cannotOpen'],
  [cannotOpen.code, 'cannotOpen'],
  [notDatabase.code, 'notDatabase'],
  [databaseCorrupt.code, 'corrupt'],
  [databaseBusy.code, 'busy'],
  [diskFull.code, 'full'],
  [readOnly.code, 'readOnly'],
  [badStatement.code, 'syntax'],
  [constraintBroken.code, 'constraint'],
  [newOrphans.code, 'constraint'],
  [notStorable.code, 'constraint'],
  [targetTaken.code, 'cannotOpen'],
  [inUse.code, 'busy'],
  [unfinished.code, 'syntax'],
])

/** What was being done when a failure came up. */
export type Doing = { readonly path: string; readonly statement?: string }

/** The problem that a driver's or system's error stands for; the error itself is kept as its cause. */
export function asProblem(error: unknown, doing: Doing): Problem {
  return isProblem(error) ? error : causedBy(problemOf(error, doing), error)
}

function problemOf(error: unknown, { path, statement = '' }: Doing): Problem {
  return problemByKind[failureOf(error)]({ path, statement, words: driverWords(error) })
}

type About = { readonly path: string; readonly statement: string; readonly words: string }

const problemByKind: Readonly<Record<FailureKind, (about: About) => Problem>> = {
  busy: ({ path, words }) => databaseBusy(path, words),
  lost: ({ path, words }) => cannotOpen(path, words), // a file has no connection that could break
  full: ({ path, words }) => diskFull(path, words),
  readOnly: ({ path, words }) => readOnly(path, words),
  corrupt: ({ path, words }) => databaseCorrupt(path, words),
  notDatabase: ({ path }) => notDatabase(path),
  cannotOpen: ({ path, words }) => cannotOpen(path, words),
  constraint: ({ statement, words }) => constraintBroken(beginningOf(statement), words),
  syntax: ({ statement, words }) => badStatement(beginningOf(statement), withLine(statement, words)),
  other: ({ statement, words }) => driverFailed(beginningOf(statement), words),
}

/** What the driver or the system itself said, at the bottom of what was made of it, without a full stop. */
export function driverWords(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: unknown }
  return cause === undefined ? wordsOf(error).replace(/\.$/, '') : driverWords(cause)
}

/** The beginning of a statement on one line, for a message. */
export const beginningOf = (statement: string): string => oneLine(statement.trim().replace(/\s+/g, ' '), 100)

/** The driver names the token it stumbled over but not its place; the line is told where the token stands only once. */
function withLine(statement: string, words: string): string {
  const token = /near "(.+)"/s.exec(words)?.[1]
  if (token === undefined) return words
  const at = statement.indexOf(token)
  if (at === -1 || statement.indexOf(token, at + 1) !== -1) return words
  return `${words}, on line ${statement.slice(0, at).split('\n').length} of the statement`
}
