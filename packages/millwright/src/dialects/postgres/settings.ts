import type { AddressOptions } from './address.ts'
import { quote, quoteText } from './syntax.ts'

/** What a session asks of the server, so that every value looks the same wherever it is read. */
export type Settings = Readonly<Record<string, string>>

const always: Settings = {
  client_encoding: 'UTF8',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  xmloption: 'content',
  lc_monetary: 'C',
  client_min_messages: 'warning',
  quote_all_identifiers: 'off',
  // A policy would leave rows out without a word; like this the server says that it would.
  row_security: 'off',
}

export type SettingsFor = {
  readonly options: AddressOptions
  readonly searchPath: readonly string[]
  /** How long to wait for a lock in all, in milliseconds. */
  readonly busyMs: number
  /** How long a transaction may stay open in which nothing is asked; default: ten minutes. */
  readonly idleMs?: number
  readonly readOnly: boolean
}

/** How long a statement waits for a lock before it lets others pass and tries again, in milliseconds. */
const lockMs = 1000

export function settingsFor({ options, searchPath, busyMs, idleMs = 600_000, readOnly }: SettingsFor): Settings {
  return {
    ...always,
    search_path: searchPath.map(quote).join(', '),
    lock_timeout: options.lock_timeout ?? `${Math.max(1, Math.min(lockMs, busyMs))}ms`,
    // What a role or a database gives its applications is not meant for the building of an index.
    statement_timeout: options.statement_timeout ?? '0',
    idle_in_transaction_session_timeout: options.idle_in_transaction_session_timeout ?? `${idleMs}ms`,
    default_transaction_read_only: readOnly ? 'on' : 'off',
  }
}

/** One statement that makes these settings for the session. */
export const settingStatement = (settings: Settings): string =>
  `select ${Object.entries(settings)
    .map(([name, value]) => `pg_catalog.set_config('${name}', ${quoteText(value)}, false)`)
    .join(', ')}`

/** The same for one transaction. SET is no query, so it takes no snapshot. */
export const settingScript = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `set local ${name} = ${name === 'search_path' ? value : quoteText(value)}`)
    .join('; ')
