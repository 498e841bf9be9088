import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row, Value } from '../../../kernel/value.ts'
import { quote, quoteTable } from '../syntax.ts'
import { idOf, pathIn, type SchemaObject, statements, textIn } from './object.ts'
import { isNotExtended, isTheirs } from './theirs.ts'

/** A table as the catalogue describes it, with its columns. */
export type TableFacts = {
  readonly row: Row
  readonly path: string
  readonly columns: readonly Row[]
  readonly checks: readonly Row[]
}

/** Every ordinary and partitioned table with its columns and checks: three queries, however many tables there are. */
export async function readTables(db: Queries): Promise<readonly TableFacts[]> {
  const columns = Map.groupBy(await db.all(columnsQuery), ({ relation }) => relation)
  const checks = Map.groupBy(await db.all(checksQuery), ({ relation }) => relation)
  return (await db.all(tablesQuery)).map((row) => ({
    row,
    path: pathIn(row),
    columns: columns.get(row['oid']) ?? [],
    checks: checks.get(row['oid']) ?? [],
  }))
}

const tablesQuery = sql`select c.oid, n.nspname as schema, c.relname as name, current_schema() as home,
    c.relkind::text as kind, c.relpersistence::text as persistence, c.relispartition as is_partition,
    case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as part_key,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
    pg_catalog.array_to_string(c.reloptions, ', ') as options, am.amname as method,
    c.relrowsecurity as has_policies, c.relforcerowsecurity as forces_policies, c.relreplident::text as identity,
    (select pg_catalog.string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
      from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parents
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_am am on am.oid = c.relam
  where c.relkind in ('r', 'p') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
  order by n.nspname, c.relname`

// Of a column's options only those that SQL can set; a server may keep stamps of its own among them.
const columnsQuery = sql`select a.attrelid as relation, a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull as not_null, a.attgenerated::text as generated, a.attidentity::text as identity, a.attislocal as is_local,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression,
    case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
    case when a.attstorage <> t.typstorage then a.attstorage::text end as storage,
    nullif(a.attcompression::text, '') as compression, a.attstattarget as statistics,
    (select pg_catalog.string_agg(o, ', ' order by o) from pg_catalog.unnest(a.attoptions) o where o like 'n\\_distinct%') as options,
    s.seqrelid::regclass::text as sequence, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_catalog.pg_depend p on p.refclassid = 'pg_catalog.pg_class'::regclass and p.refobjid = a.attrelid
    and p.refobjsubid = a.attnum and p.classid = 'pg_catalog.pg_class'::regclass and p.deptype = 'i' and a.attidentity <> ''
  left join pg_catalog.pg_sequence s on s.seqrelid = p.objid
  where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and ${isTheirs}
  order by a.attrelid, a.attnum`

const checksQuery = sql`select k.conrelid as relation, k.conname as name, pg_catalog.pg_get_constraintdef(k.oid) as text
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'c' and k.conislocal and ${isTheirs} order by k.conname`

/** The statements that make a table, without the constraints and indexes that are quicker made when it is full. */
export const tableObject = (facts: TableFacts): SchemaObject => ({
  kind: 'table',
  id: idOf('pg_class', facts.row['oid']),
  schema: textIn(facts.row, 'schema'),
  name: textIn(facts.row, 'name'),
  table: facts.path,
  statements: statements(
    createText(facts),
    ...facts.columns.flatMap((column) => extrasOf(facts, column)),
    ...policyTexts(facts),
  ),
})

function createText(facts: TableFacts): string {
  const { row, path } = facts
  const isPartition = row['is_partition'] === true
  const head = `create ${row['persistence'] === 'u' ? 'unlogged ' : ''}table ${quoteTable(path)}`
  const inside = [...(isPartition ? [] : columnTexts(facts)), ...facts.checks.map(checkText)]
  const tail = isPartition ? [textIn(row, 'bound')] : [parens('inherits', row['parents'])]
  return [
    isPartition ? `${head} partition of ${textIn(row, 'parents')}` : head,
    isPartition && inside.length === 0 ? '' : `(\n  ${inside.join(',\n  ')}\n)`,
    ...tail,
    row['part_key'] === null ? '' : `partition by ${textIn(row, 'part_key')}`,
    row['method'] === null || row['method'] === 'heap' ? '' : `using ${quote(textIn(row, 'method'))}`,
    parens('with', row['options']),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const parens = (word: string, inside: Value | undefined): string =>
  inside === null || inside === undefined ? '' : `${word} (${String(inside)})`

const columnTexts = ({ columns }: TableFacts): readonly string[] =>
  columns.filter(({ is_local: isLocal }) => isLocal === true).map(columnText)

const generations: Readonly<Record<string, string>> = { s: 'stored', v: 'virtual' }

function columnText(column: Row): string {
  const generated = generations[textIn(column, 'generated')]
  return [
    `${quote(textIn(column, 'name'))} ${textIn(column, 'type')}`,
    ...(column['collation'] === null ? [] : [`collate ${textIn(column, 'collation')}`]),
    ...(column['expression'] === null
      ? []
      : [
          generated === undefined
            ? `default ${textIn(column, 'expression')}`
            : `generated always as (${textIn(column, 'expression')}) ${generated}`,
        ]),
    ...(column['sequence'] === null ? [] : [identityText(column)]),
    ...(column['not_null'] === true ? ['not null'] : []),
  ].join(' ')
}

const identityText = (column: Row): string =>
  `generated ${column['identity'] === 'a' ? 'always' : 'by default'} as identity (sequence name ${textIn(column, 'sequence')} ${sequenceText(column)})`

/** What a sequence is told when it is made. */
export const sequenceText = (row: Row): string =>
  [
    `start with ${textIn(row, 'seqstart')} increment by ${textIn(row, 'seqincrement')}`,
    `minvalue ${textIn(row, 'seqmin')} maxvalue ${textIn(row, 'seqmax')} cache ${textIn(row, 'seqcache')}`,
    row['seqcycle'] === true ? 'cycle' : 'no cycle',
  ].join(' ')

const checkText = (check: Row): string => `constraint ${quote(textIn(check, 'name'))} ${textIn(check, 'text')}`

const storages: Readonly<Record<string, string>> = { p: 'plain', e: 'external', m: 'main', x: 'extended' }
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' }

/** What a column is told after its table is made. */
function extrasOf({ path }: TableFacts, column: Row): readonly string[] {
  const alter = `alter table only ${quoteTable(path)} alter column ${quote(textIn(column, 'name'))}`
  const { statistics, storage, compression, options } = column
  return statements(
    statistics !== null && Number(statistics) >= 0 && `${alter} set statistics ${String(statistics)}`,
    storage !== null && `${alter} set storage ${storages[String(storage)]}`,
    compression !== null && `${alter} set compression ${compressions[String(compression)]}`,
    options !== null && `${alter} set (${String(options)})`,
  )
}

function policyTexts({ row, path }: TableFacts): readonly string[] {
  const alter = `alter table ${quoteTable(path)}`
  return statements(
    row['has_policies'] === true && `${alter} enable row level security`,
    row['forces_policies'] === true && `${alter} force row level security`,
    row['identity'] === 'f' && `${alter} replica identity full`,
    row['identity'] === 'n' && `${alter} replica identity nothing`,
  )
}
