import { readDate } from '../domain/dates.ts'
import { isStatus, type Status } from '../domain/status.ts'
import { cleanSerial, cleanText, isNullSpelling } from '../domain/text.ts'
import type { Column } from './columns.ts'

/** What a column has to hold. */
export type ColumnFilter = { readonly column: Column; readonly test: Test }

export type Test =
  | { readonly kind: 'none' }
  | { readonly kind: 'equal'; readonly value: string | number }
  | { readonly kind: 'contains'; readonly spellings: readonly string[] }
  | { readonly kind: 'within'; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: 'status'; readonly status: Status }

/** The filter that a parameter's text means, nothing for an empty one, or what is wrong with it. */
export function filterOf(column: Column, text: string): ColumnFilter | string | undefined {
  if (!text.isWellFormed()) return 'this is not valid text'
  const value = cleanText(text)
  if (value === '') return undefined
  if (column.isNullable && isNullSpelling(value)) return { column, test: { kind: 'none' } }
  const test = readers[column.match](value, text)
  return typeof test === 'string' ? test : { column, test }
}

type Reader = (value: string, text: string) => Test | string

const mostContained = 200

const readers: Readonly<Record<Column['match'], Reader>> = {
  exact: (value) => ({ kind: 'equal', value }),
  contains: (value, text) =>
    text.length > mostContained
      ? `use at most ${mostContained} characters`
      : { kind: 'contains', spellings: [...new Set([value, cleanSerial(text)])] },
  day: readDays,
  status: (value) => {
    const status = statusNamed(value)
    return status === undefined ? `use ${statusNames}` : { kind: 'status', status }
  },
  number: (value) => (/^\d{1,15}$/.test(value) ? { kind: 'equal', value: Number(value) } : 'use a whole number'),
}

const wrongDay = 'use DD/MM/YYYY or YYYY-MM-DD, or two of them with .. between'

/** A day, or the days from one to another; either end may be open. */
function readDays(value: string): Test | string {
  const [first = '', last, ...more] = value.split('..').map((part) => part.trim())
  const [from, to] = [dayOf(first), dayOf(last ?? first)]
  if (more.length > 0 || from === null || to === null || (from === undefined && to === undefined)) return wrongDay
  return last === undefined ? { kind: 'equal', value: from as string } : { kind: 'within', from, to }
}

/** ISO, undefined for an open end, or null for what is no day. */
const dayOf = (text: string): string | undefined | null => (text === '' ? undefined : readDate(text).iso)

const statusWords: ReadonlyMap<string, Status> = new Map([
  ['upcoming', 'Upcoming'],
  ['pending', 'Upcoming'],
  ['overdue', 'Overdue'],
  ['maintained', 'Maintained'],
  ['completed', 'Maintained'],
])

/** The words that name a status in a filter. */
export const statusNames: string = [...statusWords.keys()].join(', ')

/** A status as a filter names it: in small letters, by the words of the screens, or as a device shows it. */
export const statusNamed = (word: string): Status | undefined => (isStatus(word) ? word : statusWords.get(word))
