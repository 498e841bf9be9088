import { type Catalogue, type Entity, ofKind, partsOf } from '../schema/catalogue.ts'

/** A diagram of tables and their references, in the language of Mermaid. */
export function diagramOf(catalogue: Catalogue): string {
  const tables = ofKind(catalogue, 'table')
  const boxes = tables.flatMap((table) => [`  ${label(table.name)} {`, ...rowsOf(catalogue, table), '  }'])
  const lines = tables.flatMap((table) => referencesOf(catalogue, table))
  return `${['erDiagram', ...boxes, ...lines].join('\n')}\n`
}

const label = (name: string): string => `"${name.replaceAll('"', "'")}"`

/** Mermaid takes letters, digits and a few signs in the names of columns and types. */
const plain = (text: string): string => text.replace(/[^\p{L}\p{N}_()[\]-]+/gu, '_') || 'any'

function rowsOf(catalogue: Catalogue, { name }: Entity): readonly string[] {
  const parts = partsOf(catalogue, name)
  const constraints = parts.filter(({ kind }) => kind === 'constraint').map(definitionOf)
  const marks = (column: string): string =>
    [
      ...(constraints.some((text) => columnsIn(text, 'primary key').includes(column)) ? ['PK'] : []),
      ...(constraints.some((text) => columnsIn(text, 'foreign key').includes(column)) ? ['FK'] : []),
      ...(constraints.some((text) => columnsIn(text, 'unique').includes(column)) ? ['UK'] : []),
    ].join(', ')
  return parts
    .filter(({ kind }) => kind === 'column')
    .map((column) =>
      `    ${plain(column.facts['type'] ?? '')} ${plain(column.name)} ${marks(column.name.toLowerCase())}`.trimEnd(),
    )
}

const definitionOf = ({ facts }: Entity): string => (facts['definition'] ?? '').toLowerCase()

/** The columns of a constraint of one form. */
function columnsIn(definition: string, form: string): readonly string[] {
  const [, list] = new RegExp(`^${form}[^(]*\\(([^)]*)\\)`).exec(definition) ?? []
  return (list ?? '').split(',').map((name) => name.trim().replace(/^"|"$| (?:desc|collate.*)$/g, ''))
}

function referencesOf(catalogue: Catalogue, { name }: Entity): readonly string[] {
  const tables = ofKind(catalogue, 'table')
  return partsOf(catalogue, name)
    .filter(({ kind }) => kind === 'constraint')
    .flatMap((constraint) => {
      const [, columns = '', parent = ''] =
        /^foreign key \(([^)]*)\) references ("(?:[^"]|"")+"|[^\s(]+)/.exec(definitionOf(constraint)) ?? []
      const bare = parent.replace(/^"|"$/g, '')
      const found = tables.find(
        (table) => table.name.toLowerCase() === bare || `public.${table.name.toLowerCase()}` === bare,
      )
      return bare === '' ? [] : [`  ${label(found?.name ?? bare)} ||--o{ ${label(name)} : ${label(columns)}`]
    })
}
