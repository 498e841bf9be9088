import { aliasTable } from '../domain/aliases.ts'
import { type Field, fieldsOf, type Quarter, quarterFields, type Register } from '../domain/fields.ts'

/** How a filter on a column compares. */
export type Match = 'exact' | 'contains' | 'day' | 'status' | 'number'

/** A column by which a list is filtered and sorted; a quarter's stand in `ppm_visit` under another name. */
export type Column = {
  readonly name: string
  readonly match: Match
  readonly isNullable: boolean
  readonly visit?: { readonly quarter: Quarter; readonly column: string }
}

/** The column that a parameter means: by its name in the table, or by any key under which a body may have it. */
export const columnNamed = (register: Register, name: string): Column | undefined => known[register].get(name)

/** Every column by its own name, in the register's order. */
export const columnsOf = (register: Register): readonly Column[] => [...new Set(known[register].values())]

const contained: ReadonlySet<string> = new Set(['name', 'model', 'serial', 'log_number'])

const matches: Readonly<Record<Field['rule'], Match>> = {
  number: 'number',
  text: 'exact',
  model: 'contains',
  serial: 'contains',
  person: 'exact',
  date: 'day',
  status: 'status',
}

function columnOf(register: Register, field: Field): Column {
  const { column: name, rule, required } = field
  const match = contained.has(name) ? 'contains' : matches[rule]
  const isNullable = !required && name !== 'status'
  if (register === 'ocm' || field.inner === undefined) return { name, match, isNullable }
  const column = field.inner === 'quarter_date' ? 'due_date' : field.inner
  return { name, match, isNullable: true, visit: { quarter: quarterOf(field), column } }
}

const quarterOf = ({ key }: Field): Quarter => quarterFields.find((one) => one.key === key)?.quarter ?? 1

const completions: readonly Column[] = quarterFields.map(({ quarter }) => ({
  name: `ppm_q${quarter}_completed_on`,
  match: 'day',
  isNullable: true,
  visit: { quarter, column: 'completed_on' },
}))

function columnsByName(register: Register): ReadonlyMap<string, Column> {
  const fields = fieldsOf[register]
  const columns = fields.map((field) => [field, columnOf(register, field)] as const)
  const byName = new Map(columns.map(([{ column }, found]) => [column, found]))
  for (const extra of register === 'ppm' ? completions : []) byName.set(extra.name, extra)
  for (const [spelled, { key, inner }] of aliasTable(fields).targets) {
    const found = columns.find(([field]) => field.key === key && field.inner === inner)?.[1]
    if (found !== undefined) byName.set(spelled, found)
  }
  return byName
}

const known: Readonly<Record<Register, ReadonlyMap<string, Column>>> = {
  ocm: columnsByName('ocm'),
  ppm: columnsByName('ppm'),
}
