import { isRecord } from './aliases.ts'
import { newNotes, type Notes, note, placeOf, type Result, refuse, resultOf } from './issue.ts'
import { cleanText, isLonger } from './text.ts'

export type DepartmentRow = { readonly code: string }
export type MachineRow = { readonly department: string; readonly name: string }
export type DepartmentRows = {
  readonly departments: readonly DepartmentRow[]
  readonly machines: readonly MachineRow[]
}

const width = 100

/** `departments_and_machines.json`, an object of department → machine names, as the rows of both tables; keys and names are trimmed. */
export function readDepartments(raw: unknown): Result<DepartmentRows> {
  const notes = newNotes()
  if (!isRecord(raw)) refuse(notes, 'file_shape', placeOf(), raw)
  const machines = new Map<string, Set<string>>()
  for (const [key, names] of Object.entries(isRecord(raw) ? raw : {})) addDepartment(machines, key, names, notes)
  return resultOf(rowsOf(machines), notes)
}

/** The codes as a set, for the lookups of the registers. */
export const departmentCodes = ({ departments }: DepartmentRows): ReadonlySet<string> =>
  new Set(departments.map(({ code }) => code))

function addDepartment(machines: Map<string, Set<string>>, key: string, names: unknown, notes: Notes): void {
  const code = tidy(key, [key], notes)
  if (machines.has(code)) note(notes, 'department_duplicate', placeOf(key))
  const known = machines.get(code) ?? new Set<string>()
  machines.set(code, known)
  if (!Array.isArray(names)) return refuse(notes, 'file_shape', placeOf(key), names)
  for (const [at, name] of names.entries()) addMachine(known, name, [key, String(at)], notes)
}

function addMachine(known: Set<string>, name: unknown, path: readonly string[], notes: Notes): void {
  if (typeof name !== 'string') return refuse(notes, 'type_invalid', placeOf(...path), name)
  const machine = tidy(name, path, notes)
  if (known.has(machine)) note(notes, 'machine_duplicate', placeOf(...path), name)
  known.add(machine)
}

function tidy(text: string, path: readonly string[], notes: Notes): string {
  const clean = cleanText(text)
  if (clean === '') refuse(notes, 'required', placeOf(...path), text)
  if (isLonger(clean, width)) refuse(notes, 'too_long', placeOf(...path), text)
  if (clean !== text) note(notes, 'master_list_untrimmed', placeOf(...path), text)
  return clean
}

const rowsOf = (machines: ReadonlyMap<string, ReadonlySet<string>>): DepartmentRows => ({
  departments: [...machines.keys()].map((code) => ({ code })),
  machines: [...machines].flatMap(([department, names]) => [...names].map((name) => ({ department, name }))),
})
