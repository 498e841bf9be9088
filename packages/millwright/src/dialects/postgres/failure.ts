import { causedBy, isProblem, type Problem, wordsOf } from '../../kernel/problem.ts'
import { oneLine } from '../../kernel/text.ts'
import type { FailureKind } from '../dialect.ts'
import * as problems from './problems.ts'

/** The class of a failure, whether it is the server's own error or a problem made of one. */
export function failureOf(error: unknown): FailureKind {
  if (isProblem(error)) return kindByCode.get(error.code) ?? failureOf(error.cause)
  const code = codeOf(error)
  return code === undefined ? 'other' : (kindBySystem[code] ?? kindByState(code))
}

/** The SQLSTATE of a server's error, or the code of one of the system's. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const kinds: readonly (readonly [string, FailureKind])[] = [
  ['55P03', 'busy'], // a lock was not given in time
  ['55006', 'busy'], // a database or a table is in use
  ['40', 'busy'], // another transaction came first; a deadlock
  ['53100', 'full'],
  ['25006', 'readOnly'],
  ['42501', 'readOnly'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
  ['08', 'lost'],
  ['57P', 'lost'], // the server ends, or was told to end the session
  ['25P03', 'lost'], // it ends a session that stood still in a transaction
  ['28', 'cannotOpen'],
  ['3D000', 'cannotOpen'],
  ['53300', 'cannotOpen'],
  ['22', 'constraint'],
  ['23', 'constraint'],
  ['44', 'constraint'],
  ['P0001', 'constraint'],
  ['42', 'syntax'],
  ['0A', 'syntax'],
  ['2BP01', 'syntax'],
  ['25001', 'syntax'],
  ['3F000', 'syntax'],
  ['55P04', 'syntax'],
]

const kindByState = (code: string): FailureKind => kinds.find(([start]) => code.startsWith(start))?.[1] ?? 'other'

const kindBySystem: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'cannotOpen',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  ETIMEDOUT: 'lost',
  ENOTFOUND: 'cannotOpen',
  EAI_AGAIN: 'cannotOpen',
  EHOSTUNREACH: 'cannotOpen',
  ENETUNREACH: 'cannotOpen',
  ENOENT: 'cannotOpen',
  EACCES: 'cannotOpen',
  EPERM: 'cannotOpen',
  ENOSPC: 'full',
  EDQUOT: 'full',
}

const kindByCode: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  [problems.databaseMissing.code, 'cannotOpen'],
  [problems.cannotConnect.code, 'cannotOpen'],
  [problems.serverTooOld.code, 'cannotOpen'],
  [problems.badUrl.code, 'cannotOpen'],
  [problems.noSchema.code, 'cannotOpen'],
  [problems.connectionLost.code, 'lost'],
  [problems.copyTaken.code, 'cannotOpen'],
  [problems.inUse.code, 'busy'],
  [problems.databaseBusy.code, 'busy'],
  [problems.diskFull.code, 'full'],
  [problems.notWritable.code, 'readOnly'],
  [problems.databaseCorrupt.code, 'corrupt'],
  [problems.badStatement.code, 'syntax'],
  [problems.newEnumValue.code, 'syntax'],
  [problems.unfinished.code, 'syntax'],
  [problems.metaCommand.code, 'syntax'],
  [problems.inlineData.code, 'syntax'],
  [problems.constraintBroken.code, 'constraint'],
  [problems.newOrphans.code, 'constraint'],
  [problems.notStorable.code, 'constraint'],
])

/** What was being done when a failure came up. */
export type Doing = { readonly place: string; readonly statement?: string }

/** The problem that the server's or the system's error stands for; the error itself is kept as its cause. */
export function asProblem(error: unknown, { place, statement = '' }: Doing): Problem {
  if (isProblem(error)) return error
  const about = { place, statement: beginningOf(statement), words: withLine(statement, error) }
  return causedBy((problemByState[codeOf(error) ?? ''] ?? problemByKind[failureOf(error)])(about), error)
}

type About = { readonly place: string; readonly statement: string; readonly words: string }

const problemByState: Readonly<Record<string, (about: About) => Problem>> = {
  '55P04': ({ words }) => problems.newEnumValue(words),
  '57014': ({ statement, words }) => problems.timedOut(statement, words),
  '3D000': ({ place }) => problems.databaseMissing(place),
}

const problemByKind: Readonly<Record<FailureKind, (about: About) => Problem>> = {
  busy: ({ place, words }) => problems.databaseBusy(place, words),
  lost: ({ place, words }) => problems.connectionLost(place, words),
  full: ({ place, words }) => problems.diskFull(place, words),
  readOnly: ({ place, words }) => problems.notWritable(place, words),
  corrupt: ({ place, words }) => problems.databaseCorrupt(place, words),
  notDatabase: ({ place, words }) => problems.cannotConnect(place, words),
  cannotOpen: ({ place, words }) => problems.cannotConnect(place, words),
  constraint: ({ statement, words }) => problems.constraintBroken(statement, words),
  syntax: ({ statement, words }) => problems.badStatement(statement, words),
  other: ({ statement, words }) => problems.driverFailed(statement, words),
}

/** What the server itself said, at the bottom of what was made of it, without a full stop. */
export function serverWords(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: unknown }
  return cause === undefined ? wordsOf(error).replace(/\.$/, '') : serverWords(cause)
}

/** The beginning of a statement on one line, for a message. */
export const beginningOf = (statement: string): string => oneLine(statement.trim().replace(/\s+/g, ' '), 100)

/** The server tells the place of a mistake as the number of a character, from 1. */
function withLine(statement: string, error: unknown): string {
  const words = serverWords(error)
  const position = Number((error as { position?: unknown } | null | undefined)?.position)
  if (!Number.isSafeInteger(position) || position < 1 || !statement.includes('\n')) return words
  return `${words}, on line ${lineOf(statement, position)} of the statement`
}

const lineOf = (statement: string, position: number): number =>
  Array.from(statement)
    .slice(0, position - 1)
    .filter((char) => char === '\n').length + 1
