import { createHash } from 'node:crypto'
import { type Queries, type Row, sql } from 'millwright'

export type ColumnHead = { readonly name: string; readonly type: string }

/** A table of a backup without its rows. */
export type TableHead = {
  readonly schema: string
  readonly name: string
  readonly columns: readonly ColumnHead[]
  readonly primary_key: readonly string[]
}

/** All tables of the current schema but the ledger, in the order of their names. */
export async function readTableHeads(db: Queries): Promise<readonly TableHead[]> {
  const rows = await db.all(headsQuery)
  return rows.map((row) => ({
    schema: String(row['schema']),
    name: String(row['name']),
    columns: listIn<ColumnHead>(row, 'columns'),
    primary_key: listIn<string>(row, 'key'),
  }))
}

const listIn = <T>(row: Row, name: string): readonly T[] => JSON.parse(String(row[name])) as readonly T[]

const headsQuery = sql`select current_schema() as schema, c.relname as name,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns,
    coalesce((select json_agg(a.attname order by k.at) from pg_index i, unnest(i.indkey) with ordinality as k (number, at),
        pg_attribute a where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number), '[]')::text as key
  from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname not like 'millwright\\_%'
  order by c.relname collate "C"`

/**
 * The rows of a table as lists in JSON, in the order of its key. Numbers that JavaScript would round, dates and times are texts;
 * bytes are base64; arrays and JSON are what they are.
 */
export async function* rowLines(db: Queries, table: TableHead): AsyncGenerator<string> {
  for await (const block of db.read(rowsQuery(table), 2_000)) for (const [line] of block.rows) yield String(line)
}

function rowsQuery({ name, columns, primary_key: key }: TableHead) {
  const line = `json_build_array(${columns.map(asJson).join(', ')})::text`
  const typeOf = new Map(columns.map((column) => [column.name, column.type]))
  const order = key.map((column) => ordered(column, typeOf.get(column) ?? ''))
  return sql.raw(`select ${line} as line from ${quoted(name)} order by ${order.join(', ') || `${line} collate "C"`}`)
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const ordered = (name: string, type: string): string =>
  /^(text|character)/.test(type) ? `${quoted(name)} collate "C"` : quoted(name)

function asJson({ name, type }: ColumnHead): string {
  const column = quoted(name)
  if (['boolean', 'integer', 'smallint', 'json', 'jsonb'].includes(type)) return column
  if (type === 'bytea') return `translate(encode(${column}, 'base64'), E'\\n', '')`
  return type.endsWith('[]') ? `${column}::text[]` : `${column}::text`
}

/** The way back: what a column becomes of its place in such a list `r`. */
export function fromJson({ type }: ColumnHead, at: number): string {
  if (type === 'json' || type === 'jsonb') return `nullif(r->${at}, 'null')::${type}`
  if (type === 'bytea') return `decode(r->>${at}, 'base64')`
  if (!type.endsWith('[]')) return `(r->>${at})::${type}`
  return `case when jsonb_typeof(r->${at}) = 'array' then array(select jsonb_array_elements_text(r->${at}))::${type} end`
}

type Print = {
  readonly add: (line: string) => void
  readonly end: () => { readonly row_count: number; readonly fingerprint: string }
}

/** Counts lines and makes their fingerprint: equal exactly when the rows are. */
export function newPrint(): Print {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add: (line) => {
      hash.update(line).update('\n')
      rows++
    },
    end: () => ({
      row_count: rows,
      fingerprint: hash.digest('hex'),
    }),
  }
}

/** The fingerprints of all tables, as a backup has them. */
export async function fingerprintsOf(db: Queries): Promise<Readonly<Record<string, string>>> {
  const prints: Record<string, string> = {}
  for (const table of await readTableHeads(db)) {
    const print = newPrint()
    for await (const line of rowLines(db, table)) print.add(line)
    prints[table.name] = print.end().fingerprint
  }
  return prints
}
