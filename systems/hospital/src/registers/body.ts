import { aliasTable, isRecord, type RawRecord, resolveAliases } from '../domain/aliases.ts'
import { exportRecord } from '../domain/export.ts'
import { type Field, fieldsOf, ocmFields, quarterFields, type Register } from '../domain/fields.ts'
import { issue, newNotes, type Notes, note, refuse } from '../domain/issue.ts'
import { resolveInner } from '../domain/ppm.ts'
import type { Rules } from '../domain/read.ts'
import type { Stored } from './device.ts'
import { type Body, judge, type TakenBody, valueAt } from './judge.ts'
import { invalid } from './problems.ts'

/**
 * A new device. Its number is the register's to give; a quarter that is not sent has its date from the first one,
 * and nothing else is ever invented.
 *
 * @throws Refusal 400 with every field that is refused
 */
export function takeNew(register: Register, sent: unknown, { no, rules }: { no: number; rules: Rules }): TakenBody {
  const body = bodyOf(register, sent)
  if (body.record['NO'] !== undefined && body.record['NO'] !== no)
    note(body.notes, issue('no_assigned', ocmFields.no, body.record['NO']))
  return judge({ ...body, record: { ...noQuarters(register), ...body.record, NO: no } }, { rules })
}

const noQuarters = (register: Register): RawRecord =>
  register === 'ocm' ? {} : Object.fromEntries(quarterFields.map(({ key }) => [key, {}]))

export type Change = { readonly before: Stored; readonly rules: Rules }

/**
 * All of a device anew: what the body leaves out, the device no longer has. Fields that are sent as they were read
 * stay as they are stored, letter by letter.
 *
 * @throws Refusal 400 with every field that is refused
 */
export function takeReplacement(register: Register, sent: unknown, change: Change): TakenBody {
  const body = bodyOf(register, sent)
  const key = register === 'ocm' ? 'Serial' : 'SERIAL'
  const record = { ...body.record, [key]: body.record[key] ?? change.before.serial }
  return judge({ ...body, record: withNo(body, record, change.before) }, change)
}

/**
 * Some fields of a device anew; a quarter's fields one by one. What is not sent stays.
 *
 * @throws Refusal 400 with every field that is refused
 */
export function takeChange(register: Register, sent: unknown, change: Change): TakenBody {
  const body = bodyOf(register, sent)
  const stored = exportRecord(register, change.before)
  const merged: Record<string, unknown> = { ...stored, Status: undefined }
  for (const [key, value] of Object.entries(body.record)) {
    const old = stored[key]
    merged[key] = isRecord(old) && isRecord(value) ? { ...old, ...value } : value
  }
  return judge({ ...body, record: withNo(body, merged, change.before) }, change)
}

/** A device keeps its number, whatever is sent. */
function withNo({ record, notes }: Body, merged: RawRecord, { no }: Stored): RawRecord {
  const sent = record['NO']
  if (sent !== undefined && sent !== no) refuse(notes, issue('no_mismatch', ocmFields.no, sent))
  return { ...merged, NO: no }
}

const tables = { ocm: aliasTable(fieldsOf.ocm), ppm: aliasTable(fieldsOf.ppm) } as const

/** What was sent under its canonical keys. */
function bodyOf(register: Register, sent: unknown): Body {
  if (!isRecord(sent)) throw invalid([issue('record_not_object', { name: 'The body', path: [] }, sent)])
  const notes = newNotes()
  const record: Record<string, unknown> = { ...resolveAliases(sent, tables[register], notes) }
  for (const fields of register === 'ppm' ? quarterFields : []) {
    const quarter = record[fields.key]
    if (isRecord(quarter)) record[fields.key] = resolveInner(quarter, fields, notes)
  }
  for (const field of fieldsOf[register]) refuseType(record, field, notes)
  return { register, record, notes }
}

/** The old files hold numbers where text belongs, and keep them as text; a request that does so is a mistake. */
function refuseType(record: RawRecord, field: Field, notes: Notes): void {
  const value = valueAt(record, field)
  if (value === undefined || value === null || typeof value === 'string') return
  if (field.rule === 'number' && typeof value === 'number') return
  refuse(notes, issue('wrong_type', field, value))
}
