import type { Finding } from '../kernel/finding.ts'
import { formatCount, oneLine } from '../kernel/text.ts'
import type { DatabaseContent } from './content.ts'
import type { TableFacts } from './manifest.ts'

/** Every difference between what a database should hold and what it holds. */
export function compareContent(expected: DatabaseContent, found: DatabaseContent): readonly Finding[] {
  const names = [...new Set([...Object.keys(expected.tables), ...Object.keys(found.tables)])].sort()
  return [
    ...names.flatMap((name) => compareTable(name, entry(expected.tables, name), entry(found.tables, name))),
    ...compareSchema(expected.schema, found.schema),
    ...compareOrphans(expected.orphans, found.orphans),
  ]
}

type MaybeTable = TableFacts | undefined

function compareTable(name: string, expected: MaybeTable, found: MaybeTable): readonly Finding[] {
  if (expected === undefined) return [tableTooMany(name)]
  if (found === undefined) return [tableMissing(name, expected.rows)]
  if (expected.columns.join('\n') !== found.columns.join('\n')) return [columnsDiffer(name, expected, found)]
  if (expected.rows !== found.rows) return [rowsDiffer(name, expected.rows, found.rows)]
  return expected.fingerprint === found.fingerprint ? [] : [contentDiffers(name, expected, found)]
}

const tableTooMany = (name: string): Finding => deviation('BAK208', name, `table ${oneLine(name)} should not be there.`)

const tableMissing = (name: string, rows: number): Finding =>
  deviation('BAK207', name, `table ${oneLine(name)} with ${formatCount(rows)} rows is missing.`)

const columnsDiffer = (name: string, expected: TableFacts, found: TableFacts): Finding => {
  const lists = [expected, found].map(({ columns }) => oneLine(columns.join(', ')))
  return deviation('BAK209', name, `table ${oneLine(name)} should have the columns ${lists[0]}, but has ${lists[1]}.`)
}

const rowsDiffer = (name: string, expected: number, found: number): Finding =>
  deviation(
    'BAK210',
    name,
    `table ${oneLine(name)} should have ${formatCount(expected)} rows, but has ${formatCount(found)}.`,
  )

const contentDiffers = (name: string, expected: TableFacts, found: TableFacts): Finding =>
  deviation(
    'BAK211',
    name,
    `table ${oneLine(name)} should have the fingerprint ${expected.fingerprint}, but has ${found.fingerprint}.`,
  )

const compareSchema = (expected: string, found: string): readonly Finding[] =>
  expected === found
    ? []
    : [deviation('BAK206', 'schema', `the schema should have the fingerprint ${expected}, but has ${found}.`)]

/** Fewer rows that point at nothing would be a difference of the rows themselves; only more of them are told here. */
function compareOrphans(expected: DatabaseContent['orphans'], found: DatabaseContent['orphans']): readonly Finding[] {
  return Object.entries(found).flatMap(([link, rows]) => {
    const before = entry(expected, link) ?? 0
    const message = `${oneLine(link)}: ${formatCount(before)} rows should point at nothing, but ${formatCount(rows)} do.`
    return rows > before ? [deviation('BAK205', link, message)] : []
  })
}

const entry = <T>(map: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined

/** A finding that says a backup, or what was made of it, is not what it should be. */
export const deviation = (code: string, subject: string, message: string): Finding => ({
  code,
  severity: 'critical',
  subject,
  message,
})
