import { aliasTable, hasCanonicalKeys, isRecord, type RawRecord, resolveAliases } from './aliases.ts'
import { quarterDates, type QuarterStep } from './dates.ts'
import { fieldsOf, ppmFields as f, type QuarterFields, quarterFields } from './fields.ts'
import { type Notes, note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
import {
  checkStatus,
  type Reading,
  type Rules,
  readDay,
  readDepartment,
  readModel,
  readNo,
  readOptional,
  readPerson,
  readRequired,
  readSerial,
  startReading,
} from './read.ts'
import { ppmStatus, quarterStatus, type Status } from './status.ts'

/** A row of `ppm_equipment` without id and timestamps; dates ISO. */
export type PpmRow = {
  readonly no: number
  readonly department: string
  readonly name: string | null
  readonly model: string
  readonly serial: string
  readonly manufacturer: string
  readonly log_number: string
  readonly installation_date: string | null
  readonly warranty_end: string | null
  readonly ppm_q1_engineer: string | null
  readonly ppm_q1_date: string | null
  readonly ppm_q1_status: Status | null
  readonly ppm_q2_engineer: string | null
  readonly ppm_q2_date: string | null
  readonly ppm_q2_status: Status | null
  readonly ppm_q3_engineer: string | null
  readonly ppm_q3_date: string | null
  readonly ppm_q3_status: Status | null
  readonly ppm_q4_engineer: string | null
  readonly ppm_q4_date: string | null
  readonly ppm_q4_status: Status | null
  readonly status: Status
}

/** One PPM record as the row to store, or the reasons why it is not stored. */
export function readPpm(raw: unknown, rules: Rules): Result<PpmRow> {
  const reading = startReading(rules)
  return resultOf(takePpm(raw, reading), reading)
}

/** As {@link readPpm}, but gives the row of a refused record too, as far as it could be read: for looking, never for storing. */
export function takePpm(raw: unknown, reading: Reading): PpmRow {
  const record = recordOf(raw, reading)
  const q1 = takeQuarter(record[first.key], first, reading)
  const q2 = takeQuarter(record[second.key], second, reading)
  const q3 = takeQuarter(record[third.key], third, reading)
  const q4 = takeQuarter(record[fourth.key], fourth, reading)
  const status = ppmStatus([q1.status, q2.status, q3.status, q4.status])
  const row: PpmRow = {
    no: readNo(record[f.no.key], f.no, reading),
    department: readDepartment(record[f.department.key], f.department, reading),
    name: readOptional(record[f.name.key], f.name, reading),
    model: readModel(record[f.model.key], f.model, reading),
    serial: readSerial(record[f.serial.key], f.serial, reading),
    manufacturer: readRequired(record[f.manufacturer.key], f.manufacturer, reading),
    log_number: readRequired(record[f.log_number.key], f.log_number, reading),
    installation_date: readDay(record[f.installation_date.key], f.installation_date, reading),
    warranty_end: readDay(record[f.warranty_end.key], f.warranty_end, reading),
    ppm_q1_engineer: q1.engineer,
    ppm_q1_date: q1.date,
    ppm_q1_status: q1.status,
    ppm_q2_engineer: q2.engineer,
    ppm_q2_date: q2.date,
    ppm_q2_status: q2.status,
    ppm_q3_engineer: q3.engineer,
    ppm_q3_date: q3.date,
    ppm_q3_status: q3.status,
    ppm_q4_engineer: q4.engineer,
    ppm_q4_date: q4.date,
    ppm_q4_status: q4.status,
    status,
  }
  checkStatus({ value: record[f.status.key], computed: status, field: f.status }, reading)
  compareDates(row, reading)
  return row
}

/** For a new device: the quarters without a date get theirs from the first one. A migration never does this. */
export function deriveQuarters(row: PpmRow, step: QuarterStep, asOf: string): PpmRow {
  if (row.ppm_q1_date === null) return row
  const [q1, ...later] = quarterDates(row.ppm_q1_date, step)
  const q2 = row.ppm_q2_date ?? later[0]
  const q3 = row.ppm_q3_date ?? later[1]
  const q4 = row.ppm_q4_date ?? later[2]
  const states = [
    quarterStatus(q1, row.ppm_q1_engineer, asOf),
    quarterStatus(q2, row.ppm_q2_engineer, asOf),
    quarterStatus(q3, row.ppm_q3_engineer, asOf),
    quarterStatus(q4, row.ppm_q4_engineer, asOf),
  ] as const
  const [ppm_q1_status, ppm_q2_status, ppm_q3_status, ppm_q4_status] = states
  const dates = { ppm_q2_date: q2, ppm_q3_date: q3, ppm_q4_date: q4 }
  return { ...row, ...dates, ppm_q1_status, ppm_q2_status, ppm_q3_status, ppm_q4_status, status: ppmStatus(states) }
}

const [first, second, third, fourth] = quarterFields as readonly [
  QuarterFields,
  QuarterFields,
  QuarterFields,
  QuarterFields,
]
const table = aliasTable(fieldsOf.ppm)
const innerKeys: readonly string[] = ['engineer', 'quarter_date', 'status']

function recordOf(raw: unknown, reading: Reading): RawRecord {
  if (!isRecord(raw)) {
    refuse(reading, issue('record_not_object', placeOf(), raw))
    return {}
  }
  if (hasCanonicalKeys(raw, table.keys)) return raw
  const record = resolveAliases(raw, table, reading)
  for (const field of fieldsOf.ppm) {
    if (!field.required && field.inner === undefined && !Object.hasOwn(record, field.key))
      note(reading, issue('field_missing', field))
  }
  return record
}

type TakenQuarter = { readonly engineer: string | null; readonly date: string | null; readonly status: Status | null }

const noQuarter: TakenQuarter = { engineer: null, date: null, status: null }

function takeQuarter(raw: unknown, fields: QuarterFields, reading: Reading): TakenQuarter {
  if (!isRecord(raw)) {
    refuse(reading, issue('bad_quarter', fields.place, raw))
    return noQuarter
  }
  const record = hasCanonicalKeys(raw, innerKeys) ? raw : resolveInner(raw, fields, reading)
  const engineer = readPerson(record['engineer'], fields.engineer, reading)
  const date = readDay(record['quarter_date'], fields.date, reading)
  const status = quarterStatus(date, engineer, reading.rules.asOf)
  checkStatus({ value: record['status'], computed: status, field: fields.status }, reading)
  return { engineer, date, status }
}

/** A quarter's keys are accepted in any case, and `quarter date` for `quarter_date`. */
export function resolveInner(raw: RawRecord, { key: quarter, place }: QuarterFields, reading: Notes): RawRecord {
  const record: Record<string, unknown> = {}
  for (const key of Object.keys(raw)) {
    const inner = key.toLowerCase().replace('quarter date', 'quarter_date')
    if (!innerKeys.includes(inner)) refuse(reading, issue('bad_quarter', placeOf(quarter, key), raw[key]))
    else if (Object.hasOwn(record, inner) && record[inner] !== raw[key]) {
      refuse(reading, issue('alias_conflict', placeOf(quarter, inner), [record[inner], raw[key]]))
    } else record[inner] = raw[key]
    if (inner !== key && innerKeys.includes(inner))
      note(reading, issue('alias_used', placeOf(...place.path, inner), key))
  }
  return record
}

function compareDates(row: PpmRow, reading: Reading): void {
  const { installation_date: installed, warranty_end: warranty } = row
  if (installed !== null && warranty !== null && warranty < installed) {
    note(reading, issue('warranty_before_installation', f.warranty_end, warranty))
  }
  let before: string | null = null
  for (const { date } of quarterFields) {
    const day = row[date.column as 'ppm_q1_date']
    if (day !== null && before !== null && day < before) note(reading, issue('quarters_out_of_order', date, day))
    before = day ?? before
  }
}
