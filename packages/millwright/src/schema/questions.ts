import type { Finding } from '../kernel/finding.ts'
import type { Rename } from './change.ts'

/** `orders.total`, with quotes around a name that a flag could not take bare. */
const placeOf = (...names: readonly string[]): string => names.map(flagName).join('.')

const flagName = (name: string): string => (/[="\s]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)

/** The left side of `--rename`. */
const renamePlace = ({ what, of, from }: Omit<Rename, 'to'>): string =>
  `${what}:${of === undefined ? placeOf(from) : placeOf(of, from)}`

/** Something goes away and something of its shape comes: DIFF101. */
export const couldBeRenamed = (rename: Rename): Finding => ({
  code: 'DIFF101',
  severity: 'error',
  subject: rename.of === undefined ? rename.from : `${rename.of}.${rename.from}`,
  message: `the ${rename.what} ${rename.from} goes away and ${rename.to} comes: is it the same one under a new name? If not: --drop ${renamePlace(rename)}`,
  answer: `--rename ${renamePlace(rename)}=${placeOf(rename.to)}`,
})

/** Rows that are there need a value: DIFF102. */
export const needsFill = (table: string, column: string, rows?: number): Finding => ({
  code: 'DIFF102',
  severity: 'error',
  subject: `${table}.${column}`,
  message: 'rows that are there need a value, for the column may not be null and has no default',
  ...(rows === undefined ? {} : { rows }),
  answer: `--fill ${placeOf(table, column)}=<sql>`,
})

/** Values cannot be taken over as they are: DIFF103. */
export const needsUsing = (table: string, column: string, about: ConversionFacts): Finding => ({
  code: 'DIFF103',
  severity: 'error',
  subject: `${table}.${column}`,
  message: `values of ${about.from} cannot all be taken over as ${about.to}`,
  ...(about.rows === undefined ? {} : { rows: about.rows }),
  ...(about.samples === undefined ? {} : { samples: about.samples }),
  answer: `--using ${placeOf(table, column)}=<sql>`,
})

export type ConversionFacts = {
  readonly from: string
  readonly to: string
  readonly rows?: number
  readonly samples?: readonly string[]
}

/** A value of an enum goes away, and rows may hold it: DIFF104. */
export const needsValue = (type: string, value: string, rows?: number): Finding => ({
  code: 'DIFF104',
  severity: 'error',
  subject: `${type}.${value}`,
  message: `the value ${value} goes away: what do rows get that hold it?`,
  ...(rows === undefined ? {} : { rows }),
  answer: `--map-value ${placeOf(type, value)}=<value>`,
})

/** Rows that break a constraint that is to come: DIFF105. */
export const rowsBreak = (table: string, constraint: string, about: BreakFacts): Finding => ({
  code: 'DIFF105',
  severity: 'error',
  subject: `${table} ${constraint}`,
  message: `rows that are there break it: ${about.look}`,
  rows: about.rows,
  samples: about.samples,
})

/** `look` is the query that shows them. */
export type BreakFacts = { readonly rows: number; readonly samples: readonly string[]; readonly look: string }

/** Values are lost, and the down cannot bring them back: DIFF106. */
export const valuesLost = (subject: string, message: string): Finding => ({
  code: 'DIFF106',
  severity: 'warning',
  subject,
  message,
  answer: '--keep-dropped',
})
