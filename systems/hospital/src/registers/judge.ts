import { isRecord, type RawRecord } from '../domain/aliases.ts'
import { quarterDates } from '../domain/dates.ts'
import { exportRecord } from '../domain/export.ts'
import {
  type Field,
  fieldsOf,
  ocmFields,
  ppmFields,
  type QuarterFields,
  quarterFields,
  type Register,
} from '../domain/fields.ts'
import { type Issue, issue, type Notes, refuse } from '../domain/issue.ts'
import { type OcmRow, takeOcm } from '../domain/ocm.ts'
import { takePpm } from '../domain/ppm.ts'
import { checkStatus, type Rules, startReading } from '../domain/read.ts'
import { type Completions, current, type DeviceRow, isPpm, type PpmDevice, type Stored } from './device.ts'
import { invalid } from './problems.ts'

/** What was sent, under its canonical keys, with what was noted on the way there. */
export type Body = { readonly register: Register; readonly record: RawRecord; readonly notes: Notes }

/** What a body became: the row to store, and what a person should know of it. */
export type TakenBody = { readonly row: DeviceRow; readonly warnings: readonly Issue[] }

type Against = { readonly before?: Stored; readonly rules: Rules }

/** The one reader of the register judges what was sent, except for what is as it was before. */
export function judge(body: Body, { before, rules }: Against): TakenBody {
  const { register, record, notes } = body
  const reading = startReading(rules)
  const read = register === 'ocm' ? takeOcm(record, reading) : takePpm(withoutStatuses(record), reading)
  const same = before === undefined ? [] : unchanged(register, record, before)
  const row = { ...read, ...completionsOf(register, before), ...valuesOf(same, before) } as DeviceRow
  // What an old register may keep, its own export may bring back.
  if (rules.policies.requiredPlaceholders === 'reject') demand(row, before, reading)
  demandSerial(row, before, notes)
  throwRefused(notes, reading, same)
  const complete = current(before === undefined ? withDerivedDates(row, record, rules) : row, rules.asOf)
  if (isPpm(complete)) checkStatuses(complete, record, { ...reading, issues: notes.issues })
  const refused = new Set(reading.refused)
  const told = [...notes.issues, ...reading.issues.filter((noted) => !refused.has(noted))]
  return { row: complete, warnings: told.filter(({ severity }) => severity !== 'info') }
}

/** The reader does not know of work that was done on a day; statuses of quarters are looked at afterwards. */
function withoutStatuses(record: RawRecord): RawRecord {
  const quarters: RawRecord = Object.fromEntries(quarterFields.map(({ key }) => [key, withoutStatus(record[key])]))
  return { ...record, Status: null, ...quarters }
}

const withoutStatus = (quarter: unknown): unknown => (isRecord(quarter) ? { ...quarter, status: null } : quarter)

/** The fields that were sent as a reader of the device saw them. */
function unchanged(register: Register, record: RawRecord, before: Stored): readonly Field[] {
  const shown = [exportRecord(register, before), exportRecord(register, before, { dates: 'iso' })]
  return fieldsOf[register].filter(
    (field) => field.rule !== 'status' && shown.some((one) => valueAt(one, field) === valueAt(record, field)),
  )
}

/** A field's value in a record of the JSON era. */
export function valueAt(record: RawRecord, { key, inner }: Field): unknown {
  const value = record[key]
  if (inner === undefined) return value
  return isRecord(value) ? value[inner] : undefined
}

const valuesOf = (fields: readonly Field[], before: Stored | undefined): RawRecord =>
  Object.fromEntries(fields.map(({ column }) => [column, (before as RawRecord | undefined)?.[column]]))

/** When work was done has its own resource: a body neither gives nor takes it. */
function completionsOf(register: Register, before: Stored | undefined): Partial<Completions> {
  if (register === 'ocm') return {}
  return before !== undefined && isPpm(before) ? pickCompletions(before) : noCompletions
}

const pickCompletions = (row: PpmDevice): Completions => ({
  ppm_q1_completed_on: row.ppm_q1_completed_on,
  ppm_q2_completed_on: row.ppm_q2_completed_on,
  ppm_q3_completed_on: row.ppm_q3_completed_on,
  ppm_q4_completed_on: row.ppm_q4_completed_on,
})

const noCompletions: Completions = {
  ppm_q1_completed_on: null,
  ppm_q2_completed_on: null,
  ppm_q3_completed_on: null,
  ppm_q4_completed_on: null,
}

/** What only a new entry must have; an old one that lacks it may keep lacking it. */
function demand(row: DeviceRow, before: Stored | undefined, reading: Notes): void {
  if (isPpm(row)) {
    if (before === undefined && row.ppm_q1_date === null) demandField(firstDate, reading)
  } else if (row.engineer === null && (before as OcmRow | undefined)?.engineer !== null) {
    demandField(ocmFields.engineer, reading)
  }
}

const firstDate = (quarterFields[0] as QuarterFields).date

function demandField(field: Field, reading: Notes): void {
  if (reading.refused?.some(({ field: name }) => name === field.name) !== true)
    refuse(reading, issue('required', field))
}

function demandSerial({ serial }: DeviceRow, before: Stored | undefined, notes: Notes): void {
  if (before !== undefined && serial !== before.serial && serial !== '')
    refuse(notes, issue('serial_mismatch', isPpm(before) ? ppmFields.serial : ocmFields.serial, serial))
}

function throwRefused(notes: Notes, reading: Notes, same: readonly Field[]): void {
  const first = notes.refused ?? []
  const settled = new Set([...same.map(({ name }) => name), ...first.map(({ field }) => field)])
  const refused = [...first, ...(reading.refused ?? []).filter(({ field }) => !settled.has(field))]
  if (refused.length > 0) throw invalid(refused)
}

/** A date that is not even mentioned follows from the first one; one that is said to be none stays none. */
function withDerivedDates(row: DeviceRow, record: RawRecord, { policies }: Rules): DeviceRow {
  if (!isPpm(row) || row.ppm_q1_date === null) return row
  const dates = quarterDates(row.ppm_q1_date, policies.quarterStep)
  const derived = quarterFields
    .filter(({ date }) => valueAt(record, date) === undefined)
    .map(({ date, quarter }) => [date.column, dates[quarter - 1]])
  return { ...row, ...Object.fromEntries(derived) } as PpmDevice
}

function checkStatuses(row: PpmDevice, record: RawRecord, reading: Parameters<typeof checkStatus>[1]): void {
  checkStatus({ value: record['Status'], computed: row.status, field: ppmFields.status }, reading)
  for (const { status, quarter } of quarterFields)
    checkStatus({ value: valueAt(record, status), computed: row[`ppm_q${quarter}_status`], field: status }, reading)
}
