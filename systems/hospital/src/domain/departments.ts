import { isRecord } from './aliases.ts'
import { newNotes, type Notes, note, placeOf, type Result, refuse, resultOf, issue } from './issue.ts'
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
  const list: List = { machines: new Map(), notes: newNotes() }
  if (!isRecord(raw)) refuse(list.notes, issue('file_shape', placeOf(), raw))
  for (const [key, names] of Object.entries(isRecord(raw) ? raw : {})) addDepartment(list, key, names)
  return resultOf(rowsOf(list.machines), list.notes)
}

/** The codes as a set, for the lookups of the registers. */
export const departmentCodes = ({ departments }: DepartmentRows): ReadonlySet<string> =>
  new Set(departments.map(({ code }) => code))

type List = { readonly machines: Map<string, Set<string>>; readonly notes: Notes }

function addDepartment({ machines, notes }: List, key: string, names: unknown): void {
  const code = tidy(key, [key], notes)
  if (machines.has(code)) note(notes, issue('department_duplicate', placeOf(key)))
  const known = machines.get(code) ?? new Set<string>()
  machines.set(code, known)
  if (!Array.isArray(names)) return refuse(notes, issue('file_shape', placeOf(key), names))
  for (const [at, name] of names.entries()) {
    const machine = machineName(name, [key, String(at)], notes)
    if (known.has(machine)) note(notes, issue('machine_duplicate', placeOf(key, String(at)), name))
    known.add(machine)
  }
}

function machineName(name: unknown, path: readonly string[], notes: Notes): string {
  if (typeof name === 'string') return tidy(name, path, notes)
  refuse(notes, issue('type_invalid', placeOf(...path), name))
  return ''
}

function tidy(text: string, path: readonly string[], notes: Notes): string {
  const clean = cleanText(text)
  if (clean === '') refuse(notes, issue('required', placeOf(...path), text))
  if (isLonger(clean, width)) refuse(notes, issue('too_long', placeOf(...path), text))
  if (clean !== text) note(notes, issue('master_list_untrimmed', placeOf(...path), text))
  return clean
}

const rowsOf = (machines: ReadonlyMap<string, ReadonlySet<string>>): DepartmentRows => ({
  departments: [...machines.keys()].map((code) => ({ code })),
  machines: [...machines].flatMap(([department, names]) => [...names].map((name) => ({ department, name }))),
})
