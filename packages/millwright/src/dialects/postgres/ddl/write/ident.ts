import { quote } from '../../syntax.ts'

// All words that cannot always stand as a name: https://www.postgresql.org/docs/current/sql-keywords-appendix.html
const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char
  character check coalesce collate collation column concurrently constraint create cross current_catalog current_date
  current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do
  else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike
  in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg json_exists
  json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like
  limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset
  on only or order out outer overlaps overlay placing position precision primary real references returning right row select
  session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to trailing
  treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat
  xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
)

/** A name as SQL needs it: in quotes only where it must be. */
export const ident = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) && !reserved.has(name) ? name : quote(name)

/** The schema of an address that PostgreSQL printed with one, as SQL writes it. */
export const schemaOf = (path: string): string => /^(?:"(?:[^"]|"")+"|[^."]+)/.exec(path)?.[0] ?? ''

/** The same name in the schema of another address. */
export const beside = (path: string, name: string): string => `${schemaOf(path)}.${ident(name)}`

const longest = 63 // bytes of a name; the server would cut the rest off without a word

/** A name for a helper, the same whenever it is asked for, and never too long. */
export function helperName(purpose: string, ...names: readonly string[]): string {
  const name = ['millwright', purpose, ...names].join('_')
  if (Buffer.byteLength(name) <= longest) return name
  const mark = hashOf(name)
  const head = Buffer.from(name).subarray(0, longest - mark.length - 1)
  return `${head.toString().replace(/\uFFFD+$/, '')}_${mark}`
}

/** FNV-1a over the bytes, for names alone. */
const hashOf = (text: string): string =>
  Buffer.from(text)
    .reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619) >>> 0, 2_166_136_261)
    .toString(36)
