import type { Finding } from '../../../../kernel/finding.ts'
import type { Entity } from '../../../../schema/catalogue.ts'
import { needsValue, valuesLost } from '../../../../schema/questions.ts'
import { quoteText } from '../../syntax.ts'
import { attributesOf } from './create.ts'
import { lastName } from './counters.ts'
import { dropStatements } from './drop.ts'
import type { Pair } from './fate.ts'
import { beside, helperName, ident } from './ident.ts'
import type { Script } from './script.ts'

const asideOf = (path: string): string => beside(path, helperName('old', lastName(path)))

/** Makes types anew under their names: the old ones stand aside until every column is converted. */
export function retypeAll(script: Script): void {
  const pairs = [...script.fate.retyped.values()]
  for (const { from } of pairs) {
    const path = from.facts['path'] ?? ''
    script.add('early', `alter type ${path} rename to ${ident(lastName(asideOf(path)))}`)
    if (from.facts['form'] === 'range') script.add('early', ...asideMultirange(from))
  }
  for (const { from } of pairs.toReversed()) {
    const path = asideOf(from.facts['path'] ?? '')
    script.add('tidy', ...dropStatements({ ...from, facts: { ...from.facts, path } }))
  }
  for (const pair of pairs) {
    tellOfLabels(script, pair)
    tellOfAttributes(script, pair)
  }
}

/** Attributes that go away take their values along. */
export function tellOfAttributes(script: Script, { from, to }: Pair): void {
  const kept = new Set(attributesOf(to.facts).map(([name]) => name))
  for (const [name] of attributesOf(from.facts)) {
    if (kept.has(name) || !script.isUp) continue
    script.lose()
    script.findings.push(lostFor(from, name))
  }
}

const lostFor = ({ name }: Entity, attribute: string): Finding => {
  const { answer: _, ...finding } = valuesLost(`${name}.${attribute}`, 'the attribute goes away with its values')
  return finding
}

const asideMultirange = ({ facts }: Entity): readonly string[] => {
  const [, name] = /multirange_type_name = (.*)$/.exec(facts['parts'] ?? '') ?? []
  if (name === undefined) return []
  const path = beside(facts['path'] ?? '', lastName(name))
  return [`alter type ${path} rename to ${ident(lastName(asideOf(path)))}`]
}

const lostLabels = ({ from, to }: Pair): readonly string[] =>
  to.members === undefined ? [] : (from.members ?? []).filter((label) => !to.members?.includes(label))

/** Asks what rows get that hold a label which goes away. */
function tellOfLabels(script: Script, pair: Pair): void {
  if (!script.isUp) return
  for (const label of lostLabels(pair)) {
    script.lose()
    if (mapped(script, pair.from, label) === undefined) script.findings.push(needsValue(pair.from.name, label))
  }
}

const mapped = (script: Script, type: Entity, label: string): string | undefined =>
  script.order.answers.values.find(
    (each) =>
      each.from === label &&
      (each.type === type.name ||
        script.wordsOn([{ table: each.type, column: '', sql: '1' }], { ...type, of: type.name, name: '' }) !==
          undefined),
  )?.to

/** How a value of a retyped type becomes one of its new form; undefined where the column has no such type. */
export function conversionOf(script: Script, { from, to }: Pair): string | undefined {
  const type = retypedBehind(script, from)
  if (type === undefined || from.facts['type'] !== to.facts['type']) return undefined
  const [column, target] = [ident(to.name), to.facts['type'] ?? '']
  if (type.from.facts['form'] === 'composite' && !target.endsWith(']')) return rowText(type, column, target)
  const values = mappedValues(script, type)
  return target.endsWith(']') ? arrayText(values, column, target) : scalarText(values, column, target)
}

/** The retyped type among those that something needs: of a domain over another one, that one. */
function retypedBehind(script: Script, { needs }: Entity): Pair | undefined {
  const pair = needs.map((id) => script.fate.retyped.get(id)).find((each) => each !== undefined)
  if (pair?.from.facts['form'] !== 'domain') return pair
  return retypedBehind(script, pair.from) ?? pair
}

const literal = (text: string): string => quoteText(text).trim()

type Values = readonly (readonly [label: string, value: string])[]

/** What somebody said of the labels that go away; in a down nothing was said. */
const mappedValues = (script: Script, pair: Pair): Values =>
  lostLabels(pair).flatMap((label) => {
    const value = script.isUp ? mapped(script, pair.from, label) : undefined
    return value === undefined ? [] : [[label, value] as const]
  })

function scalarText(values: Values, column: string, target: string): string {
  const text = `${column}::text`
  const cases = values.map(([label, value]) => ` when ${literal(label)} then ${literal(value)}`)
  return cases.length === 0 ? `${text}::${target}` : `(case ${text}${cases.join('')} else ${text} end)::${target}`
}

function arrayText(values: Values, column: string, target: string): string {
  const replaced = (text: string, [label, value]: readonly [string, string]): string =>
    `pg_catalog.array_replace(${text}, ${literal(label)}, ${literal(value)})`
  return `${values.reduce(replaced, `${column}::text[]`)}::${target}`
}

/** A row of the new attributes from those of the old one that have the same name. */
function rowText({ from, to }: Pair, column: string, target: string): string {
  const old = new Set(attributesOf(from.facts).map(([name]) => name))
  const parts = attributesOf(to.facts).map(([name, type]) =>
    old.has(name) ? `(${column}).${name}::${bare(type)}` : `null::${bare(type)}`,
  )
  return `case when ${column} is not distinct from null then null else row(${parts.join(', ')})::${target} end`
}

const bare = (type: string): string => type.replace(/ collate .*$/, '')
