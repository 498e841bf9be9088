import type { Entity, EntityKind, Facts } from '../../../../schema/catalogue.ts'
import { quoteText } from '../../syntax.ts'
import { ident } from './ident.ts'
import { sequenceOptions } from './sequence.ts'

/** The statements that make an entity by itself; a table alone has no columns, they come with statements of their own. */
export const createStatements = (entity: Entity): readonly string[] =>
  makers[entity.kind](entity).filter((text) => text !== '')

type Maker = (entity: Entity) => readonly string[]

const fact = (entity: Entity, name: string): string => entity.facts[name] ?? ''

/** A word and what follows it, or nothing. */
const after = (word: string, text: string): string => (text === '' ? '' : ` ${word} ${text}`)

const schema: Maker = (entity) => [
  `create schema ${entity.name === 'public' ? 'if not exists ' : ''}${fact(entity, 'path')}`,
]

const extension: Maker = (entity) => [
  `create extension if not exists ${fact(entity, 'path')}${after('with schema', fact(entity, 'schema'))}`,
]

const type: Maker = (entity) => {
  const path = fact(entity, 'path')
  switch (fact(entity, 'form')) {
    case 'enum':
      return [`create type ${path} as enum (${(entity.members ?? []).map(label).join(', ')})`]
    case 'composite':
      return [
        `create type ${path} as (${attributesOf(entity.facts)
          .map((each) => each.join(' '))
          .join(', ')})`,
      ]
    case 'range':
      return [`create type ${path} as range (${fact(entity, 'parts')})`]
    default:
      return [domainText(entity, path)]
  }
}

const label = (value: string): string => quoteText(value).trim()

const domainText = (entity: Entity, path: string): string =>
  [
    `create domain ${path} as ${fact(entity, 'base')}`,
    after('collate', fact(entity, 'collation')),
    after('default', fact(entity, 'default')),
    after('not null', fact(entity, 'nullability') && ' ').trimEnd(),
  ].join('')

/** The attributes of a composite type: each a name as SQL writes it, and a type. */
export const attributesOf = (facts: Facts): readonly (readonly [string, string])[] =>
  JSON.parse(facts['attributes'] ?? '[]') as [string, string][]

const sequence: Maker = (entity) => {
  const options = sequenceOptions(entity.facts, fact(entity, 'type'))
  const unlogged = fact(entity, 'persistence') === '' ? '' : 'unlogged '
  const as = fact(entity, 'type') === 'bigint' ? '' : after('as', fact(entity, 'type'))
  return [`create ${unlogged}sequence ${fact(entity, 'path')}${as}${options === '' ? '' : ` ${options}`}`]
}

const routine: Maker = (entity) => [fact(entity, 'definition')]

const table: Maker = (entity) => [createTable(entity, []), ...tableExtras(entity)]

/** A new table with its columns and constraints, as far as they can be made at once. */
export function createTable({ facts }: Entity, lines: readonly string[]): string {
  const { path, persistence, bound, parents, partition_key: key, method, options } = facts
  const head = `create ${persistence === undefined ? '' : 'unlogged '}table ${path}`
  const inside = lines.length === 0 ? ' ()' : ` (\n  ${lines.join(',\n  ')}\n)`
  return [
    bound === undefined ? `${head}${inside}` : `${head} partition of ${parents}`,
    bound === undefined ? after('inherits', parents === undefined ? '' : `(${parents})`) : ` ${bound}`,
    after('partition by', key ?? ''),
    after('using', method === undefined ? '' : ident(method)),
    after('with', options === undefined ? '' : `(${options})`),
  ].join('')
}

/** What a table is told after it is made. */
export function tableExtras({ facts }: Entity): readonly string[] {
  const alter = `alter table ${facts['path']}`
  return [
    facts['row_security'] === undefined ? '' : `${alter} enable row level security`,
    facts['owner_security'] === undefined ? '' : `${alter} force row level security`,
    facts['replica_identity'] === undefined ? '' : `${alter} replica identity ${facts['replica_identity']}`,
  ].filter((text) => text !== '')
}

const column: Maker = (entity) => [
  `alter table ${fact(entity, 'path')} add column ${columnText(entity)}`,
  ...columnExtras(entity),
]

/** How a column is written in CREATE TABLE, its default given, or `nullable` until rows have a value. */
export function columnText(
  entity: Entity,
  about: { readonly default?: string; readonly nullable?: boolean } = {},
): string {
  const { type: columnType, collation, generated, expression, identity, nullability } = entity.facts
  const isNullable = nullability === undefined || identity !== undefined || about.nullable === true
  return [
    `${ident(entity.name)} ${columnType}`,
    after('collate', collation ?? ''),
    generated === undefined
      ? after('default', about.default ?? '')
      : ` generated always as (${expression}) ${generated}`,
    identity === undefined ? '' : ` generated ${identity} as identity${identityOptions(entity)}`,
    isNullable ? '' : ' not null',
  ].join('')
}

/** The options of an identity that are not the usual ones, in parentheses. */
export function identityOptions({ facts, name, of = '' }: Entity): string {
  const usualName = [of.split('.').at(-1), name, 'seq'].join('_')
  const isUsual = (facts['sequence'] ?? '').split('.').at(-1)?.replaceAll('"', '') === usualName.replaceAll('"', '')
  const options = [
    ...(isUsual ? [] : [`sequence name ${facts['sequence']}`]),
    sequenceOptions(facts, facts['type'] ?? ''),
  ].filter((text) => text !== '')
  return options.length === 0 ? '' : ` (${options.join(' ')})`
}

/** What a column is told after it is made. */
export function columnExtras({ facts, name }: Entity): readonly string[] {
  const alter = `alter table ${facts['path']} alter column ${ident(name)}`
  const set = (word: string, text: string | undefined): string =>
    text === undefined ? '' : `${alter} set ${word}${text}`
  return [
    set('storage ', facts['storage']),
    set('compression ', facts['compression']),
    set('statistics ', facts['statistics']),
    set('', facts['options'] === undefined ? undefined : `(${facts['options']})`),
  ].filter((text) => text !== '')
}

const standard: Maker = (entity) => [
  `alter table ${fact(entity, 'path')} alter column ${ident(entity.name)} set default ${fact(entity, 'expression')}`,
]

const constraint: Maker = (entity) => [
  `alter ${fact(entity, 'on')} ${fact(entity, 'path')} add ${constraintText(entity)}`,
  ...indexExtras(entity),
]

export const constraintText = (entity: Entity): string =>
  `constraint ${ident(entity.name)} ${fact(entity, 'definition')}`

/** What a table remembers of one of its indexes. */
export const indexExtras = ({ facts, name }: Entity): readonly string[] => [
  ...(facts['clustered'] === undefined ? [] : [`alter table ${facts['path']} cluster on ${ident(name)}`]),
  ...(facts['replica_identity'] === undefined
    ? []
    : [`alter table ${facts['path']} replica identity using index ${ident(name)}`]),
]

const index: Maker = (entity) => [indexText(entity), ...indexExtras(entity), ...indexStatistics(entity)]

export const indexText = (entity: Entity, how = ''): string =>
  fact(entity, 'definition').replace(' INDEX ON ', () => ` INDEX ${how}${ident(entity.name)} ON `)

const indexStatistics = ({ facts, name }: Entity): readonly string[] =>
  (facts['statistics'] ?? '').split(', ').flatMap((each) => {
    const [number, target] = each.split(' ')
    const path = (facts['path'] ?? '').replace(/(?:"(?:[^"]|"")+"|[^."]+)$/, () => ident(name))
    return target === undefined ? [] : [`alter index ${path} alter column ${number} set statistics ${target}`]
  })

const view: Maker = (entity) => [viewText(entity, 'create view')]

const withNoData = '\nwith no data'

const wasEmpty = ({ kind, sql }: Entity): boolean =>
  kind === 'materialized view' && sql[0]?.endsWith(withNoData) === true

/** A view, made or replaced. */
export const viewText = (entity: Entity, words: string): string => {
  const options = fact(entity, 'options')
  const data = fact(entity, 'content') === 'empty' || wasEmpty(entity) ? withNoData : ''
  return `${words} ${fact(entity, 'path')}${options === '' ? '' : ` with (${options})`} as\n${fact(entity, 'definition')}${data}`
}

const materializedView: Maker = (entity) => [viewText(entity, 'create materialized view')]

const statistics: Maker = (entity) => [
  fact(entity, 'definition'),
  fact(entity, 'target') && `alter statistics ${fact(entity, 'path')} set statistics ${fact(entity, 'target')}`,
]

const states: Readonly<Record<string, string>> = {
  disabled: 'disable',
  replica: 'enable replica',
  always: 'enable always',
}

/** Whether a rule or trigger fires; it does when nothing is said. */
export const stateText = ({ kind, facts, name }: Entity): string =>
  `alter table ${facts['path']} ${states[facts['state'] ?? ''] ?? 'enable'} ${kind} ${ident(name)}`

const switched: Maker = (entity) => [
  fact(entity, 'definition'),
  entity.facts['state'] === undefined ? '' : stateText(entity),
]

const policy: Maker = (entity) => {
  const { path, permission, command, roles, sees, writes } = entity.facts
  return [
    [
      `create policy ${ident(entity.name)} on ${path}`,
      after('as', permission ?? ''),
      ` for ${command} to ${roles}`,
      sees === undefined ? '' : ` using (${sees})`,
      writes === undefined ? '' : ` with check (${writes})`,
    ].join(''),
  ]
}

const comment: Maker = (entity) => [`comment on ${entity.name} is ${label(fact(entity, 'text'))}`]

const grant: Maker = ({ facts }) => {
  const { granted, with_option: withOption, revoked } = facts
  return [
    granted === undefined ? '' : grantText(facts, granted),
    withOption === undefined ? '' : `${grantText(facts, withOption)} with grant option`,
    revoked === undefined ? '' : revokeText(facts, revoked),
  ]
}

/** Of columns, each privilege is followed by their names. */
const subjectOf = (facts: Facts, privileges: string): string => {
  const [, columns, rest] = /^(\(.*\)) on (table .*)$/.exec(facts['words'] ?? '') ?? []
  if (columns === undefined) return `${privileges} on ${facts['words']}`
  return `${privileges
    .split(', ')
    .map((each) => `${each} ${columns}`)
    .join(', ')} on ${rest}`
}

export const grantText = (facts: Facts, privileges: string): string =>
  `grant ${subjectOf(facts, privileges)} to ${facts['role']}`

export const revokeText = (facts: Facts, privileges: string): string =>
  `revoke ${subjectOf(facts, privileges)} from ${facts['role']}`

const makers: Readonly<Record<EntityKind, Maker>> = {
  schema,
  extension,
  type,
  sequence,
  function: routine,
  table,
  column,
  default: standard,
  constraint,
  index,
  view,
  'materialized view': materializedView,
  statistics,
  rule: switched,
  trigger: switched,
  policy,
  comment,
  grant,
}
