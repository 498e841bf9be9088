import type { Queries } from '../../kernel/connection.ts'
import type { Row, Value } from '../../kernel/value.ts'
import {
  type Column,
  type Definition,
  type ForeignKey,
  type Index,
  isOwn,
  type Schema,
  type Table,
} from '../../schema/schema.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { type ColumnText, columnTexts, indexText } from './create-parts.ts'
import { normalize } from './create-text.ts'

/** Reads the schema of a database, everything sorted by name; SQLite's own objects, Millwright's and virtual tables are left out. */
export async function inspect(db: Queries): Promise<Schema> {
  const catalogue = await readCatalogue(db)
  const objects = catalogue.objects.filter(isTheirs)
  const ofType = (type: string) => objects.filter((object) => object['type'] === type)
  const tables = ofType('table').filter(({ name }) => catalogue.columns.has(text(name)))
  return {
    tables: resolveParents(tables.map((object) => tableOf(catalogue, object))),
    indexes: ofType('index').flatMap((object) => indexOf(catalogue, object)),
    views: ofType('view').map(definitionOf),
    triggers: ofType('trigger').map(definitionOf),
  }
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

const isTheirs = ({ name, tbl_name: table }: Row): boolean => !isOwn(text(name)) && !isOwn(text(table))

const definitionOf = (object: Row): Definition => ({
  name: text(object['name']),
  table: text(object['tbl_name']),
  text: normalize(text(object['sql'])),
})

/** What the catalogue's functions do not tell of a column stands behind one of these words. */
const mayTellMore = /\b(?:collate|as)\b/i

function tableOf(catalogue: Catalogue, object: Row): Table {
  const name = text(object['name'])
  const rows = catalogue.columns.get(name) ?? []
  const texts = mayTellMore.test(text(object['sql'])) ? columnTexts(text(object['sql'])) : []
  const primaryKey = rows.filter(({ pk }) => pk !== 0n).toSorted((a, b) => Number(a['pk']) - Number(b['pk']))
  const rowid = hasKeyIndex(catalogue, name) ? undefined : primaryKey[0]
  return {
    name,
    columns: rows.map((row, at) => columnOf(row, texts[at] ?? {}, row === rowid)),
    primaryKey: primaryKey.map((row) => text(row['name'])),
    uniques: uniquesOf(catalogue, name),
    foreignKeys: foreignKeysOf(catalogue.foreignKeys.get(name) ?? []),
    text: normalize(text(object['sql'])),
  }
}

/** A primary key without an index of its own is the rowid under another name, and that is never null. https://sqlite.org/lang_createtable.html#rowid */
const hasKeyIndex = ({ indexes }: Catalogue, table: string): boolean =>
  (indexes.get(table) ?? []).some(({ origin }) => origin === 'pk')

function columnOf(row: Row, written: ColumnText, isRowid: boolean): Column {
  const isGenerated = row['hidden'] === 2n || row['hidden'] === 3n
  return {
    name: text(row['name']),
    type: text(row['type']).toUpperCase().replace(/\s+/g, ' '),
    nullable: row['notnull'] === 0n && !isRowid,
    ...(row['dflt_value'] === null ? {} : { default: text(row['dflt_value']) }),
    ...(written.collation === undefined || written.collation === 'BINARY' ? {} : { collation: written.collation }),
    ...(isGenerated ? { generated: { expression: written.expression ?? '', stored: row['hidden'] === 3n } } : {}),
  }
}

function uniquesOf(catalogue: Catalogue, table: string): readonly (readonly string[])[] {
  const indexes = catalogue.indexes.get(table) ?? []
  return indexes
    .filter((index) => index['unique'] === 1n && index['partial'] === 0n && index['origin'] !== 'pk')
    .map((index) => catalogue.indexParts.get(text(index['name'])) ?? [])
    .filter((parts) => parts.every(({ name }) => name !== null))
    .map((parts) => parts.map(({ name }) => text(name)))
    .toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))
}

const foreignKeysOf = (rows: readonly Row[]): readonly ForeignKey[] =>
  [...Map.groupBy(rows, ({ id }) => id).values()].map((parts) => ({
    columns: parts.map(({ from }) => text(from)),
    table: text(parts[0]?.['table']),
    references: parts.map(({ to }) => text(to)),
    onDelete: text(parts[0]?.['on_delete']),
    onUpdate: text(parts[0]?.['on_update']),
  }))

/** A reference that names no columns means the parent's primary key, and a parent's name may be written in any case. */
function resolveParents(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]))
  const resolve = (key: ForeignKey): ForeignKey => {
    const parent = byName.get(key.table.toLowerCase())
    const references = key.references.includes('') ? (parent?.primaryKey ?? []) : key.references
    return { ...key, table: parent?.name ?? key.table, references }
  }
  return tables.map((table) => ({ ...table, foreignKeys: table.foreignKeys.map(resolve) }))
}

/** Indexes that a constraint made have no text of their own; they are told as uniques. */
function indexOf(catalogue: Catalogue, object: Row): readonly Index[] {
  const [name, table] = [text(object['name']), text(object['tbl_name'])]
  const entry = catalogue.indexes.get(table)?.find((index) => index['name'] === name)
  if (entry === undefined || object['sql'] === null) return []
  const written = indexText(text(object['sql']))
  const parts = (catalogue.indexParts.get(name) ?? []).map((part, at) => partOf(part, written.parts[at] ?? ''))
  const where = written.where === undefined ? {} : { where: written.where }
  return [{ name, table, unique: entry['unique'] === 1n, parts, ...where }]
}

function partOf(part: Row, expression: string): string {
  const collation = part['coll'] === 'BINARY' ? '' : ` collate ${text(part['coll'])}`
  return `${part['name'] === null ? expression : text(part['name'])}${collation}${part['desc'] === 1n ? ' desc' : ''}`
}
