import type { Queries } from '../../kernel/connection.ts'
import { packValues } from '../../kernel/json.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import { countOf, type Row, type Value } from '../../kernel/value.ts'
import type { Builder, BuildOrder, BuiltBlock, FilledBlock, Filler, FillOrder, PushDown } from '../dialect.ts'
import { type BaseTypes, baseTypesOf, digestOf, sumFrom, sumOf } from './digest.ts'
import { quoteTable } from './syntax.ts'

export const pushDown: PushDown = { filler, builder }

type Fill = FillOrder & { readonly types: BaseTypes; readonly columns: readonly string[]; readonly differs: Sql }

/** The part of a table between two keys. */
type Range = { readonly where: Sql; readonly read: number; readonly last: readonly Value[] }

async function filler(db: Queries, order: FillOrder): Promise<Filler | undefined> {
  const types = await baseTypesOf(db, order.table)
  if (types === undefined) return undefined
  const names = await typeNames(db, order.table)
  const columns = [...order.key, ...order.sets.map(([column]) => column)]
  const differs = sql.join(
    order.sets.map(([column, expression]) =>
      isOther(column, sql`cast((${expression}) as ${sql.raw(names.get(column) ?? 'text')})`, types),
    ),
    ' or ',
  )
  const fill: Fill = { ...order, types, columns, differs }
  return (tx, { where, rows }) => fillBlock(tx, fill, { where, rows })
}

/** A number is rounded by a cast as it is when it is stored; a text or a row of bits would be cut off, and must be refused. */
async function typeNames(db: Queries, table: string): Promise<ReadonlyMap<string, string>> {
  const rows =
    await db.all(sql`select attname as name, pg_catalog.format_type(atttypid, case when atttypid in (1042, 1043, 1560, 1562) then -1 else atttypmod end) as type
    from pg_catalog.pg_attribute where attrelid = ${quoteTable(table)}::regclass and attnum > 0 and not attisdropped`)
  return new Map(rows.map((row) => [String(row['name']), String(row['type'])]))
}

// Whole numbers, truth and points in time: equal exactly when they are written alike.
const exact: ReadonlySet<number> = new Set([16, 20, 21, 23, 1082, 1114, 1184, 2950])

/** A collation may take two texts for the same, and some types know no equality: their texts are compared. */
function isOther(column: string, wanted: Sql, types: BaseTypes): Sql {
  const name = sql.id(column)
  if (exact.has(types.get(column) ?? 0)) return sql`${name} is distinct from ${wanted}`
  return sql`(${name} is not distinct from null) <> (${wanted} is not distinct from null)
    or concat('', ${name}) collate "C" <> concat('', ${wanted}) collate "C"`
}

async function fillBlock(tx: Queries, fill: Fill, block: { where: Sql; rows: number }): Promise<FilledBlock> {
  const range = await rangeOf(tx, fill, block)
  if (range === undefined) return { read: 0, changed: 0, last: undefined, before: zero, after: zero, rows: [] }
  return fill.isJournaled ? journaled(tx, fill, range) : summed(tx, fill, range)
}

const zero = '0'.repeat(32)

/** One walk along the index: how many rows there are, and where they end. */
async function rangeOf(
  tx: Queries,
  { table, key }: Fill,
  { where, rows }: { where: Sql; rows: number },
): Promise<Range | undefined> {
  const names = sql.ids(key)
  const falling = sql.join(key.map((name) => sql`${sql.id(name)} desc`))
  const found =
    await tx.get(sql`with block as materialized (select ${names} from ${sql.table(table)} as t where ${where} order by ${names} limit ${rows})
    select ${names}, (select count(*) from block) as millwright_rows from block order by ${falling} limit 1`)
  if (found === undefined) return undefined
  const last = keyOf(key, found)
  return { read: countOf(found['millwright_rows']), last, where: sql`${where} and (${names}) <= (${sql.join(last)})` }
}

const keyOf = (key: readonly string[], row: Row): readonly Value[] => key.map((name) => row[name] as Value)

const updateOf = ({ table, sets, differs }: Fill, { where }: Range): Sql => {
  const changes = sets.map(([column, expression]) => sql`${sql.id(column)} = ${expression}`)
  return sql`update ${sql.table(table)} as t set ${sql.join(changes)} where ${where} and (${differs})`
}

/** Rows stay where they are, and only sums of their digests travel. */
async function summed(tx: Queries, fill: Fill, range: Range): Promise<FilledBlock> {
  const digest = digestOf(fill.types, 't', fill.columns)
  const before = await tx.get(sql`select ${sumOf(sql`digest`)} from
    (select ${digest} as digest from ${sql.table(fill.table)} as t where ${range.where} and (${fill.differs}) offset 0) as old`)
  const after = await tx.get(sql`with changed as (${updateOf(fill, range)} returning ${digest} as digest)
    select count(*) as n, ${sumOf(sql`digest`)} from changed`)
  const sums = { before: sumFrom(before as Row), after: sumFrom(after as Row) }
  return { read: range.read, last: range.last, changed: countOf(after?.['n']), ...sums, rows: [] }
}

/** Rows travel once as they were, with their digests before and after. */
async function journaled(tx: Queries, fill: Fill, range: Range): Promise<FilledBlock> {
  const { key, columns, types, table } = fill
  const digest = digestOf(types, 't', columns)
  const old = await tx.all(sql`select ${sql.ids(columns)}, ${digest} as millwright_digest from ${sql.table(table)} as t
    where ${range.where} and (${fill.differs}) order by ${sql.ids(key)}`)
  const news = await tx.all(sql`${updateOf(fill, range)} returning ${sql.ids(key)}, ${digest} as millwright_digest`)
  const after = new Map(news.map((row) => [packValues(keyOf(key, row)), digestIn(row)]))
  const rows = old.map((row) => {
    const values = keyOf(key, row)
    return [values, columns.map((name) => row[name] as Value), after.get(packValues(values)) ?? ''] as const
  })
  const sums = { before: sum(old.map(digestIn)), after: sum(news.map(digestIn)) }
  return { read: range.read, last: range.last, changed: news.length, ...sums, rows }
}

const digestIn = (row: Row): string => String(row['millwright_digest']).slice(0, 32)

const sum = (digests: readonly string[]): string =>
  BigInt.asUintN(
    128,
    digests.reduce((all, digest) => all + BigInt(`0x${digest}`), 0n),
  )
    .toString(16)
    .padStart(32, '0')

async function builder(db: Queries, order: BuildOrder): Promise<Builder | undefined> {
  const types = await baseTypesOf(db, order.table)
  const first = await db.get(sql`select * from (${order.select}\n) as q limit 1`)
  if (types === undefined || first === undefined) return undefined
  const columns = Object.keys(first)
  const build: Builder['build'] = (tx, { after, rows }) => {
    const names = sql.ids(order.key)
    const behind = after === undefined ? sql`` : sql`where (${names}) > (${sql.join(after)})`
    const block = sql`select * from (${order.select}\n) as q ${behind} order by ${names} limit ${rows}`
    return buildBlock(tx, { ...order, columns, digest: digestOf(types, 't', columns) }, block)
  }
  return { columns, build }
}

type Build = BuildOrder & { readonly columns: readonly string[]; readonly digest: Sql }

/** One statement: the block is read once, and the key of its last row comes back with what was written. */
async function buildBlock(tx: Queries, build: Build, block: Sql): Promise<BuiltBlock> {
  const { table, key, columns, digest, isJournaled } = build
  const names = sql.ids(key)
  const falling = sql.join(key.map((name) => sql`${sql.id(name)} desc`))
  const told = isJournaled ? sql`${digest} as millwright_digest, ${names}` : sql`${digest} as millwright_digest`
  const lasts = key.map((name, at) => sql`(select ${sql.id(name)} from last_one) as ${sql.id(lastName(at))}`)
  const facts = sql`(select count(*) from block) as millwright_read, ${sql.join(lasts)}`
  const insert = sql`with block as materialized (${block}), last_one as (select ${names} from block order by ${falling} limit 1),
    written as (insert into ${sql.table(table)} as t (${sql.ids(columns)}) select ${sql.ids(columns)} from block returning ${told})`
  return isJournaled
    ? toldRows(build, await tx.all(sql`${insert} select written.*, ${facts} from written`))
    : toldSums(
        build,
        await tx.get(sql`${insert} select count(*) as n, ${sumOf(sql`millwright_digest`)}, ${facts} from written`),
      )
}

const lastName = (at: number): string => `millwright_last_${at}`

const lastIn = ({ key }: Build, row: Row | undefined): readonly Value[] | undefined =>
  row === undefined || countOf(row['millwright_read']) === 0
    ? undefined
    : key.map((_, at) => row[lastName(at)] as Value)

function toldRows(build: Build, rows: readonly Row[]): BuiltBlock {
  const digests = rows.map(digestIn)
  const created = rows.map((row, at) => [keyOf(build.key, row), digests[at] as string] as const)
  const [first] = rows
  const read = countOf(first?.['millwright_read'])
  return { read, written: rows.length, last: lastIn(build, first), sum: sum(digests), rows: created }
}

const toldSums = (build: Build, row: Row | undefined): BuiltBlock => ({
  read: countOf(row?.['millwright_read']),
  written: countOf(row?.['n']),
  last: lastIn(build, row),
  sum: row === undefined ? zero : sumFrom(row),
  rows: [],
})
