import type { Connection, Queries } from '../../kernel/connection.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import type { MadeKeys } from '../dialect.ts'
import { codeOf, failureOf, serverWords } from './failure.ts'
import { quoteTable } from './syntax.ts'

/** A column that takes its value from a sequence when it is given none. */
type Counter = { readonly column: string; readonly sequence: string; readonly isRising: boolean }

export const madeKeys: MadeKeys = { advance, probe }

/** Sequences that belong to a column, as those of serial and identity, and those that a default asks. */
async function countersOf(db: Queries, table: string): Promise<readonly Counter[]> {
  const rows = await db.all(sql`
    with owned as (
      select d.refobjid as relation, d.refobjsubid as number, d.objid as sequence from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.deptype in ('a', 'i') and d.refobjsubid > 0
      union
      select f.adrelid, f.adnum, d.refobjid from pg_catalog.pg_attrdef f join pg_catalog.pg_depend d
        on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = f.oid and d.refclassid = 'pg_catalog.pg_class'::regclass
    )
    select a.attname as name, q.seqrelid::regclass::text as sequence, q.seqincrement > 0 as rising
    from owned join pg_catalog.pg_sequence q on q.seqrelid = owned.sequence
    join pg_catalog.pg_attribute a on a.attrelid = owned.relation and a.attnum = owned.number
    where owned.relation = ${quoteTable(table)}::regclass and a.atttypid in (20, 21, 23, 1700) order by a.attnum, 2`)
  return rows.map((row) => ({
    column: String(row['name']),
    sequence: String(row['sequence']),
    isRising: row['rising'] === true,
  }))
}

async function advance(db: Queries, table: string): Promise<void> {
  for (const counter of await countersOf(db, table)) await db.all(advanceQuery(table, counter))
}

/** A sequence that has not come so far is set to the last key; one whose range ends before that is left to the probe. */
function advanceQuery(table: string, { column, sequence, isRising }: Counter): Sql {
  const [most, isBehind] = isRising ? [sql`max`, sql`>=`] : [sql`min`, sql`<=`]
  return sql`select pg_catalog.setval(${sequence}::regclass, given.last::bigint)
    from (select ${most}(${sql.id(column)}) as last from ${sql.table(table)}) as given,
      (select case when is_called then last_value + seqincrement else last_value end as next, seqmin, seqmax
        from ${sql.raw(sequence)}, pg_catalog.pg_sequence where seqrelid = ${sequence}::regclass) as counter
    where given.last ${isBehind} counter.next and given.last between counter.seqmin and counter.seqmax`
}

const takenBack = Symbol('taken back')

async function probe(db: Connection, table: string): ReturnType<MadeKeys['probe']> {
  const counters = await countersOf(db, table)
  const columns = [...new Set(counters.map(({ column }) => column))]
  if (columns.length === 0) return { columns }
  const why = (await insertCopy(db, table, columns)) ?? (await behind(db, table, counters))
  return why === undefined ? { columns } : { columns, why }
}

/** A row like the first one, with keys of its own. A constraint on its other columns says nothing about the keys. */
async function insertCopy(db: Connection, table: string, made: readonly string[]): Promise<string | undefined> {
  const rest = await db.all(sql`select attname as name from pg_catalog.pg_attribute
    where attrelid = ${quoteTable(table)}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`)
  const others = rest.map(({ name }) => String(name)).filter((name) => !made.includes(name))
  const copy =
    others.length === 0
      ? sql`insert into ${sql.table(table)} default values`
      : sql`insert into ${sql.table(table)} (${sql.ids(others)}) select ${sql.ids(others)} from ${sql.table(table)} limit 1`
  try {
    await db.transaction(async (tx) => {
      await tx.run(copy)
      throw takenBack
    })
  } catch (error) {
    if (error === takenBack || isAboutOthers(error, made)) return undefined
    if (failureOf(error) === 'busy' || failureOf(error) === 'lost') throw error
    return serverWords(error)
  }
  return undefined
}

/** The server tells which columns met a row that is there: none of them is a made key then. */
function isAboutOthers(error: unknown, made: readonly string[]): boolean {
  const { cause } = error as { readonly cause?: { readonly detail?: string } }
  if (codeOf(cause) === '23505') return !made.some((name) => keyWords(cause?.detail).includes(name))
  return ['23514', '23P01', 'P0001'].includes(codeOf(cause) ?? '')
}

// Key (id, "Other name")=(1, x) already exists.
const keyWords = (detail = ''): readonly string[] =>
  (/\((.*?)\)=/.exec(detail)?.[1] ?? '').split(', ').map((name) => name.replace(/^"|"$/g, ''))

/** Whether the next key of a counter stands in the table, or lies on the wrong side of one that does. */
async function behind(db: Queries, table: string, counters: readonly Counter[]): Promise<string | undefined> {
  for (const { column, sequence, isRising } of counters) {
    const [most, isBehind] = isRising ? [sql`max`, sql`>=`] : [sql`min`, sql`<=`]
    const found = await db.get(sql`select given.last::text as last, counter.next::text as next
      from (select ${most}(${sql.id(column)}) as last from ${sql.table(table)}) as given,
        (select case when is_called then last_value + seqincrement else last_value end as next
          from ${sql.raw(sequence)}, pg_catalog.pg_sequence where seqrelid = ${sequence}::regclass) as counter
      where given.last ${isBehind} counter.next`)
    if (found !== undefined)
      return `${sequence} gives ${String(found['next'])} next, and ${column} has come to ${String(found['last'])}`
  }
  return undefined
}
