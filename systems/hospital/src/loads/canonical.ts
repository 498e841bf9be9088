import type { Row, Value } from 'millwright'
import { addYear, formatDate, readDate } from '../domain/dates.ts'
import { exportRecord } from '../domain/export.ts'
import { type Field, fieldsOf, type Register, type Rule } from '../domain/fields.ts'
import { ocmStatus, ppmStatus, quarterStatus } from '../domain/status.ts'
import { cleanSerial, cleanText, isAllDigits, isNullSpelling } from '../domain/text.ts'
import type { Facts } from './params.ts'

/** A record with its inner keys written `PPM_Q_I.engineer`. */
export type Flat = Readonly<Record<string, Value>>

/** What the comparison of sources and rows regards as the same, in the words of the report. */
export const canonicalForm: readonly string[] = [
  'text: NFC, invisible characters removed, trimmed, runs of spaces made one',
  'serials: trimmed only; a suffix ~2, ~3 … that a twin was given is taken off',
  'dates: DD/MM/YYYY; every spelling of "none" is the register\'s own; a date that cannot exist is none',
  'Next_Maintenance that is missing: one year after the service',
  'engineers that are numbers or spell "none": none',
  'statuses: computed for the day of the evaluation',
]

/** A stored row as the record of the JSON era. */
export function canonicalRow(register: Register, row: Row): Flat {
  const record = flatten(exportRecord(register, row, { quarterStatus: 'filled' }))
  const key = serialKey(register)
  return { ...record, [key]: withoutSuffix(String(record[key])) }
}

const serialKey = (register: Register): string => (register === 'ocm' ? 'Serial' : 'SERIAL')
const withoutSuffix = (serial: string): string => serial.replace(/~\d+$/, '')

function flatten(record: Readonly<Record<string, unknown>>): Flat {
  const flat: Record<string, Value> = {}
  for (const [key, value] of Object.entries(record)) {
    if (typeof value !== 'object' || value === null) flat[key] = value as Value
    else for (const [inner, part] of Object.entries(value)) flat[`${key}.${inner}`] = part as Value
  }
  return flat
}

type Source = Readonly<Record<string, unknown>>

/** A source record in the same form, read value by value and without the register's reader, so that the two can disagree. */
export function canonicalSource(register: Register, record: Source, facts: Facts): Flat {
  const flat: Record<string, Value> = {}
  for (const field of fieldsOf[register]) flat[nameOf(field)] = canonicalValue(field, valueIn(record, field), facts)
  const key = serialKey(register)
  flat[key] = withoutSuffix(String(flat[key]))
  if (register === 'ocm') completeOcm(flat, record, facts)
  else completePpm(flat, facts)
  return flat
}

const nameOf = ({ key, inner }: Field): string => (inner === undefined ? key : `${key}.${inner}`)

function valueIn(record: Source, { key, inner, aliases }: Field): unknown {
  if (inner === undefined) return [key, ...aliases].map((name) => record[name]).find((value) => value !== undefined)
  const short = inner === 'quarter_date' ? 'date' : inner
  const quarter = (record[key] ?? {}) as Source
  const own = Object.keys(quarter).find((name) => name.toLowerCase().replace(' ', '_') === inner)
  return own === undefined ? (record[`${key}_${short}`] ?? record[`${key}.${short}`]) : quarter[own]
}

function canonicalValue(field: Field, value: unknown, facts: Facts): Value {
  const text = value === null || value === undefined ? '' : String(value as string | number | bigint)
  return canonicalBy[field.rule](field, text, facts)
}

type Canonical = (field: Field, text: string, facts: Facts) => Value

const required: Canonical = (field, text, facts) =>
  field.required ? cleanText(text) || filled(facts) : textOrNone(field, text)

const canonicalBy: Readonly<Record<Rule, Canonical>> = {
  number: (_field, text) => Number(cleanText(text)),
  serial: (_field, text, facts) => cleanSerial(text) || filled(facts),
  date: dateOf,
  person: (field, text) => (isAllDigits(cleanText(text)) ? field.absent : textOrNone(field, text)),
  text: required,
  model: required,
  status: ({ absent }) => absent,
}

const textOrNone = ({ absent }: Field, text: string): Value =>
  isNullSpelling(cleanText(text)) ? absent : cleanText(text)

const filled = ({ policies: { missingRequired } }: Facts): string =>
  missingRequired.startsWith('placeholder:') ? missingRequired.slice('placeholder:'.length) : ''

function dateOf(field: Field, text: string, { policies }: Facts): Value {
  const { iso } = readDate(text, policies.dateOrder)
  return iso === null ? field.absent : formatDate(iso)
}

const isoIn = (flat: Flat, key: string): string | null => readDate(String(flat[key] ?? ''), 'DMY').iso

function completeOcm(flat: Record<string, Value>, record: Source, { asOf }: Facts): void {
  const service = isoIn(flat, 'Service_Date')
  const given = fieldsOf.ocm.find(({ key }) => key === 'Next_Maintenance') as Field
  const isNone = isNullSpelling(cleanText(String((valueIn(record, given) as string | null | undefined) ?? '')))
  if (isNone && service !== null) flat['Next_Maintenance'] = formatDate(addYear(service))
  flat['Status'] = ocmStatus(service, isoIn(flat, 'Next_Maintenance'), asOf)
}

function completePpm(flat: Record<string, Value>, { asOf }: Facts): void {
  const states = ['I', 'II', 'III', 'IV'].map((roman) => {
    const day = isoIn(flat, `PPM_Q_${roman}.quarter_date`)
    const state = quarterStatus(day, flat[`PPM_Q_${roman}.engineer`] as string | null, asOf)
    flat[`PPM_Q_${roman}.status`] = state
    return state
  })
  flat['Status'] = ppmStatus(states)
}
