import type { Queries } from '../../../../kernel/connection.ts'
import type { Finding } from '../../../../kernel/finding.ts'
import type { Entity } from '../../../../schema/catalogue.ts'
import { rowsBreak } from '../../../../schema/questions.ts'
import { ident } from '../write/ident.ts'
import type { Script } from '../write/script.ts'
import { broken, rowsNow, rowsThen, tableWithRows } from './rows.ts'

/** Whether the rows, as they will be, keep every constraint and unique index that comes. */
export async function proveConstraints(db: Queries, script: Script): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const entity of coming(script)) {
    for (const query of breakingRows(script, entity)) {
      const found = await broken(db, query)
      if (found === undefined) continue
      findings.push(rowsBreak(entity.of ?? '', entity.name, found))
      break
    }
  }
  return findings
}

const isProven = (entity: Entity): boolean => !(entity.facts['definition'] ?? '').endsWith(' NOT VALID')

/** What comes or is to be proven now; what is only made anew held before. */
function coming({ fate, order }: Script): readonly Entity[] {
  const changed = order.changes.flatMap((change) =>
    change.kind === 'create' ? [change.entity] : change.kind === 'alter' ? [change.to] : [],
  )
  const remade = [...fate.made.values()].filter(({ kind }) => kind === 'constraint' || kind === 'index')
  return [...new Set([...changed, ...remade])].filter(
    (entity) => (entity.kind === 'constraint' || entity.kind === 'index') && isProven(entity),
  )
}

/** Queries for the rows that break it. */
function breakingRows(script: Script, entity: Entity): readonly string[] {
  const { definition = '', on, type } = entity.facts
  if (on === 'domain') return domainRows(script, entity)
  const table = entity.of ?? ''
  if (tableWithRows(script, table) === undefined) return []
  const rows = `${rowsThen(script, table)} as ${ident(table.split('.').at(-1) ?? table)}`
  if (entity.kind === 'index') return uniqueIndexRows(definition, rows)
  return constraintRows(script, { definition, type }, rows)
}

type Told = { readonly definition: string; readonly type: string | undefined }

function constraintRows(script: Script, { definition, type }: Told, rows: string): readonly string[] {
  if (type === 'check') return [`select * from ${rows} where not (${insideOf(definition)})`]
  if (type === 'foreign key') return orphans(script, definition, rows)
  if (type === 'unique' || type === 'primary key')
    return twins({ keys: partsOf(insideOf(definition)), nullsToo: definition.includes(' NULLS NOT DISTINCT') }, rows)
  return []
}

/** What stands in the first parentheses of a text. */
function insideOf(text: string): string {
  const start = text.indexOf('(')
  return text.slice(start + 1, closing(text, start))
}

/** Where the parenthesis that opens here is closed; quotes are stepped over. */
function closing(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === "'" || char === '"') at = text.indexOf(char, at + 1)
    if (at === -1) return text.length
    if (char === '(') depth++
    if (char === ')' && --depth === 0) return at
  }
  return text.length
}

/** A list cut at the commas that stand in no parentheses. */
function partsOf(list: string): readonly string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at <= list.length; at++) {
    const char = list[at]
    if (char === "'" || char === '"') at = Math.max(at, list.indexOf(char, at + 1))
    if (char === '(') at = closing(list, at)
    if (at < list.length && char !== ',') continue
    parts.push(list.slice(start, at).trim())
    start = at + 1
  }
  return parts
}

type Keys = { readonly keys: readonly string[]; readonly nullsToo: boolean; readonly where?: string }

const twins = ({ keys, nullsToo, where = '' }: Keys, rows: string): readonly string[] => {
  const present = nullsToo ? [] : keys.map((key) => `(${key}) is not null`)
  const conditions = [...present, ...(where === '' ? [] : [`(${where})`])]
  const filter = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  return [
    `select ${keys.join(', ')}, count(*) as rows from ${rows}${filter} group by ${keys.map((_, at) => at + 1).join(', ')} having count(*) > 1`,
  ]
}

const uniqueIndex = /^CREATE UNIQUE INDEX ON .*? USING \w+ \(/

function uniqueIndexRows(definition: string, rows: string): readonly string[] {
  const head = uniqueIndex.exec(definition)?.[0]
  if (head === undefined) return []
  const list = insideOf(definition.slice(head.length - 1))
  const rest = definition.slice(head.length + list.length)
  const where = / WHERE \((.*)\)$/s.exec(rest)?.[1] ?? ''
  return twins({ keys: partsOf(list).map(bareKey), nullsToo: rest.includes(' NULLS NOT DISTINCT'), where }, rows)
}

/** The key without what is said of its order and of how it is compared. */
const bareKey = (key: string): string =>
  key.startsWith('(')
    ? key.slice(0, closing(key, 0) + 1)
    : key.replace(/(?: (?:DESC|ASC|NULLS FIRST|NULLS LAST|\w+_ops))+$/, '')

const reference = /^FOREIGN KEY \((.*?)\) REFERENCES ((?:"(?:[^"]|"")+"|[^\s("]+)+)\((.*?)\)/

function orphans(script: Script, definition: string, rows: string): readonly string[] {
  const [, columns = '', parent = '', keys = ''] = reference.exec(definition) ?? []
  const names = partsOf(columns)
  const present = names.map((name) => `child.${name} is not null`).join(' and ')
  const entity = [...script.fate.to.byId.values()].find(
    ({ kind, facts }) => kind === 'table' && facts['path'] === parent,
  )
  const matches = partsOf(keys).map((key, at) => `parent.${key} = child.${names[at]}`)
  const source = entity === undefined ? undefined : parentRows(script, entity)
  const absent =
    source === undefined ? '' : ` and not exists (select from ${source} as parent where ${matches.join(' and ')})`
  return [`select child.* from (select * from ${rows}) as child where ${present}${absent}`]
}

/** The rows of the other table as they will be; a new one has none yet, and those of a part are those of its parent. */
function parentRows(script: Script, table: Entity): string | undefined {
  if (tableWithRows(script, table.name) !== undefined) return rowsThen(script, table.name)
  return script.fate.from.get(`table ${table.name}`) === undefined ? undefined : table.facts['path']
}

/** Values of all columns of a domain under a check that comes. */
function domainRows(script: Script, { of = '', facts }: Entity): readonly string[] {
  const check = insideOf(facts['definition'] ?? '')
  const columns = [...script.fate.from.byId.values()].filter(
    (entity) =>
      entity.kind === 'column' &&
      entity.needs.includes(`type ${of}`) &&
      tableWithRows(script, entity.of ?? '') !== undefined,
  )
  return columns.map(
    ({ of: table = '', name }) =>
      `select value from (select ${ident(name)} as value from ${rowsNow(script, table)} as now) as values where not (${check})`,
  )
}
