import type { Code } from './codes.ts'
import { type DateForm, readDate } from './dates.ts'
import type { Field } from './fields.ts'
import { type Action, type Issue, issue, type Notes, note, refuse } from './issue.ts'
import type { Policies } from './policies.ts'
import { lossyCode, serialKind } from './serial.ts'
import { isStatus, type Status } from './status.ts'
import { cleaningOf, cleanSerial, cleanText, isAllDigits, isLonger, isNullSpelling, isPlain } from './text.ts'

/** What a record is read against. `asOf` is the ISO day for which statuses hold; `departments` is absent when no list is known. */
export type Rules = {
  readonly policies: Policies
  readonly asOf: string
  readonly departments?: ReadonlySet<string> | undefined
}

/** The notes of one record together with its rules. */
export type Reading = Notes & { readonly rules: Rules }

export const startReading = (rules: Rules): Reading => ({ issues: [], action: 'keep', rules })

/** A required text, clean and within its column. */
export function readRequired(value: unknown, field: Field, reading: Reading): string {
  if (isEasy(value, field)) return value
  const text = cleaned(value, field, reading)
  return text === null || text === '' ? missing(value, field, reading) : checked(text, field, reading)
}

/** A text that may be absent. */
export function readOptional(value: unknown, field: Field, reading: Reading): string | null {
  if (isEasy(value, field)) return value
  const text = cleaned(value, field, reading)
  if (text === null) return null
  if (isNullSpelling(text)) return noValue(value, field, reading)
  return checked(text, field, reading)
}

/** A model is a required text that spreadsheets like to turn into a date. */
export function readModel(value: unknown, field: Field, reading: Reading): string {
  const text = readRequired(value, field, reading)
  if ((text.charCodeAt(1) === 45 || text.charCodeAt(2) === 45 || text.charCodeAt(4) === 45) && looksLikeDate(text)) {
    note(reading, issue('text_looks_like_date', field, text))
  }
  return text
}

/** A required text that should stand in the list of departments. */
export function readDepartment(value: unknown, field: Field, reading: Reading): string {
  const text = readRequired(value, field, reading)
  const { departments, policies } = reading.rules
  if (departments === undefined || text === '' || departments.has(text)) return text
  if (policies.unknownDepartments === 'fail') refuse(reading, issue('department_unknown', field, text), 'fail')
  else note(reading, issue('department_unknown', field, text))
  return text
}

/** A serial: never a number, its inner spaces kept. */
export function readSerial(value: unknown, field: Field, reading: Reading): string {
  const serial = typeof value === 'string' && isPlain(value) ? value : serialText(value, field, reading)
  if (serial === '') return missing(value, field, reading)
  const kind = serialKind(serial)
  if (kind === 'placeholder') note(reading, issue('serial_placeholder', field, serial))
  else if (kind !== 'ordinary') lossy(reading, issue(lossyCode[kind], field, serial))
  else if (isNullSpelling(serial)) note(reading, issue(spelledRequired(serial, field, reading), field, serial))
  else if (serial.length <= 3) note(reading, issue('serial_short', field, serial))
  if (isLonger(serial, field.width)) tooLong(value, field, reading)
  return serial
}

/** A person's name; a number or a spelling of "nobody" is no name. */
export function readPerson(value: unknown, field: Field, reading: Reading): string | null {
  if (value === null || value === undefined) return null
  if (isEasy(value, field) && value.charCodeAt(0) > 57) return value
  const text = cleaned(value, field, reading)
  if (text === null || text === '') return noValue(value, field, reading)
  if (isNullSpelling(text)) return nobody(reading, issue('engineer_missing', field, value))
  if (isAllDigits(text)) return nobody(reading, issue('engineer_not_a_name', field, value))
  return checked(text, field, reading)
}

/** A date as ISO text, or null. */
export function readDay(value: unknown, field: Field, reading: Reading): string | null {
  if (value === field.absent || value === undefined) return null
  if (typeof value !== 'string')
    return value === null ? noValue(value, field, reading) : invalidDate(value, field, reading)
  const found = readDate(value, reading.rules.policies.dateOrder)
  if (found.iso === null) {
    return isNullSpelling(cleanText(value)) ? noValue(value, field, reading) : invalidDate(value, field, reading)
  }
  const code = formCodes[found.form]
  if (code !== undefined) note(reading, issue(code, field, value))
  return found.iso
}

/** The running number of a record; 0 stands in for a refused one and is never stored. */
export function readNo(value: unknown, field: Field, reading: Reading): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  const text = typeof value === 'string' ? cleanText(value) : typeof value === 'bigint' ? String(value) : ''
  const no = isAllDigits(text) ? Number(text) : 0
  if (!Number.isSafeInteger(no) || no <= 0) {
    refuse(reading, issue('no_invalid', field, value))
    return 0
  }
  note(reading, issue('no_as_text', field, value))
  return no
}

/** A status as the source has it, beside the computed one, which is always the one that counts. */
export type StoredStatus = { readonly value: unknown; readonly computed: Status | null; readonly field: Field }

export function checkStatus({ value, computed, field }: StoredStatus, reading: Reading): void {
  if (value === computed || value === null || value === undefined) return
  const text = typeof value === 'string' ? cleanText(value) : ''
  if (typeof value === 'string' && isNullSpelling(text)) return
  if (text !== computed) note(reading, issue(isStatus(text) ? 'status_disagrees' : 'status_unknown', field, value))
}

/** Ordinary text, the case that is read a million times: long enough to be no null spelling, plain, no formula, not too long. */
function isEasy(value: unknown, field: Field): value is string {
  if (typeof value !== 'string' || value.length <= 4 || value.length > field.width) return false
  const first = value.charCodeAt(0)
  return first > 47 && first !== 61 && first !== 64 && isPlain(value)
}

/** Clean text with its cleaning noted; null when the value is absent or no text at all. */
function cleaned(value: unknown, field: Field, reading: Reading): string | null {
  const text = asText(value, field, reading)
  if (text === null || isPlain(text)) return text
  for (const code of cleaningOf(text)) note(reading, issue(code, field, value))
  return wellFormed(cleanText(text), field, reading)
}

function asText(value: unknown, field: Field, reading: Reading): string | null {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return null
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    refuse(reading, issue('type_invalid', field, value))
    return null
  }
  note(reading, issue('number_as_text', field, String(value)))
  return String(value)
}

function serialText(value: unknown, field: Field, reading: Reading): string {
  const text = asText(value, field, reading) ?? ''
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    lossy(reading, issue('serial_lossy_number', field, text))
  const serial = wellFormed(cleanSerial(text), field, reading)
  if (serial !== text) note(reading, issue('serial_cleaned', field, value))
  return serial
}

// A lone surrogate cannot be stored: the database would silently write U+FFFD instead.
function wellFormed(text: string, field: Field, reading: Reading): string {
  if (!text.isWellFormed()) refuse(reading, issue('text_malformed', field, text))
  return text
}

function checked(text: string, field: Field, reading: Reading): string {
  if (isLonger(text, field.width)) tooLong(text, field, reading)
  if (field.required && isNullSpelling(text)) note(reading, issue(spelledRequired(text, field, reading), field, text))
  else if (formulaStart.test(text)) note(reading, issue('text_formula', field, text))
  return text
}

const formulaStart = /^[=+@-]/

const stop = (policy: 'fail' | 'quarantine'): Action => (policy === 'fail' ? 'fail' : 'reject')

function missing(value: unknown, field: Field, reading: Reading): string {
  const policy = reading.rules.policies.missingRequired
  if (policy === 'fail' || policy === 'quarantine') {
    if (reading.action === 'keep' || !reading.issues.some(({ path }) => path === field.path)) {
      refuse(reading, issue('required', field, value), stop(policy))
    }
    return ''
  }
  note(reading, issue('placeholder_filled', field, value ?? null))
  return policy.slice('placeholder:'.length)
}

/** New entries refuse a required N/A; old files keep it with a warning. */
function spelledRequired(text: string, field: Field, reading: Reading): Code {
  if (reading.rules.policies.requiredPlaceholders === 'reject') refuse(reading, issue('required', field, text))
  return 'required_is_placeholder'
}

function tooLong(value: unknown, field: Field, reading: Reading): void {
  refuse(reading, issue('too_long', field, value), stop(reading.rules.policies.tooLong))
}

function lossy(reading: Reading, noted: Issue): void {
  const policy = reading.rules.policies.lossySerials
  if (policy === 'flag') note(reading, noted)
  else refuse(reading, noted, stop(policy))
}

function noValue(value: unknown, field: Field, reading: Reading): null {
  if (value !== field.absent && value !== undefined) note(reading, issue('null_spelling', field, value))
  return null
}

function nobody(reading: Reading, noted: Issue): null {
  note(reading, noted)
  return null
}

function invalidDate(value: unknown, field: Field, reading: Reading): null {
  const policy = reading.rules.policies.invalidDates
  if (policy === 'null+flag') note(reading, issue('date_invalid', field, value))
  else refuse(reading, issue('date_invalid', field, value), stop(policy))
  return null
}

const formCodes: Readonly<Record<DateForm, Code | undefined>> = {
  padded: undefined,
  unpadded: 'date_unpadded',
  separator: 'date_other_separator',
  iso: 'date_iso',
  arabic: 'date_arabic_digits',
}

const dayAndMonthName = /^\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:-\d{2}|-\d{4})?$/i
const yearFirst = /^(?:\d{4}|\d{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const looksLikeDate = (text: string): boolean => dayAndMonthName.test(text) || yearFirst.test(text)
