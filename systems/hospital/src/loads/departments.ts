import type { MoveBuilder, Note } from 'millwright'
import { codes } from '../domain/codes.ts'
import { readDepartments } from '../domain/departments.ts'
import type { Issue } from '../domain/issue.ts'
import { cleanText } from '../domain/text.ts'
import { type Entry, resultShape } from './entries.ts'
import type { Facts } from './params.ts'
import { existingBy } from './rules.ts'
import { fileOf } from './sources.ts'

const file = 'departments_and_machines.json'

const shape = resultShape(({ key, value }: Entry) => readDepartments({ [key]: value }))

/** The master list of departments; an id is the department's place in the list. */
export const loadDepartments = (m: MoveBuilder, facts: Facts): string =>
  m.load('departments', {
    from: fileOf(facts, file, { object: 'entries' }),
    to: 'departments',
    key: ['code'],
    shape,
    map: ({ row, issues }, about) => {
      for (const issue of issues) about.note(listNote(issue))
      const code = row.departments[0]?.code ?? ''
      return { id: idOf(facts, code), code }
    },
    twins: 'first',
    existing: existingBy(facts.policies),
    ignore: ['id'],
    lineage: true,
    minRecords: 0,
  })

/** Counted for the list as a whole: the key of a department is no field of its own. */
function listNote({ code, severity, path }: Issue): Note {
  const field = path.length === 1 ? 'department' : 'machine'
  return { code, severity, field, message: `${field} ${codes[code].meaning}` }
}

/** Every machine of every department. */
export const loadMachines = (m: MoveBuilder, facts: Facts): string =>
  m.load('department machines', {
    from: fileOf(facts, file, { object: 'entries' }),
    to: 'department_machines',
    key: ['department_id', 'name'],
    shape,
    map: ({ row }) => {
      if (row.machines.length === 0) return { skip: 'a department without machines' }
      return row.machines.map(({ department, name }) => ({ department_id: idOf(facts, department), name }))
    },
    twins: 'first',
    lineage: true,
    minRecords: 0,
  })

const idOf = ({ departments = [] }: Facts, code: string): number => departments.indexOf(cleanText(code)) + 1
