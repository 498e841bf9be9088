import { scan } from './scan.ts'

/** Whether a statement fails inside of a transaction, or ends it. */
export function needsNoTransaction(statement: string): boolean {
  const words = firstWords(statement)
  return rules.some((rule) => rule(words))
}

type Rule = (words: readonly string[]) => boolean

const alone = new Set([
  'vacuum',
  'begin',
  'commit',
  'end',
  'rollback',
  'abort',
  'start transaction',
  'prepare transaction',
  'alter system',
  'create database',
  'drop database',
  'create tablespace',
  'drop tablespace',
  'create subscription',
  'drop subscription',
  'discard all',
])

const isAlone: Rule = ([first = '', second = '']) => alone.has(first) || alone.has(`${first} ${second}`)

// Without a table it goes through the whole database.
const isClusterOfAll: Rule = ([first, second]) => first === 'cluster' && (second === undefined || second === 'verbose')

const isReindexOfMany: Rule = ([first, ...rest]) =>
  first === 'reindex' && ['database', 'system', 'schema'].includes(rest.find((word) => !options.has(word)) ?? '')

const options = new Set(['verbose', 'concurrently', 'tablespace', 'true', 'false', 'on', 'off'])

// REFRESH MATERIALIZED VIEW CONCURRENTLY is the one of these that stands in a transaction.
const isConcurrent: Rule = (words) =>
  words.includes('concurrently') && ['create', 'drop', 'reindex', 'alter'].includes(words[0] ?? '')

const movesDatabase: Rule = (words) => words[0] === 'alter' && words[1] === 'database' && words.includes('tablespace')

const rules: readonly Rule[] = [isAlone, isClusterOfAll, isReindexOfMany, isConcurrent, movesDatabase]

/**
 * Whether the effect of a statement may only be used by later transactions.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
export function mustCommit(statement: string): boolean {
  const words = firstWords(statement)
  return (
    words[0] === 'alter' && words[1] === 'type' && words.some((word, at) => word === 'add' && words[at + 1] === 'value')
  )
}

function firstWords(statement: string): readonly string[] {
  const words: string[] = []
  for (const { kind, start, end } of scan(statement)) {
    if (kind === 'word') words.push(statement.slice(start, end).toLowerCase())
    if (words.length === 30) break
  }
  return words
}
