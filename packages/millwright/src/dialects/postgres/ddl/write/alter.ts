import type { Entity, EntityKind } from '../../../../schema/catalogue.ts'
import { quoteText } from '../../syntax.ts'
import { attributesOf, createStatements, indexExtras, stateText, viewText } from './create.ts'
import { dropStatements } from './drop.ts'
import type { Pair } from './fate.ts'
import { ident } from './ident.ts'
import { changedOptions } from './sequence.ts'

/** The statements that turn an entity into another one where it stands; columns have a file of their own. */
export const alterStatements = (pair: Pair): readonly string[] =>
  (alterers[pair.from.kind] ?? again)(pair).filter((text) => text !== '')

type Alterer = (pair: Pair) => readonly string[]

const again: Alterer = ({ to }) => createStatements(to)

const differs = ({ from, to }: Pair, name: string): boolean => from.facts[name] !== to.facts[name]

const type: Alterer = (pair) => {
  const { from, to } = pair
  if (to.facts['form'] === 'composite') return compositeSteps(pair)
  return to.facts['form'] === 'domain' ? domainSteps(pair) : newLabels(from, to).map(({ text }) => text)
}

export type NewLabel = { readonly label: string; readonly text: string }

/** A statement for each label that comes, before the next one that is there already. */
export function newLabels(from: Entity, to: Entity): readonly NewLabel[] {
  const old = new Set(from.members)
  const members = to.members ?? []
  const path = to.facts['path']
  return members.flatMap((label, at) => {
    if (old.has(label)) return []
    const next = members.slice(at + 1).find((other) => old.has(other))
    const place = next === undefined ? '' : ` before ${quoteText(next).trim()}`
    return [{ label, text: `alter type ${path} add value ${quoteText(label).trim()}${place}` }]
  })
}

function compositeSteps({ from, to }: Pair): readonly string[] {
  const [before, after] = [attributesOf(from.facts), attributesOf(to.facts)]
  const has = (list: readonly (readonly [string, string])[], name: string): boolean =>
    list.some(([other]) => other === name)
  return [
    ...before.filter(([name]) => !has(after, name)).map(([name]) => `drop attribute ${name}`),
    ...after.filter(([name]) => !has(before, name)).map((each) => `add attribute ${each.join(' ')}`),
  ].map((step) => `alter type ${to.facts['path']} ${step}`)
}

function domainSteps(pair: Pair): readonly string[] {
  const { default: standard, nullability, path } = pair.to.facts
  return [
    differs(pair, 'default') ? (standard === undefined ? 'drop default' : `set default ${standard}`) : '',
    differs(pair, 'nullability') ? `${nullability === undefined ? 'drop' : 'set'} not null` : '',
  ]
    .filter((step) => step !== '')
    .map((step) => `alter domain ${path} ${step}`)
}

const sequence: Alterer = (pair) => {
  const { from, to } = pair
  const { path, persistence, type: as } = to.facts
  const options = [differs(pair, 'type') ? `as ${as}` : '', changedOptions(from.facts, to.facts)].filter(
    (text) => text !== '',
  )
  return [
    options.length === 0 ? '' : `alter sequence ${path} ${options.join(' ')}`,
    differs(pair, 'persistence')
      ? `alter sequence ${path} set ${persistence === undefined ? 'logged' : 'unlogged'}`
      : '',
  ]
}

const table: Alterer = (pair) => {
  const { facts } = pair.to
  const alter = `alter table ${facts['path']}`
  const switched = (name: string, words: string): string => (differs(pair, name) ? `${alter} ${words}` : '')
  return [
    ...parentSteps(pair),
    ...optionSteps(pair, alter),
    switched('persistence', `set ${facts['persistence'] === undefined ? 'logged' : 'unlogged'}`),
    switched('method', `set access method ${ident(facts['method'] ?? 'heap')}`),
    switched('row_security', `${facts['row_security'] === undefined ? 'disable' : 'enable'} row level security`),
    switched('owner_security', `${facts['owner_security'] === undefined ? 'no force' : 'force'} row level security`),
    switched('replica_identity', `replica identity ${facts['replica_identity'] ?? 'default'}`),
  ]
}

function parentSteps(pair: Pair): readonly string[] {
  if (!differs(pair, 'parents') && !differs(pair, 'bound')) return []
  const { from, to } = pair
  const path = to.facts['path']
  return [
    ...parentsOf(from).map((parent) =>
      from.facts['bound'] === undefined
        ? `alter table ${path} no inherit ${parent}`
        : `alter table ${parent} detach partition ${path}`,
    ),
    ...parentsOf(to).map((parent) =>
      to.facts['bound'] === undefined
        ? `alter table ${path} inherit ${parent}`
        : `alter table ${parent} attach partition ${path} ${to.facts['bound']}`,
    ),
  ]
}

const parentsOf = ({ facts }: Entity): readonly string[] => facts['parents']?.split(', ') ?? []

/** Storage parameters: those that go, then those that come. */
function optionSteps(pair: Pair, alter: string): readonly string[] {
  if (!differs(pair, 'options')) return []
  const [before, after] = [optionsOf(pair.from), optionsOf(pair.to)]
  const lost = [...before.keys()].filter((name) => !after.has(name))
  const set = [...after].filter(([name, value]) => before.get(name) !== value).map((option) => option.join('='))
  return [
    lost.length === 0 ? '' : `${alter} reset (${lost.join(', ')})`,
    set.length === 0 ? '' : `${alter} set (${set.join(', ')})`,
  ]
}

const optionsOf = ({ facts }: Entity): ReadonlyMap<string, string> =>
  new Map(
    (facts['options'] ?? '')
      .split(', ')
      .filter((each) => each !== '')
      .map((each) => each.split('=') as [string, string]),
  )

const standard: Alterer = ({ to }) => createStatements(to)

const notValid = / NOT VALID$/

const constraint: Alterer = (pair) => {
  const { from, to } = pair
  const [before = '', after = ''] = [from.facts['definition'], to.facts['definition']]
  const words = `alter ${to.facts['on']} ${to.facts['path']}`
  const isDeferral = before.replace(notValid, '') !== after.replace(notValid, '')
  return [
    isDeferral ? `${words} alter constraint ${ident(to.name)} ${deferralOf(after)}` : '',
    notValid.test(before) && !notValid.test(after) ? `${words} validate constraint ${ident(to.name)}` : '',
    ...lostMarks(pair),
    ...indexExtras(to),
  ]
}

const deferralOf = (definition: string): string => {
  if (!/ DEFERRABLE/.test(definition)) return 'not deferrable'
  return definition.includes('INITIALLY DEFERRED') ? 'deferrable initially deferred' : 'deferrable initially immediate'
}

const lostMarks = ({ from, to }: Pair): readonly string[] => [
  from.facts['clustered'] !== undefined && to.facts['clustered'] === undefined
    ? `alter table ${to.facts['path']} set without cluster`
    : '',
  from.facts['replica_identity'] !== undefined && to.facts['replica_identity'] === undefined
    ? `alter table ${to.facts['path']} replica identity default`
    : '',
]

const index: Alterer = (pair) => [...lostMarks(pair), ...indexExtras(pair.to)]

const view: Alterer = (pair) => {
  const isText = differs(pair, 'definition') || differs(pair, 'columns')
  return isText
    ? [viewText(pair.to, 'create or replace view')]
    : optionSteps(pair, `alter view ${pair.to.facts['path']}`)
}

const materializedView: Alterer = (pair) => optionSteps(pair, `alter materialized view ${pair.to.facts['path']}`)

const statistics: Alterer = ({ to }) => [
  `alter statistics ${to.facts['path']} set statistics ${to.facts['target'] ?? '-1'}`,
]

const policy: Alterer = ({ to }) => {
  const { path, roles, sees, writes } = to.facts
  const using = sees === undefined ? '' : ` using (${sees})`
  return [
    `alter policy ${ident(to.name)} on ${path} to ${roles}${using}${writes === undefined ? '' : ` with check (${writes})`}`,
  ]
}

const extension: Alterer = ({ to }) => [`alter extension ${to.facts['path']} set schema ${to.facts['schema']}`]

const alterers: Partial<Readonly<Record<EntityKind, Alterer>>> = {
  extension,
  type,
  sequence,
  table,
  default: standard,
  constraint,
  index,
  view,
  'materialized view': materializedView,
  statistics,
  rule: ({ to }) => [stateText(to)],
  trigger: ({ to }) => [stateText(to)],
  policy,
  grant: ({ from, to }) => [...dropStatements(from), ...createStatements(to)],
}
