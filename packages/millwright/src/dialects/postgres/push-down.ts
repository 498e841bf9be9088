import type { Queries } from '../../kernel/connection.ts'
import { packValues } from '../../kernel/json.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import { countOf, type Row, type Value } from '../../kernel/value.ts'
import type { Builder, BuildOrder, BuiltBlock, FilledBlock, Filler, FillOrder, PushDown } from '../dialect.ts'
import { type BaseTypes, baseTypesOf, digestOf, ownDigests, sharedDigests, sumFrom } from './digest.ts'
import { quoteTable } from './syntax.ts'

export const pushDown: PushDown = { filler, builder }

type Fill = FillOrder & { readonly types: BaseTypes; readonly columns: readonly string[]; readonly differs: Sql }

/** The part of a table between two keys. */
type Range = { readonly where: Sql; readonly read: number; readonly last: readonly Value[]; readonly isCut: boolean }

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
  return (tx, block) => fillBlock(tx, fill, block)
}

/** A number is rounded by a cast as it is when it is stored; a text or a row of bits would be cut off, and must be refused. */
async function typeNames(db: Queries, table: string): Promise<ReadonlyMap<string, string>> {
  const rows =
    await db.all(sql`select attname as name, pg_catalog.format_type(atttypid, case when atttypid in (1042, 1043, 1560, 1562) then -1 else atttypmod end) as type
    from pg_catalog.pg_attribute where attrelid = ${quoteTable(table)}::regclass and attnum > 0 and not attisdropped`)
  return new Map(rows.map((row) => [String(row['name']), String(row['type'])]))
}

/** Types of which every value is small. */
const small: ReadonlySet<number> = new Set([16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1266, 2950])

// Whole numbers, truth and points in time: equal exactly when they are written alike.
const exact: ReadonlySet<number> = new Set([16, 20, 21, 23, 1082, 1114, 1184, 2950])

const texts: ReadonlySet<number> = new Set([25, 1043])

/** A collation may take two texts for the same, and some types know no equality: their texts are compared. */
function isOther(column: string, wanted: Sql, types: BaseTypes): Sql {
  const name = sql.id(column)
  const type = types.get(column) ?? 0
  if (exact.has(type)) return sql`${name} is distinct from ${wanted}`
  if (texts.has(type)) return sql`${name} collate "C" is distinct from (${wanted}) collate "C"`
  return sql`(${name} is not distinct from null) <> (${wanted} is not distinct from null)
    or concat('', ${name}) collate "C" <> concat('', ${wanted}) collate "C"`
}

type FillBlock = Parameters<Filler>[1]

async function fillBlock(tx: Queries, fill: Fill, block: FillBlock): Promise<FilledBlock> {
  if (!fill.isJournaled) return summed(tx, fill, block)
  const range = await rangeOf(tx, fill, block)
  if (range === undefined) return { read: 0, changed: 0, last: undefined, before: zero, after: zero, rows: [] }
  return journaled(tx, fill, range)
}

const zero = '0'.repeat(32)

/** One walk along the index: how many rows there are, or how many are enough, and where they end. */
async function rangeOf(tx: Queries, fill: Fill, { where, rows, bytes }: FillBlock): Promise<Range | undefined> {
  const { table, key } = fill
  const names = sql.ids(key)
  const falling = sql.join(key.map((name) => sql`${sql.id(name)} desc`))
  const size = sizeOf(fill)
  const found = await tx.get(sql`with given as materialized (
      select ${names}, ${size ?? sql`0`} as millwright_size from ${sql.table(table)} as t where ${where} order by ${names} limit ${rows}),
    block as materialized (${size === undefined ? sql`select * from given` : upTo(names, bytes)})
    select ${names}, (select count(*) from given) as millwright_given, (select count(*) from block) as millwright_rows
    from block order by ${falling} limit 1`)
  if (found === undefined) return undefined
  const [last, read] = [keyOf(key, found), countOf(found['millwright_rows'])]
  const isCut = read < countOf(found['millwright_given'])
  return { read, last, isCut, where: sql`${where} and (${names}) <= (${sql.join(last)})` }
}

/** What the texts and bytes take that a row brings along; undefined where all that travels is small. */
function sizeOf({ columns, types }: Fill): Sql | undefined {
  const wide = columns.filter((name) => !small.has(types.get(name) ?? 0))
  if (wide.length === 0) return undefined
  return sql.join(
    wide.map((name) => sql`coalesce(octet_length(concat('', t.${sql.id(name)})), 0)`),
    ' + ',
  )
}

/** Those before whose first byte there was room; the first one in any case. */
const upTo = (names: Sql, bytes: number): Sql => sql`select ${names} from (
    select given.*, sum(millwright_size) over (order by ${names} rows unbounded preceding) as millwright_end from given) as ends
  where millwright_end - millwright_size < ${bytes}`

const keyOf = (key: readonly string[], row: Row): readonly Value[] => key.map((name) => row[name] as Value)

const updateOf = ({ table, sets, differs }: Fill, where: Sql): Sql => {
  const changes = sets.map(([column, expression]) => sql`${sql.id(column)} = ${expression}`)
  return sql`update ${sql.table(table)} as t set ${sql.join(changes)} where ${where} and (${differs})`
}

/** Rows stay where they are, and only sums of their digests travel: one walk to the end of the block, and the change. */
async function summed(tx: Queries, fill: Fill, { where, rows }: Omit<FillBlock, 'bytes'>): Promise<FilledBlock> {
  const { table, key, differs, own } = fill
  const { of, sumOf } = own === true ? ownDigests : sharedDigests
  const digest = of({ types: fill.types, alias: 't', columns: fill.columns })
  const names = sql.ids(key)
  const found = (await tx.get(sql`with block as materialized (
      select ${names}, case when ${differs} then ${digest} end as millwright_digest from ${sql.table(table)} as t
      where ${where} order by ${names} limit ${rows}), last_one as (${lastOne(key)})
    select count(*) as n, count(millwright_digest) as differing, ${sumOf(sql`millwright_digest`)}, ${lastsOf(key)} from block`)) as Row
  const [read, before] = [countOf(found['n']), sumFrom(found)]
  if (read === 0) return { read, last: undefined, changed: 0, before, after: before, rows: [] }
  const last = lastIn(key, found)
  if (countOf(found['differing']) === 0) return { read, last, changed: 0, before, after: before, rows: [] }
  const range = sql`${where} and (${names}) <= (${sql.join(last)})`
  const after = (await tx.get(sql`with changed as (${updateOf(fill, range)} returning ${digest} as millwright_digest)
    select count(*) as n, ${sumOf(sql`millwright_digest`)} from changed`)) as Row
  return { read, last, changed: countOf(after['n']), before, after: sumFrom(after), rows: [] }
}

/** The key of a block's last row, and its values beside what is told of the block. */
const lastOne = (key: readonly string[]): Sql =>
  sql`select ${sql.ids(key)} from block order by ${sql.join(key.map((name) => sql`${sql.id(name)} desc`))} limit 1`

const lastsOf = (key: readonly string[]): Sql =>
  sql.join(key.map((name, at) => sql`(select ${sql.id(name)} from last_one) as ${sql.id(lastName(at))}`))

const lastName = (at: number): string => `millwright_last_${at}`

const lastIn = (key: readonly string[], row: Row): readonly Value[] => key.map((_, at) => row[lastName(at)] as Value)

/** Rows travel once as they were, with their digests before and after. */
async function journaled(tx: Queries, fill: Fill, range: Range): Promise<FilledBlock> {
  const { key, columns, types, table } = fill
  const digest = digestOf({ types, alias: 't', columns })
  const old = await tx.all(sql`select ${sql.ids(columns)}, ${digest} as millwright_digest from ${sql.table(table)} as t
    where ${range.where} and (${fill.differs}) order by ${sql.ids(key)}`)
  const news = await tx.all(
    sql`${updateOf(fill, range.where)} returning ${sql.ids(key)}, ${digest} as millwright_digest`,
  )
  const after = new Map(news.map((row) => [packValues(keyOf(key, row)), digestIn(row)]))
  const rows = old.map((row) => {
    const values = keyOf(key, row)
    return [values, columns.map((name) => row[name] as Value), after.get(packValues(values)) ?? ''] as const
  })
  const sums = { before: sum(old.map(digestIn)), after: sum(news.map(digestIn)) }
  return { read: range.read, last: range.last, isCut: range.isCut, changed: news.length, ...sums, rows }
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
  const { of, sumOf } = order.own === true && !order.isJournaled ? ownDigests : sharedDigests
  const digest = of({ types, alias: 't', columns })
  const build: Builder['build'] = (tx, { after, rows }) => {
    const names = sql.ids(order.key)
    const behind = after === undefined ? sql`` : sql`where (${names}) > (${sql.join(after)})`
    const block = sql`select * from (${order.select}\n) as q ${behind} order by ${names} limit ${rows}`
    return buildBlock(tx, { ...order, columns, digest, sumOf }, block)
  }
  return { columns, build }
}

type Build = BuildOrder & {
  readonly columns: readonly string[]
  readonly digest: Sql
  readonly sumOf: (digest: Sql) => Sql
}

/** One statement: the block is read once, and the key of its last row comes back with what was written. */
async function buildBlock(tx: Queries, build: Build, block: Sql): Promise<BuiltBlock> {
  const { table, key, columns, digest, sumOf, isJournaled } = build
  const names = sql.ids(key)
  const told = isJournaled ? sql`${digest} as millwright_digest, ${names}` : sql`${digest} as millwright_digest`
  const facts = sql`(select count(*) from block) as millwright_read, ${lastsOf(key)}`
  const insert = sql`with block as materialized (${block}), last_one as (${lastOne(key)}),
    written as (insert into ${sql.table(table)} as t (${sql.ids(columns)}) select ${sql.ids(columns)} from block returning ${told})`
  return isJournaled
    ? toldRows(build, await tx.all(sql`${insert} select written.*, ${facts} from written`))
    : toldSums(
        build,
        await tx.get(sql`${insert} select count(*) as n, ${sumOf(sql`millwright_digest`)}, ${facts} from written`),
      )
}

const lastRead = ({ key }: Build, row: Row | undefined): readonly Value[] | undefined =>
  row === undefined || countOf(row['millwright_read']) === 0 ? undefined : lastIn(key, row)

function toldRows(build: Build, rows: readonly Row[]): BuiltBlock {
  const digests = rows.map(digestIn)
  const created = rows.map((row, at) => [keyOf(build.key, row), digests[at] as string] as const)
  const [first] = rows
  const read = countOf(first?.['millwright_read'])
  return { read, written: rows.length, last: lastRead(build, first), sum: sum(digests), rows: created }
}

const toldSums = (build: Build, row: Row | undefined): BuiltBlock => ({
  read: countOf(row?.['millwright_read']),
  written: countOf(row?.['n']),
  last: lastRead(build, row),
  sum: row === undefined ? zero : sumFrom(row),
  rows: [],
})
