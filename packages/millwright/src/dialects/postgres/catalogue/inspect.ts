import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row } from '../../../kernel/value.ts'
import type { Column, Definition, ForeignKey, Index, Schema, Table } from '../../../schema/schema.ts'
import { isOwn } from '../../../schema/schema.ts'
import { tableName } from '../syntax.ts'
import { pathIn, type SchemaObject, textIn } from './object.ts'
import { readObjects } from './objects.ts'
import { settled } from './settled.ts'
import { readTables, type TableFacts, tableObject } from './tables.ts'
import { isTheirs } from './theirs.ts'

/** Reads the schema of a database, everything sorted by name; the system's own objects, extensions' and Millwright's are left out. */
export async function readSchema(db: Queries): Promise<Schema> {
  const objects = (await readObjects(db)).filter(isUsers)
  const facts = (await readTables(db)).filter(({ row }) => !isOwn(textIn(row, 'name')))
  const keys = await readKeys(db)
  const home = String((await db.get(sql`select current_schema() as home`))?.['home'])
  const ofKind = (...wanted: readonly string[]) => objects.filter(({ kind }) => wanted.includes(kind))
  const named = (object: SchemaObject): string => tableName(object.schema, object.name, home)
  return {
    tables: facts.map((each) => tableOf(each, keys, ofKind('constraint', 'foreign key'))),
    indexes: await indexesOf(db, ofKind('index')),
    views: ofKind('view', 'materialized view').map((view) => ({
      name: named(view),
      table: named(view),
      text: textOf(view),
    })),
    triggers: ofKind('trigger').map((trigger) => definitionOn(trigger, `${trigger.name} on ${trigger.table}`)),
    others: [
      ...ofKind('schema', 'extension').map((other) => definitionOn(other, `${other.kind} ${other.name}`)),
      ...ofKind('type', 'function', 'sequence', 'statistics').map((other) =>
        definitionOn(other, `${other.kind} ${named(other)}`),
      ),
      ...ofKind('rule', 'policy').map((other) => definitionOn(other, `${other.kind} ${other.name} on ${other.table}`)),
    ],
  }
}

const isUsers = ({ name, table = '' }: SchemaObject): boolean => !isOwn(name) && !isOwn(table.split('.').at(-1) ?? '')

const textOf = ({ statements }: SchemaObject): string => settled(statements.join(';\n'))

const definitionOn = (object: SchemaObject, name: string): Definition => ({
  name,
  table: object.table ?? '',
  text: textOf(object),
})

/** Keys and references of all tables, each with its columns in order. */
type Key = { readonly table: string; readonly type: string; readonly row: Row; readonly columns: readonly string[] }

async function readKeys(db: Queries): Promise<readonly Key[]> {
  const rows = await db.all(sql`select k.contype::text as type, n.nspname as schema, c.relname as name,
      pn.nspname as parent_schema, p.relname as parent, current_schema() as home,
      k.confdeltype::text as on_delete, k.confupdtype::text as on_update,
      (select pg_catalog.json_agg(a.attname order by u.at) from pg_catalog.unnest(k.conkey) with ordinality as u (number, at)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number)::text as columns,
      (select pg_catalog.json_agg(a.attname order by u.at) from pg_catalog.unnest(k.confkey) with ordinality as u (number, at)
        join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number)::text as references
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_class p on p.oid = k.confrelid left join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where k.contype in ('p', 'f') and ${isTheirs} order by n.nspname, c.relname, k.conname`)
  return [...rows, ...(await db.all(uniquesQuery))].map((row) => ({
    table: pathIn(row),
    type: textIn(row, 'type'),
    row,
    columns: JSON.parse(textIn(row, 'columns')) as string[],
  }))
}

/** What enforces that a list of columns is unique, whether a constraint made it or somebody by hand. */
const uniquesQuery = sql`select 'u' as type, n.nspname as schema, c.relname as name, current_schema() as home,
    (select pg_catalog.json_agg(a.attname order by u.at) from pg_catalog.unnest(i.indkey) with ordinality as u (number, at)
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.number
      where u.at <= i.indnkeyatts)::text as columns
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where i.indisunique and not i.indisprimary and i.indisvalid and i.indpred is null and i.indexprs is null and ${isTheirs}`

function tableOf(facts: TableFacts, keys: readonly Key[], constraints: readonly SchemaObject[]): Table {
  const mine = keys.filter(({ table }) => table === facts.path)
  const texts = constraints.filter(({ table }) => table === facts.path).map(textOf)
  return {
    name: facts.path,
    columns: facts.columns.map(columnOf),
    primaryKey: mine.find(({ type }) => type === 'p')?.columns ?? [],
    uniques: sorted(mine.filter(({ type }) => type === 'u').map(({ columns }) => columns)),
    foreignKeys: mine.filter(({ type }) => type === 'f').map(foreignKeyOf),
    text: [textOf(tableObject(facts)), ...texts].join(';\n'),
    ...(facts.row['is_partition'] === true ? { isPart: true } : {}),
  }
}

const sorted = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  lists.toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))

function columnOf(column: Row): Column {
  const expression = column['expression'] === null ? undefined : textIn(column, 'expression')
  const generated = textIn(column, 'generated')
  return {
    name: textIn(column, 'name'),
    type: textIn(column, 'type'),
    nullable: column['not_null'] !== true,
    ...(expression === undefined || generated !== '' ? {} : { default: expression }),
    ...(column['collation'] === null ? {} : { collation: textIn(column, 'collation') }),
    ...(generated === '' ? {} : { generated: { expression: expression ?? '', stored: generated === 's' } }),
  }
}

const actions: Readonly<Record<string, string>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
}

const foreignKeyOf = ({ row, columns }: Key): ForeignKey => ({
  columns,
  table: pathIn(row, 'parent_schema', 'parent'),
  references: JSON.parse(textIn(row, 'references')) as string[],
  onDelete: actions[textIn(row, 'on_delete')] ?? '',
  onUpdate: actions[textIn(row, 'on_update')] ?? '',
})

async function indexesOf(db: Queries, objects: readonly SchemaObject[]): Promise<readonly Index[]> {
  const rows = await db.all(sql`select i.indexrelid as oid, i.indisunique as is_unique,
      (select pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, at, false)
        || case when i.indoption[at - 1] & 1 = 1 then ' desc' else '' end order by at)
        from pg_catalog.generate_series(1, i.indnkeyatts) at)::text as parts,
      pg_catalog.pg_get_expr(i.indpred, i.indrelid) as condition
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = x.relnamespace where ${isTheirs}`)
  const byId = new Map(rows.map((row) => [`pg_class ${String(row['oid'])}`, row]))
  return objects.map((object) => indexOf(object, byId.get(object.id) as Row))
}

const indexOf = (object: SchemaObject, row: Row): Index => ({
  name: object.name,
  table: object.table ?? '',
  unique: row['is_unique'] === true,
  parts: (JSON.parse(textIn(row, 'parts')) as string[]).map(settled),
  ...(row['condition'] === null ? {} : { where: settled(textIn(row, 'condition')) }),
})
