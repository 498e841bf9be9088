import type { Syntax } from '../../kernel/sql.ts'

/** A name in double quotes; a quote inside is doubled. https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text in single quotes, whatever `standard_conforming_strings` says. */
export const quoteText = (text: string): string =>
  text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`

const plainPart = /^[^."]+$/
const path = /^(?:"(?:[^"]|"")+"|[^."]+)(?:\.(?:"(?:[^"]|"")+"|[^."]+))*$/
const parts = /"((?:[^"]|"")+)"|[^."]+/g

/**
 * How a table is called above the port: by its name where it stands in the schema that names are looked up in first,
 * else by both. A part that holds a dot or a quote is written in quotes.
 */
export const tableName = (schema: string, name: string, home: string): string =>
  schema === home ? partOf(name) : `${partOf(schema)}.${partOf(name)}`

const partOf = (name: string): string => (plainPart.test(name) ? name : quote(name))

/** The names in such a path; a text that is no path is one name. */
export function pathParts(name: string): readonly string[] {
  if (!path.test(name)) return [name]
  return [...name.matchAll(parts)].map(([part, quoted]) => quoted?.replaceAll('""', '"') ?? part)
}

export const quoteTable = (name: string): string => pathParts(name).map(quote).join('.')

/** Bytes say what they are: in a place whose type the server guesses from the value, it would take them for text. */
export const syntax: Syntax = {
  quote,
  quoteTable,
  placeholder: (at, value) => (value instanceof Uint8Array ? `$${at}::bytea` : `$${at}`),
}
