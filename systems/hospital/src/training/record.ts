import { createHash } from 'node:crypto'
import type { Row } from 'millwright'
import { formatDate } from '../domain/dates.ts'

/** `trainer` is empty where nobody knows; a day only stands there when it is known. */
export type Assignment = { readonly machine: string; readonly trainer: string; readonly trained_date?: string }

/** A training record as the API has it: the shape of the JSON era, its id a text. */
export type Training = {
  readonly id: string
  readonly employee_id: string
  readonly name: string
  readonly department: string
  readonly machine_trainer_assignments: readonly Assignment[]
  readonly last_trained_date: string | null
  readonly next_due_date: string | null
}

/** `DD/MM/YYYY` writes "no date" as `N/A`, `iso` as null. */
export type DateStyle = 'DD/MM/YYYY' | 'iso'

/** A row of {@link trainingRows} as the API has it. */
export function trainingOf(row: Row, dates: DateStyle): Training {
  const dateOf = (value: unknown): string | null => styledDate(value, dates)
  return {
    id: String(row['id']),
    employee_id: String(row['employee_id']),
    name: String(row['name']),
    department: String(row['department']),
    machine_trainer_assignments: assignmentsIn(row, dates),
    last_trained_date: dateOf(row['last_trained_date']),
    next_due_date: dateOf(row['next_due_date']),
  }
}

function styledDate(value: unknown, dates: DateStyle): string | null {
  if (typeof value !== 'string') return dates === 'iso' ? null : 'N/A'
  return dates === 'iso' ? value : formatDate(value)
}

type StoredAssignment = {
  readonly machine: string
  readonly trainer: string | null
  readonly trained_date: string | null
}

function assignmentsIn(row: Row, dates: DateStyle): readonly Assignment[] {
  // Written by the database itself in `trainingRows`.
  const stored = JSON.parse(String(row['assignments'])) as readonly StoredAssignment[]
  return stored.map(({ machine, trainer, trained_date: day }) => ({
    machine,
    trainer: trainer ?? '',
    ...(day === null ? {} : { trained_date: dates === 'iso' ? day : formatDate(day) }),
  }))
}

/** The version of a record as an entity tag: another one after every change. */
export function versionOf(training: Training): string {
  const digest = createHash('sha256').update(JSON.stringify(training)).digest('base64url')
  return `"${digest.slice(0, 27)}"`
}
