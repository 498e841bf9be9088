import { formatDate } from './dates.ts'
import { type Field, fieldsOf, type Register } from './fields.ts'
import type { RawRecord } from './aliases.ts'

/** A row as a database gives it: by column name, more columns than the mapping knows are allowed. */
export type StoredRow = { readonly [column: string]: unknown }

export type ExportOptions = {
  /** The files of the JSON era keep every quarter's status empty; the API fills it. */
  readonly quarterStatus?: 'empty' | 'filled'
  readonly dates?: 'DD/MM/YYYY' | 'iso'
}

/** A row as the record of the JSON era: its keys in their order, dates DD/MM/YYYY, no value as that register writes it. */
export function exportRecord(register: Register, row: StoredRow, options: ExportOptions = {}): RawRecord {
  const record: Record<string, unknown> = {}
  for (const field of fieldsOf[register]) {
    const value = exportValue(field, row[field.column], options)
    if (field.inner === undefined) record[field.key] = value
    else ((record[field.key] ??= {}) as Record<string, unknown>)[field.inner] = value
  }
  return record
}

function exportValue(field: Field, value: unknown, options: ExportOptions): unknown {
  const { rule, inner } = field
  if (rule === 'status' && inner !== undefined && options.quarterStatus !== 'filled') return null
  if (rule === 'date') return exportDate(field, value, options)
  if (value === null || value === undefined) return field.absent
  return rule === 'number' ? Number(value) : value
}

function exportDate({ absent }: Field, value: unknown, { dates }: ExportOptions): unknown {
  if (typeof value !== 'string') return dates === 'iso' ? null : absent
  return dates === 'iso' ? value : formatDate(value)
}

/**
 * The records as the text of a JSON file in the form of the JSON era, piece by piece: indented, LF, no final newline.
 * Joined, the pieces are the bytes of `JSON.stringify(records, null, indent)`.
 */
export function* jsonArray(records: Iterable<unknown>, indent = 2): Generator<string> {
  let before = '['
  for (const record of records) {
    yield `${before}${JSON.stringify([record], null, indent).slice(1, -2)}`
    before = ','
  }
  yield before === '[' ? '[]' : '\n]'
}

export type Difference = { readonly column: string; readonly expected: unknown; readonly found: unknown }

/** The columns in which a stored row differs from the one its source record gives. */
export function differences(register: Register, expected: StoredRow, found: StoredRow): readonly Difference[] {
  return fieldsOf[register].flatMap(({ column }) => {
    const [want, have] = [expected[column] ?? null, found[column] ?? null]
    const equal = want === have || (typeof have === 'bigint' && want === Number(have))
    return equal ? [] : [{ column, expected: want, found: have }]
  })
}
