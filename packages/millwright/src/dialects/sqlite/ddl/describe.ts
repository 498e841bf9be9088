import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row } from '../../../kernel/value.ts'
import type { Catalogue, Entity, Facts } from '../../../schema/catalogue.ts'
import type { Alteration } from '../../../schema/change.ts'
import { isOwn } from '../../../schema/schema.ts'
import type { ConstraintText } from './constraint-text.ts'
import { quoteText } from './names.ts'
import { type ColumnText, readTable, type TableText } from './table-text.ts'
import { fold, joinWords, nameOf, spellName, type Word, wordsOf } from './tokens.ts'

/** One object as sqlite_schema lists it. */
type Listed = { readonly type: string; readonly name: string; readonly table: string; readonly text: string }

/** Everything in a database but the shadows of virtual tables, SQLite's own objects and Millwright's. */
export async function describe(db: Queries): Promise<Catalogue> {
  const version = String((await db.get(sql`select sqlite_version() as version`))?.['version'])
  const shadows = await shadowsIn(db)
  const isTheirs = ({ type, name, table }: Listed): boolean =>
    !isOwn(name) && !isOwn(table) && (type === 'trigger' || !shadows.has(fold(table)))
  const listed = (await db.all(listing)).map(listedOf).filter(isTheirs)
  const names = new Map(
    listed.filter(isRelation).map(({ type, name }) => [fold(name), `${type === 'view' ? 'view' : 'table'} ${name}`]),
  )
  const tables = new Map(
    listed
      .filter((each) => each.type === 'table' && !isVirtual(each))
      .map((each) => [fold(each.name), readTable(each.text)]),
  )
  return { version, entities: listed.flatMap((each) => entitiesOf(each, names, tables)) }
}

const listing = sql`select type, name, tbl_name, sql from main.sqlite_schema
  where sql is not null and name not like 'sqlite\\_%' escape '\\' order by type, name`

/** The tables in which virtual tables keep their data. */
async function shadowsIn(db: Queries): Promise<ReadonlySet<string>> {
  const rows = await db.all(sql`select name from pragma_table_list where schema = 'main' and type = 'shadow'`)
  return new Set(rows.map(({ name }) => fold(String(name))))
}

const listedOf = (row: Row): Listed => ({
  type: String(row['type']),
  name: String(row['name']),
  table: String(row['tbl_name']),
  text: String(row['sql']),
})

const isRelation = ({ type }: Listed): boolean => type === 'table' || type === 'view'

type Names = ReadonlyMap<string, string>
type Tables = ReadonlyMap<string, TableText>

function entitiesOf(listed: Listed, names: Names, tables: Tables): readonly Entity[] {
  switch (listed.type) {
    case 'table':
      return isVirtual(listed) ? [virtualEntity(listed)] : tableEntities(listed, tables)
    case 'index':
      return [{ ...named(listed), kind: 'index', of: listed.table, needs: [`table ${listed.table}`] }]
    case 'view':
      return [{ ...named(listed), kind: 'view', needs: mentioned(listed, names) }]
    default:
      return [{ ...named(listed), kind: 'trigger', of: listed.table, needs: mentioned(listed, names) }]
  }
}

/** An object whose text, without its name, is all there is to compare. */
const named = ({ name, text }: Listed): Pick<Entity, 'name' | 'facts' | 'sql'> => ({
  name,
  facts: { definition: withoutName(text, name) },
  sql: [text],
})

function withoutName(text: string, name: string): string {
  const words = wordsOf(text).filter(({ text: word }, at, all) => !(word === 'asc' && isListEnd(all[at + 1])))
  const at = words.findIndex((word, place) => place > 0 && fold(nameOf(text, word)) === fold(name))
  return joinWords([...words.slice(0, at), ...words.slice(at + 1)])
}

const isListEnd = (word: Word | undefined): boolean =>
  word !== undefined && word.kind === 'other' && (word.text === ')' || word.text === ',')

/** The tables and views whose names stand in a text. */
function mentioned({ text, type, name }: Listed, names: Names): readonly string[] {
  const found = new Set(
    wordsOf(text)
      .filter(({ kind }) => kind === 'word' || kind === 'name')
      .flatMap((word) => names.get(fold(nameOf(text, word))) ?? []),
  )
  found.delete(`${type} ${name}`)
  return [...found]
}

function tableEntities({ name, text }: Listed, tables: Tables): readonly Entity[] {
  const read = readTable(text)
  const part = { of: name, needs: [`table ${name}`], sql: [] }
  const table: Entity = { kind: 'table', name, facts: optionsOf(read), needs: [], sql: [text] }
  const columns = read.columns.map(
    (column): Entity => ({ ...part, kind: 'column', name: column.name, facts: columnFacts(column) }),
  )
  const constraints = read.constraints.map((constraint): Entity => {
    const definition = definitionOf(constraint, tables)
    return { ...part, kind: 'constraint', name: constraint.name ?? definition, facts: { definition } }
  })
  return [table, ...columns, ...onceEach(constraints)]
}

const isVirtual = ({ text }: Listed): boolean => /^create\s+virtual\b/i.test(text)

const virtualEntity = ({ name, text }: Listed): Entity => ({
  kind: 'table',
  name,
  facts: { virtual: withoutName(text, name) },
  needs: [],
  sql: [text],
})

/** A virtual table belongs to its module: it is made where it is missing, and taken away by the down of that alone. */
export function leaves(change: Alteration, direction: 'up' | 'down'): boolean {
  const entity = change.kind === 'alter' ? change.to : change.entity
  if (!('virtual' in entity.facts) && !(change.kind === 'alter' && 'virtual' in change.from.facts)) return false
  return change.kind === 'alter' || change.kind === (direction === 'up' ? 'drop' : 'create')
}

/** A table that SQLite keeps itself. */
export const isPlainTable = ({ kind, facts }: Entity): boolean => kind === 'table' && !('virtual' in facts)

const optionsOf = ({ isStrict, isWithoutRowid }: TableText): Facts => ({
  ...(isStrict ? { strict: 'yes' } : {}),
  ...(isWithoutRowid ? { rowid: 'none' } : {}),
})

function columnFacts(column: ColumnText): Facts {
  const { type, notNull, collation, generated } = column
  return {
    type,
    ...(notNull === '' ? {} : { null: notNull }),
    ...(column.default === undefined ? {} : { default: defaultText(column.default) }),
    ...(collation === undefined || collation === 'BINARY' ? {} : { collation }),
    ...(generated === undefined
      ? {}
      : { generated: `${generated.expression} ${generated.isStored ? 'stored' : 'virtual'}` }),
  }
}

/** A name in double quotes is taken for a text here, and so its case counts. https://sqlite.org/quirks.html#dblquote */
function defaultText(written: string): string {
  const words = wordsOf(written)
  const [only] = words
  return words.length === 1 && only?.kind === 'name' ? quoteText(nameOf(written, only)) : joinWords(words)
}

/** A reference without columns means the parent's primary key. */
function definitionOf(constraint: ConstraintText, tables: Tables): string {
  const { form, parent = '', references = [], definition } = constraint
  if (form !== 'foreign key' || references.length > 0) return definition
  const key = keyOf(tables.get(fold(parent)))
  const target = `references ${spellName(parent)}`
  return key.length === 0 ? definition : definition.replace(target, `${target} (${key.map(spellName).join(', ')})`)
}

export const keyOf = (table: TableText | undefined): readonly string[] =>
  table?.constraints.find(({ form }) => form === 'primary key')?.columns ?? []

const onceEach = (entities: readonly Entity[]): readonly Entity[] => [
  ...new Map(entities.map((entity) => [entity.name, entity])).values(),
]

/** The statements that make the same schema; virtual tables with them, for views and triggers may use them. */
export async function recreate(db: Queries): Promise<readonly string[]> {
  const shadows = await shadowsIn(db)
  const rows = await db.all(sql`select name, tbl_name, sql from main.sqlite_schema
    where sql is not null and name not like 'sqlite\\_%' escape '\\'
    order by case type when 'table' then 1 when 'index' then 2 when 'view' then 3 else 4 end, rowid`)
  return rows
    .filter(
      ({ name, tbl_name: table }) => !isOwn(String(name)) && !isOwn(String(table)) && !shadows.has(fold(String(table))),
    )
    .map((row) => String(row['sql']))
}
