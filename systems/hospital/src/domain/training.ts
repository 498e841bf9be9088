import { isRecord, type RawRecord } from './aliases.ts'
import type { Field, Rule } from './fields.ts'
import { note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
import { type Reading, type Rules, readDay, readNo, readOptional, readRequired, startReading } from './read.ts'

export type TrainingRow = {
  readonly id: number
  readonly employee_id: string
  readonly name: string
  readonly department: string
  readonly last_trained_date: string | null
  readonly next_due_date: string | null
}

/** A row of `training_assignments` without id; the trainer may be unknown, and so may the day. */
export type AssignmentRow = {
  readonly training_id: number
  readonly machine: string
  readonly trainer: string | null
  readonly trained_date: string | null
}
export type TrainingRecord = { readonly training: TrainingRow; readonly assignments: readonly AssignmentRow[] }

const field = (key: string, rule: Rule, width = 0): Field => ({
  ...placeOf(key),
  key,
  column: key,
  rule,
  width,
  required: rule !== 'date',
  aliases: [],
  absent: 'N/A',
})

/** `training.json` ↔ `training_records`. */
const trainingFields: Readonly<Record<keyof TrainingRow, Field>> = {
  id: field('id', 'number'),
  employee_id: field('employee_id', 'text', 20),
  name: field('name', 'text', 200),
  department: field('department', 'text', 100),
  last_trained_date: field('last_trained_date', 'date'),
  next_due_date: field('next_due_date', 'date'),
}

const f = trainingFields
const list = 'machine_trainer_assignments'
const known: ReadonlySet<string> = new Set([...Object.keys(f), list, 'trained_on_machines', 'trainer'])

/** One training record with its assignments; the older form with `trained_on_machines` and one `trainer` is read as well. */
export function readTraining(raw: unknown, rules: Rules): Result<TrainingRecord> {
  const reading = startReading(rules)
  return resultOf(takeTraining(raw, reading), reading)
}

/** As {@link readTraining}, but gives what could be read of a refused record too: for looking, never for storing. */
export function takeTraining(raw: unknown, reading: Reading): TrainingRecord {
  if (!isRecord(raw)) refuse(reading, issue('record_not_object', placeOf(), raw))
  const record = isRecord(raw) ? raw : {}
  for (const key of Object.keys(record))
    if (!known.has(key)) refuse(reading, issue('unknown_field', placeOf(key), record[key]))
  const training: TrainingRow = {
    id: trainingId(record['id'], reading),
    employee_id: readRequired(record['employee_id'], f.employee_id, reading),
    name: readRequired(record['name'], f.name, reading),
    department: readRequired(record['department'], f.department, reading),
    last_trained_date: readDay(record['last_trained_date'], f.last_trained_date, reading),
    next_due_date: readDay(record['next_due_date'], f.next_due_date, reading),
  }
  return { training, assignments: takeAssignments(training.id, record, reading) }
}

/** Digit text is this file's own way to write the id, so it is nothing to report. */
function trainingId(value: unknown, reading: Reading): number {
  const own = startReading(reading.rules)
  const id = readNo(value, f.id, own)
  if (own.action !== 'keep') refuse(reading, issue('no_invalid', f.id, value))
  return id
}

function takeAssignments(trainingId: number, record: RawRecord, reading: Reading): readonly AssignmentRow[] {
  const rows = new Map<string, AssignmentRow>()
  for (const [at, raw] of assignmentsOf(record, reading).entries()) {
    const row = { training_id: trainingId, ...takeAssignment(raw, [list, String(at)], reading) }
    const before = rows.get(row.machine)
    if (before === undefined) rows.set(row.machine, row)
    else if (before.trainer === row.trainer && before.trained_date === row.trained_date)
      note(reading, issue('assignment_duplicate', placeOf(list, String(at)), raw.machine))
    else refuse(reading, issue('assignment_duplicate', placeOf(list, String(at)), [before, row]))
  }
  return [...rows.values()]
}

type RawAssignment = { readonly machine: unknown; readonly trainer: unknown; readonly trained_date?: unknown }

function takeAssignment(
  raw: RawAssignment,
  path: readonly string[],
  reading: Reading,
): Omit<AssignmentRow, 'training_id'> {
  const machine = readRequired(raw.machine, { ...f.name, ...placeOf(...path, 'machine'), width: 100 }, reading)
  const spot = { ...f.last_trained_date, ...placeOf(...path, 'trainer'), width: 100 }
  const trainer = readOptional(raw.trainer === '' ? null : raw.trainer, spot, reading)
  if (trainer === null) note(reading, issue('trainer_missing', spot, raw.trainer))
  const day = { ...f.last_trained_date, ...placeOf(...path, 'trained_date') }
  return { machine, trainer, trained_date: readDay(raw.trained_date, day, reading) }
}

const assignmentKeys: readonly string[] = ['machine', 'trainer', 'trained_date']

function assignmentsOf(record: RawRecord, reading: Reading): readonly RawAssignment[] {
  const given = record[list]
  if (given === undefined || given === null) return olderForm(record, reading)
  if (!Array.isArray(given)) {
    refuse(reading, issue('assignment_invalid', placeOf(list), given))
    return []
  }
  return given.flatMap((entry: unknown, at) => {
    if (isRecord(entry) && Object.keys(entry).every((key) => assignmentKeys.includes(key))) {
      return [{ machine: entry['machine'], trainer: entry['trainer'], trained_date: entry['trained_date'] }]
    }
    refuse(reading, issue('assignment_invalid', placeOf(list, String(at)), entry))
    return []
  })
}

function olderForm({ trained_on_machines: machines, trainer }: RawRecord, reading: Reading): readonly RawAssignment[] {
  if (machines === undefined || machines === null || machines === '') return []
  const names: unknown = typeof machines === 'string' ? machines.split(',') : machines
  if (Array.isArray(names)) return names.map((machine: unknown) => ({ machine: trimmed(machine), trainer }))
  refuse(reading, issue('assignment_invalid', placeOf('trained_on_machines'), machines))
  return []
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value)
