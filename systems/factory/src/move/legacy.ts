import { type Sql, sql } from 'millwright'
import type { Facts } from './facts.ts'
import { sevenAsSeventeen } from './seven-tables.ts'

/** A query of the seventeen tables, as the legacy database at hand can answer it. */
export type Legacy = (select: Sql) => Sql

/**
 * Queries name the seventeen tables as the specification does. Where a database calls them otherwise, or has seven others,
 * the names stand for queries of what it has: nothing is made there, and the planner sees through them.
 */
export function legacyOf({ profile, mapping }: Pick<Facts, 'profile' | 'mapping'>): Legacy {
  const tables17 = profile === 'factory-7' ? sevenAsSeventeen(mapping) : renamed(mapping)
  const named =
    mapping.counts.mode === 'cumulative'
      ? [...tables17.filter(({ name }) => name !== counted), increments(tables17)]
      : tables17
  if (named.length === 0) return (select) => select
  const tables = sql.join(
    named.map(({ name, query }) => sql`${sql.id(name)} as not materialized (${query})`),
    ',\n  ',
  )
  return (select) => sql`with ${tables}\n${select}`
}

type Named = { readonly name: string; readonly query: Sql }

function renamed({ tables }: Facts['mapping']): readonly Named[] {
  return Object.entries(tables).map(([name, { from = name, columns }]) => {
    const aliases = Object.entries(columns).map(([ours, theirs]) => sql`, ${sql.id(theirs)} as ${sql.id(ours)}`)
    return { name, query: sql`select *${sql.join(aliases, '')} from ${schemaTable(from)}` }
  })
}

const counted = 'ProductionMetric'

/** What a counter gained since the reading before; one that shows less than before began anew. */
function increments(tables: readonly Named[]): Named {
  const query = tables.find(({ name }) => name === counted)?.query ?? sql`select * from ${schemaTable(counted)}`
  const gained = (column: string): Sql =>
    sql.raw(`case when last_value("${column}") over before is null then 0 when "${column}" < last_value("${column}") over before
      then "${column}" else "${column}" - last_value("${column}") over before end as "${column}"`)
  return {
    name: counted,
    query: sql`select id, "workUnitId", "timestamp", ${gained('totalOutput')}, ${gained('goodOutput')}, ${gained('defectiveOutput')},
        "actualCycleTime", "productType", "createdAt"
      from (${query}) as counters
      window before as (partition by "workUnitId" order by "timestamp" groups between 1 preceding and 1 preceding)`,
  }
}

/** Within a query of the same name the table itself is meant by its schema. */
const schemaTable = (name: string): Sql => sql`public.${sql.id(name)}`
