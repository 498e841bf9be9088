import { type Catalogue, type Entity, ofKind, partsOf } from '../../schema/catalogue.ts'

export type DrawnColumn = {
  readonly name: string
  readonly type: string
  /** PK, FK, UK. */
  readonly marks: readonly string[]
}

export type DrawnTable = { readonly name: string; readonly columns: readonly DrawnColumn[] }

/** Rows of one table that point at rows of another one, or of the same. */
export type DrawnReference = { readonly from: string; readonly to: string; readonly columns: readonly string[] }

/** What a diagram shows: tables with their columns, and who points at whom. */
export type Drawing = { readonly tables: readonly DrawnTable[]; readonly references: readonly DrawnReference[] }

export function drawingOf(catalogue: Catalogue): Drawing {
  const tables = ofKind(catalogue, 'table')
  return {
    tables: tables.map((table) => ({ name: table.name, columns: columnsOf(catalogue, table) })),
    references: tables.flatMap((table) => referencesOf(catalogue, table, tables)),
  }
}

function columnsOf(catalogue: Catalogue, { name }: Entity): readonly DrawnColumn[] {
  const parts = partsOf(catalogue, name)
  const constraints = parts.filter(({ kind }) => kind === 'constraint').map(definitionOf)
  const isIn = (form: string, column: string): boolean =>
    constraints.some((text) => namesIn(text, form).includes(column.toLowerCase()))
  return parts
    .filter(({ kind }) => kind === 'column')
    .map((column) => ({
      name: column.name,
      type: column.facts['type'] ?? '',
      marks: forms.filter(([form]) => isIn(form, column.name)).map(([, mark]) => mark),
    }))
}

const forms = [
  ['primary key', 'PK'],
  ['foreign key', 'FK'],
  ['unique', 'UK'],
] as const

const definitionOf = ({ facts }: Entity): string => (facts['definition'] ?? '').toLowerCase()

/** The columns of a constraint of one form. */
function namesIn(definition: string, form: string): readonly string[] {
  const [, list] = new RegExp(`^${form}[^(]*\\(([^)]*)\\)`).exec(definition) ?? []
  return namesOf(list ?? '')
}

const namesOf = (list: string): readonly string[] =>
  list.split(',').map((name) => name.trim().replace(/^"|"$| (?:desc|collate.*)$/g, ''))

function referencesOf(catalogue: Catalogue, { name }: Entity, tables: readonly Entity[]): readonly DrawnReference[] {
  return partsOf(catalogue, name)
    .filter(({ kind }) => kind === 'constraint')
    .flatMap((constraint) => {
      const [, columns = '', parent = ''] =
        /^foreign key \(([^)]*)\) references ("(?:[^"]|"")+"|[^\s(]+)/.exec(definitionOf(constraint)) ?? []
      const bare = parent.replace(/^"|"$/g, '')
      const found = tables.find(
        (table) => table.name.toLowerCase() === bare || `public.${table.name.toLowerCase()}` === bare,
      )
      return bare === '' ? [] : [{ from: name, to: found?.name ?? bare, columns: namesOf(columns) }]
    })
}
