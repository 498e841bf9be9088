import type { Queries } from '../../../../kernel/connection.ts'
import type { Finding } from '../../../../kernel/finding.ts'
import { wordsBeneath } from '../../../../kernel/problem.ts'
import { sql } from '../../../../kernel/sql.ts'
import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { needsFill, needsUsing, valuesLost } from '../../../../schema/questions.ts'
import { castOf } from '../write/cast.ts'
import { quoteText } from '../../syntax.ts'
import type { Pair } from '../write/fate.ts'
import { ident } from '../write/ident.ts'
import type { Script } from '../write/script.ts'
import { broken, convertedValue, rowsNow, rowsThen, stateOf, tableWithRows, valueOf } from './rows.ts'

/** Whether every value can become what it is to become, and whether it would come back. */
export async function proveConversions(db: Queries, script: Script): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const id of script.fate.converted) {
    const pair = script.fate.altered.get(id)
    if (pair === undefined || tableWithRows(script, pair.to.of ?? '') === undefined) continue
    findings.push(...(await proveConversion(db, script, pair)))
  }
  return findings
}

async function proveConversion(db: Queries, script: Script, pair: Pair): Promise<readonly Finding[]> {
  const { from, to } = pair
  const [table, column] = [to.of ?? '', ident(to.name)]
  const facts = { from: from.facts['type'] ?? '', to: to.facts['type'] ?? '' }
  for (const condition of misfits(script, pair)) {
    const found = await broken(db, `select ${column} from ${rowsNow(script, table)} as now where ${condition}`)
    if (found !== undefined) return [needsUsing(table, to.name, { ...facts, ...found })]
  }
  const value = convertedValue(script, pair)
  const words = await refusal(db, `select count(${value}) from ${rowsNow(script, table)} as now`)
  if (words !== undefined) return [needsUsing(table, to.name, { ...facts, samples: [words] })]
  return proveWayBack(db, script, pair)
}

/** Conditions under which a value does not fit, as far as they can be told from the types. */
function misfits(script: Script, { from, to }: Pair): readonly string[] {
  if (script.wordsOn(script.order.answers.usings, to) !== undefined) return []
  const column = ident(to.name)
  const type = to.facts['type'] ?? ''
  const length = /^character(?: varying)?\((\d+)\)$/.exec(type)?.[1]
  const labels = newEnum(script, to)?.members
  return [
    ...(castOf(from.facts['type'] ?? '', type).mayRound
      ? [`${column} is distinct from ${column}::${type}::${from.facts['type']}`]
      : []),
    ...(length === undefined ? [] : [`pg_catalog.char_length(${column}::text) > ${length}`]),
    ...(labels === undefined || type.endsWith(']')
      ? []
      : [`${column}::text <> all (array[${labels.map((label) => quoteText(label).trim()).join(', ')}]::text[])`]),
  ]
}

/** The enum that a column gets for its type, where that is another one than before. */
const newEnum = ({ fate }: Script, column: Entity): Entity | undefined =>
  column.needs.map((id) => fate.to.get(id)).find((need) => need?.facts['form'] === 'enum' && fate.made.has(idOf(need)))

/** The server's words against a value; a query that it cannot understand yet proves nothing. */
async function refusal(db: Queries, query: string): Promise<string | undefined> {
  try {
    await db.get(sql.raw(query))
    return undefined
  } catch (error) {
    if (!stateOf(error).startsWith('22')) return undefined
    return wordsBeneath(error)
  }
}

async function proveWayBack(db: Queries, script: Script, pair: Pair): Promise<readonly Finding[]> {
  const { from, to } = pair
  const column = ident(to.name)
  const value = convertedValue(script, pair)
  const back = castOf(to.facts['type'] ?? '', from.facts['type'] ?? '')
  const type = from.facts['type'] ?? ''
  const condition =
    back.way === 'none'
      ? `${column} is distinct from (${value})::text::${type}`
      : `${column}::text is distinct from (${value})::${type}::text`
  const found = await broken(db, `select ${column} from ${rowsNow(script, to.of ?? '')} as now where ${condition}`)
  if (found === undefined) return []
  const { answer: _, ...finding } = valuesLost(
    `${to.of}.${to.name}`,
    `values come back from ${to.facts['type']} in another form: ${found.look}`,
  )
  return [{ ...finding, rows: found.rows, samples: found.samples }]
}

/** Whether rows have a value where they must have one. */
export async function proveNotNull(db: Queries, script: Script): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { from, to } of script.fate.altered.values()) {
    if (!isBound({ from, to }) || tableWithRows(script, to.of ?? '') === undefined) continue
    const query = `select * from ${rowsThen(script, to.of ?? '')} as later where ${ident(to.name)} is null`
    const found = (await broken(db, query)) ?? (await broken(db, plainNulls(script, to)))
    if (found !== undefined) findings.push({ ...needsFill(to.of ?? '', to.name, found.rows), samples: found.samples })
  }
  return findings
}

const isBound = ({ from, to }: Pair): boolean =>
  to.kind === 'column' && from.facts['nullability'] === undefined && to.facts['nullability'] !== undefined

/** The same without all other columns, of which one may not be told yet. */
const plainNulls = (script: Script, column: Entity): string =>
  `select * from ${rowsNow(script, column.of ?? '')} as now where ${valueOf(script, column)} is null`
