import type { DatabaseSync } from 'node:sqlite'

/**
 * A schema as SQLite's own pragmas and texts tell it, read without any code of the differ. The order of columns and of
 * constraints does not count, nor do white space, case and quotes.
 */
export function schemaOf(db: DatabaseSync): Readonly<Record<string, unknown>> {
  const all = (query: string) => db.prepare(query).all() as Record<string, string | number | null>[]
  const quoted = (name: unknown) => `'${String(name).replaceAll("'", "''")}'`
  const found: Record<string, unknown> = {}
  for (const { type, name, tbl_name: table, sql } of all(
    "select * from sqlite_schema where sql is not null and name not like 'sqlite%' and name not like 'millwright%' and tbl_name not like 'millwright%'",
  )) {
    const label = `${type} ${String(name).toLowerCase()}`
    if (type !== 'table') {
      found[label] = plain(String(sql))
      continue
    }
    const of = quoted(table)
    found[label] = {
      options: all(`select wr, strict, type from pragma_table_list where name = ${of} and schema = 'main'`)[0],
      columns: sorted(
        all(
          `select lower(name) as name, upper(type) as type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo(${of})`,
        ),
      ),
      keys: sorted(
        all(
          `select lower("table") as parent, lower("from") as "from", lower(coalesce("to", '')) as "to", on_update, on_delete, "match", seq from pragma_foreign_key_list(${of})`,
        ),
      ),
      indexes: sorted(
        all(`select name, "unique", origin, partial from pragma_index_list(${of})`).map(({ name: index, ...rest }) => ({
          ...rest,
          parts: all(
            `select lower(name) as name, "desc", coll from pragma_index_xinfo(${quoted(index)}) where key = 1`,
          ),
        })),
      ),
      checks: pieces(String(sql), 'check').sort(),
      generated: pieces(String(sql), 'as').sort(),
      words: [
        'autoincrement',
        'deferrable initially deferred',
        'on conflict \\w+',
        'collate \\w+',
        'constraint \\w+',
      ].map((word) => (plain(String(sql)).match(new RegExp(`\\b${word}`, 'g')) ?? []).sort()),
    }
  }
  return found
}

const sorted = <T>(list: readonly T[]): readonly T[] =>
  list
    .map((each) => [JSON.stringify(each), each] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each)

const plain = (text: string): string =>
  text
    .replace(/--[^\n]*|\/\*.*?\*\//gs, ' ')
    .replace(/["`[\]]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),=<>]) ?/g, '$1')
    .toLowerCase()
    .trim()

/** What stands in the parentheses behind a word. */
function pieces(sql: string, word: string): string[] {
  const text = plain(sql)
  return [...text.matchAll(new RegExp(`\\b${word} ?\\(`, 'g'))].map((match) => {
    const start = match.index + match[0].length
    let depth = 1
    let end = start
    for (; depth > 0 && end < text.length; end++) depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0
    return text.slice(start, end - 1)
  })
}

/** Every row of every table, by column names, and the numbers that AUTOINCREMENT gave. */
export function rowsOf(db: DatabaseSync): Readonly<Record<string, unknown>> {
  const tables = db
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'millwright%' and (name not like 'sqlite%' or name = 'sqlite_sequence')",
    )
    .all()
  return Object.fromEntries(
    tables.flatMap(({ name }) => {
      const statement = db.prepare(`select * from "${String(name).replaceAll('"', '""')}"`)
      statement.setReadBigInts(true)
      const rows = statement.all().map((row) =>
        Object.entries(row)
          .map(([column, value]) => `${column.toLowerCase()}: ${typeof value} ${String(value)}`)
          .sort()
          .join(', '),
      )
      // Once made, SQLite's own table of numbers stays for ever.
      return name === 'sqlite_sequence' && rows.length === 0 ? [] : [[String(name).toLowerCase(), rows.sort()]]
    }),
  )
}
