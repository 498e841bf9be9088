import { aliasTable, hasCanonicalKeys, isRecord, type RawRecord, resolveAliases } from './aliases.ts'
import { addYear } from './dates.ts'
import { fieldsOf, ocmFields as f } from './fields.ts'
import { note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
import {
  checkStatus,
  type Reading,
  type Rules,
  readDay,
  readDepartment,
  readModel,
  readNo,
  readPerson,
  readRequired,
  readSerial,
  startReading,
} from './read.ts'
import { ocmStatus, type Status } from './status.ts'

/** A row of `ocm_equipment` without id and timestamps; dates ISO. */
export type OcmRow = {
  readonly no: number
  readonly department: string
  readonly name: string
  readonly model: string
  readonly serial: string
  readonly manufacturer: string
  readonly log_number: string
  readonly installation_date: string | null
  readonly warranty_end: string | null
  readonly service_date: string | null
  readonly engineer: string | null
  readonly next_maintenance: string | null
  readonly status: Status
}

/**
 * One OCM record as the row to store, or the reasons why it is not stored.
 *
 * @example readOcm(record, { policies: defaultPolicies, asOf: '2025-06-28' })
 */
export function readOcm(raw: unknown, rules: Rules): Result<OcmRow> {
  const reading = startReading(rules)
  return resultOf(takeOcm(raw, reading), reading)
}

/** As {@link readOcm}, but gives the row of a refused record too, as far as it could be read: for looking, never for storing. */
export function takeOcm(raw: unknown, reading: Reading): OcmRow {
  const record = recordOf(raw, reading)
  const service = readDay(record[f.service_date.key], f.service_date, reading)
  const next = nextMaintenance(record, service, reading)
  const status = ocmStatus(service, next, reading.rules.asOf)
  const row: OcmRow = {
    no: readNo(record[f.no.key], f.no, reading),
    department: readDepartment(record[f.department.key], f.department, reading),
    name: readRequired(record[f.name.key], f.name, reading),
    model: readModel(record[f.model.key], f.model, reading),
    serial: readSerial(record[f.serial.key], f.serial, reading),
    manufacturer: readRequired(record[f.manufacturer.key], f.manufacturer, reading),
    log_number: readRequired(record[f.log_number.key], f.log_number, reading),
    installation_date: readDay(record[f.installation_date.key], f.installation_date, reading),
    warranty_end: readDay(record[f.warranty_end.key], f.warranty_end, reading),
    service_date: service,
    engineer: readPerson(record[f.engineer.key], f.engineer, reading),
    next_maintenance: next,
    status,
  }
  checkStatus({ value: record[f.status.key], computed: status, field: f.status }, reading)
  compareDates(row, record[f.status.key], reading)
  return row
}

const table = aliasTable(fieldsOf.ocm)

function recordOf(raw: unknown, reading: Reading): RawRecord {
  if (!isRecord(raw)) {
    refuse(reading, issue('record_not_object', placeOf(), raw))
    return {}
  }
  if (hasCanonicalKeys(raw, table.keys)) return raw
  const record = resolveAliases(raw, table, reading)
  for (const field of fieldsOf.ocm) {
    if (!field.required && !Object.hasOwn(record, field.key)) note(reading, issue('field_missing', field))
  }
  return record
}

/** An explicit date wins; a missing one is derived from the service, an invalid one is not replaced. */
function nextMaintenance(record: RawRecord, service: string | null, reading: Reading): string | null {
  const noted = reading.issues.length
  const next = readDay(record[f.next_maintenance.key], f.next_maintenance, reading)
  if (service === null) return next
  const derived = addYear(service)
  if (next !== null && next !== derived)
    note(reading, issue('next_differs', f.next_maintenance, record[f.next_maintenance.key]))
  if (next !== null || reading.issues.slice(noted).some(({ code }) => code === 'date_invalid')) return next
  note(reading, issue('next_derived', f.next_maintenance, record[f.next_maintenance.key]))
  return derived
}

function compareDates(row: OcmRow, stored: unknown, reading: Reading): void {
  const { installation_date: installed, warranty_end: warranty, service_date: service } = row
  if (service !== null && service > reading.rules.asOf)
    note(reading, issue('service_in_future', f.service_date, service))
  if (installed !== null && warranty !== null && warranty < installed) {
    note(reading, issue('warranty_before_installation', f.warranty_end, warranty))
  }
  compareNext(row, stored, reading)
}

function compareNext(
  { service_date: service, next_maintenance: next }: OcmRow,
  stored: unknown,
  reading: Reading,
): void {
  if (next === null) note(reading, issue('no_due_date', f.next_maintenance))
  else if (service !== null && next <= service && stored !== 'Maintained') {
    note(reading, issue('next_not_after_service', f.next_maintenance, next))
  }
}
