import type { Register } from '../domain/fields.ts'
import { type Detail, Refusal } from 'millwright/http'
import type { Status } from '../domain/status.ts'
import { type Column, columnNamed } from './columns.ts'
import { type ColumnFilter, filterOf, statusNamed, statusNames } from './filters.ts'
import { type Word, wordsOf } from './search.ts'

/** What is asked of a list. */
export type ListRequest = {
  readonly words: readonly Word[]
  readonly status?: Status
  /** Only devices with work that is due within so many days. */
  readonly due?: number
  readonly filters: readonly ColumnFilter[]
  readonly sort: { readonly column: Column; readonly descending: boolean }
  readonly page?: PageRequest
}

export type PageRequest = { readonly number: number; readonly size: number }

/** A query string's parameters, each with all of its values. */
export type Parameters = Readonly<Record<string, readonly string[]>>

export const usualPageSize = 20
export const largestPage = 500
const mostSearched = 200

/** @throws Refusal 400 with every parameter that is unknown, given twice, or holds what it must not */
export function readListRequest(register: Register, parameters: Parameters): ListRequest {
  const reading: Reading = { register, details: [] }
  const given = new Map(Object.entries(parameters).map(([name, values]) => [name, only(name, values, reading)]))
  const request = {
    words: readSearch(given.get('search') ?? '', reading),
    ...readStatus(given.get('filter') ?? '', reading),
    ...readDue(given, reading),
    filters: readFilters(given, reading),
    sort: readSort(given, reading),
    ...readPage(given, reading),
  }
  if (reading.details.length > 0) throw badParameters(reading.details)
  return request
}

type Reading = { readonly register: Register; readonly details: Detail[] }
type Given = ReadonlyMap<string, string>

const reserved: ReadonlySet<string> = new Set(['search', 'filter', 'due', 'sort', 'sort_dir', 'page', 'per_page'])

function only(name: string, values: readonly string[], { details }: Reading): string {
  if (values.length > 1) details.push({ field: name, code: 'parameter_repeated', message: `${name} is given twice` })
  return values[0] ?? ''
}

function readSearch(search: string, { details }: Reading): readonly Word[] {
  if (search.length <= mostSearched && search.isWellFormed()) return wordsOf(search)
  const message = `search: use at most ${mostSearched} characters of valid text`
  details.push({ field: 'search', code: 'too_long', message })
  return []
}

function readStatus(word: string, { details }: Reading): { readonly status?: Status } {
  if (word === '') return {}
  const status = statusNamed(word)
  if (status !== undefined) return { status }
  const message = `filter: use ${statusNames}`
  details.push({ field: 'filter', code: 'unknown_value', message })
  return {}
}

function readDue(given: Given, { details }: Reading): { readonly due?: number } {
  const text = given.get('due') ?? ''
  if (text === '') return {}
  if (/^\d{1,3}$/.test(text) && Number(text) <= 366) return { due: Number(text) }
  details.push({ field: 'due', code: 'out_of_range', message: 'due: use a whole number from 0 to 366' })
  return {}
}

function readFilters(given: Given, { register, details }: Reading): readonly ColumnFilter[] {
  const filters: ColumnFilter[] = []
  for (const [name, value] of given) {
    if (reserved.has(name)) continue
    const column = columnNamed(register, name)
    if (column === undefined) {
      details.push({ field: name, code: 'unknown_parameter', message: `${name} is not a parameter of this list` })
      continue
    }
    const filter = filterOf(column, value)
    if (typeof filter === 'string') details.push({ field: name, code: 'bad_value', message: `${name}: ${filter}` })
    else if (filter !== undefined) filters.push(filter)
  }
  return filters
}

function readSort(given: Given, { register, details }: Reading): ListRequest['sort'] {
  const [name, direction] = [given.get('sort') || 'no', given.get('sort_dir') || 'asc']
  const column = columnNamed(register, name)
  if (column === undefined)
    details.push({ field: 'sort', code: 'unknown_value', message: `sort: ${name} is not a column of this list` })
  if (direction !== 'asc' && direction !== 'desc')
    details.push({ field: 'sort_dir', code: 'unknown_value', message: 'sort_dir: use asc or desc' })
  return { column: column ?? { name: 'no', match: 'number', isNullable: false }, descending: direction === 'desc' }
}

function readPage(given: Given, reading: Reading): { readonly page?: PageRequest } {
  if (!given.has('page') && !given.has('per_page')) return {}
  const number = readWhole(given, { name: 'page', usual: 1, most: Number.MAX_SAFE_INTEGER / largestPage }, reading)
  const size = readWhole(given, { name: 'per_page', usual: usualPageSize, most: largestPage }, reading)
  return { page: { number, size } }
}

type Whole = { readonly name: string; readonly usual: number; readonly most: number }

function readWhole(given: Given, { name, usual, most }: Whole, { details }: Reading): number {
  const text = given.get(name)
  if (text === undefined || text === '') return usual
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return value
  const range = most === largestPage ? `from 1 to ${most}` : 'of at least 1'
  details.push({ field: name, code: 'out_of_range', message: `${name}: use a whole number ${range}` })
  return usual
}

const badParameters = (details: readonly Detail[]): Refusal =>
  new Refusal(details.map(({ message }) => message).join('; '), {
    status: 400,
    code: details[0]?.code ?? 'bad_value',
    details,
  })
