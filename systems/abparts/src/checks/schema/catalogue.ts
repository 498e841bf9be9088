import type { Found, Session } from '../../database/database.ts'

export type Column = { readonly type: string; readonly notNull: boolean; readonly default: string | null }

/** The keys and checks of a table by their definitions, since their names are often chance. */
export type Table = {
  readonly columns: Readonly<Record<string, Column>>
  readonly constraints: readonly string[]
  /** Every index without its name, those of keys included. */
  readonly indexes: readonly string[]
}

/** A schema as it can be compared: what its names mean, in the database's own words. */
export type Catalogue = {
  readonly tables: Readonly<Record<string, Table>>
  readonly enums: Readonly<Record<string, readonly string[]>>
  /** By table and name. */
  readonly triggers: Readonly<Record<string, string>>
  /** The bodies by name; functions of extensions are not ours. */
  readonly functions: Readonly<Record<string, string>>
}

/** Reads the current schema. Tables of Millwright itself are left out. */
export async function readCatalogue(session: Session): Promise<Catalogue> {
  const columns = await session.query(columnsQuery)
  const constraints = await session.query(constraintsQuery)
  const indexes = await session.query(indexesQuery)
  const names = [...new Set(columns.map(({ table }) => String(table)))].toSorted()
  const tables = names.map((name) => [name, tableOf(name, { columns, constraints, indexes })] as const)
  return {
    tables: Object.fromEntries(tables),
    enums: listsOf(byName(await session.query(enumsQuery)) as Readonly<Record<string, string>>),
    triggers: byName(await session.query(triggersQuery)) as Catalogue['triggers'],
    functions: byName(await session.query(functionsQuery)) as Catalogue['functions'],
  }
}

type Rows = { readonly [kind in 'columns' | 'constraints' | 'indexes']: readonly Found[] }

function tableOf(name: string, { columns, constraints, indexes }: Rows): Table {
  const of = (rows: readonly Found[]): readonly Found[] => rows.filter(({ table }) => table === name)
  const definitions = (rows: readonly Found[]): readonly string[] =>
    of(rows)
      .map(({ definition }) => String(definition))
      .toSorted()
  return {
    columns: Object.fromEntries(of(columns).map((row) => [String(row['name']), columnOf(row)])),
    constraints: definitions(constraints),
    indexes: definitions(indexes),
  }
}

const columnOf = (row: Found): Column => ({
  type: String(row['type']),
  notNull: row['not_null'] === true,
  default: row['default'] as string | null,
})

const byName = (rows: readonly Found[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(rows.map(({ name, value }) => [String(name), value]))

const listsOf = (texts: Readonly<Record<string, string>>): Catalogue['enums'] =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as readonly string[]]))

const isOurs = `c.relnamespace = current_schema()::regnamespace and c.relname not like 'millwright\\_%'`

const columnsQuery = `
  select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
    pg_get_expr(d.adbin, d.adrelid) as "default"
  from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where ${isOurs} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`

const constraintsQuery = `
  select c.relname as "table", pg_get_constraintdef(k.oid) as definition
  from pg_constraint as k join pg_class as c on c.oid = k.conrelid
  where ${isOurs} and k.contype in ('p', 'u', 'f', 'c', 'x')`

const indexesQuery = `
  select c.relname as "table", case when i.indisunique then 'unique ' else '' end
    || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '') as definition
  from pg_index as i join pg_class as c on c.oid = i.indrelid
  where ${isOurs}`

const enumsQuery = `
  select t.typname as name, jsonb_agg(e.enumlabel order by e.enumsortorder)::text as value
  from pg_type as t join pg_enum as e on e.enumtypid = t.oid
  where t.typnamespace = current_schema()::regnamespace group by t.typname order by 1`

const triggersQuery = `
  select c.relname || '.' || t.tgname as name,
    replace(regexp_replace(pg_get_triggerdef(t.oid), '^.* TRIGGER \\S+ ', ''), current_schema() || '.', '') as value
  from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
  where ${isOurs} and not t.tgisinternal order by 1`

const functionsQuery = `
  select p.proname as name, btrim(regexp_replace(p.prosrc, '\\s+', ' ', 'g')) as value
  from pg_proc as p
  where p.pronamespace = current_schema()::regnamespace and p.proname not like 'millwright\\_%'
    and not exists (select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  order by 1`
