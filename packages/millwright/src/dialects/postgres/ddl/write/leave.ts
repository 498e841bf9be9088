import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { asideOf, lastName } from './counters.ts'
import { dropStatements } from './drop.ts'
import { isDroppedLate, isPart } from './fate.ts'
import { alone, inOrder, isForeignKey } from './graph.ts'
import { ident, schemaOf } from './ident.ts'
import { isRebuilt } from './rebuild.ts'
import type { Script } from './script.ts'

/** Drops what stands in the way of everything else: it needs others and is needed by none that stays. */
export function dropEarly(script: Script): void {
  const early = earlyOnes(script)
  for (const { head } of inOrder([...script.fate.gone.values()].map(alone)).toReversed()) {
    const id = idOf(head)
    if (!early.has(id) || goesAlong(script, head, early)) continue
    if (isRebuilt(script, head)) script.add('early', takenOut(script, head), setAside(head))
    else script.add('early', ...dropStatements(head))
  }
}

/** A part that is made anew leaves its parent, unless that one is made anew too. */
const takenOut = (script: Script, { facts, kind, needs }: Entity): string =>
  kind === 'table' && facts['bound'] !== undefined && !needs.some((id) => script.fate.gone.get(id)?.kind === 'table')
    ? `alter table ${facts['parents']} detach partition ${facts['path']}`
    : ''

const setAside = ({ facts, kind }: Entity): string =>
  `alter ${kind} ${facts['path']} rename to ${ident(lastName(asideOf(facts['path'] ?? '')))}`

function earlyOnes(script: Script): ReadonlySet<string> {
  const { gone, made } = script.fate
  const taken = new Set([...made.values()].flatMap(relationNames))
  const early = new Set(
    [...gone].flatMap(([id, entity]) =>
      !isDroppedLate(entity) || made.has(id) || namesWithin(script, entity).some((name) => taken.has(name)) ? [id] : [],
    ),
  )
  for (const { head } of inOrder([...gone.values()].map(alone))) if (blocks(script, head, early)) early.add(idOf(head))
  return early
}

/** A function that is written in SQL cannot outlast what changes or goes early below it. */
const blocks = (
  { fate: { converted, retyped } }: Script,
  { kind, needs }: Entity,
  early: ReadonlySet<string>,
): boolean => kind === 'function' && needs.some((id) => converted.has(id) || retyped.has(id) || early.has(id))

const relations = new Set<Entity['kind']>(['table', 'view', 'materialized view', 'sequence', 'index', 'type'])
const indexed = new Set(['primary key', 'unique', 'exclude'])

/** The names an entity takes among the relations and types of its schema. */
function relationNames({ kind, facts, name }: Entity): readonly string[] {
  const path = facts['path'] ?? ''
  if (kind === 'index' || (kind === 'constraint' && indexed.has(facts['type'] ?? '')))
    return [`${schemaOf(path)}.${ident(name)}`]
  return relations.has(kind) ? [path] : []
}

const namesWithin = (script: Script, entity: Entity): readonly string[] =>
  entity.kind === 'table' || entity.kind === 'sequence' || entity.kind === 'type'
    ? [entity, ...(entity.kind === 'table' ? script.fate.from.parts(entity.name) : [])].flatMap(relationNames)
    : []

/** Whether the statement that removes its owner removes it too, in time for all that is dropped early. */
function goesAlong({ fate: { gone } }: Script, entity: Entity, early: ReadonlySet<string>): boolean {
  const owners = entity.needs.filter((id) => gone.has(id) && takesAlong(gone.get(id), entity))
  if (owners.length === 0) return false
  if (isForeignKey(entity) && entity.facts['references'] !== entity.facts['path']) return false
  if (owners.some((id) => early.has(id) && !isDroppedLate(gone.get(id)))) return true
  return !entity.needs.some((id) => early.has(id) && !owners.includes(id))
}

/** Comments and rights go with what they are on, defaults with their columns, and what is of a table with it. */
function takesAlong(owner: Entity | undefined, { kind, of, name }: Entity): boolean {
  if (owner === undefined) return false
  if (kind === 'comment' || kind === 'grant') return true
  if (kind === 'default' && owner.kind === 'column') return owner.of === of && owner.name === name
  return owner.name === of && owner.of === undefined
}

/** Drops what nothing needs any more, each before what it needed. */
export function dropLate(script: Script, whereIs: (path: string) => string): void {
  const early = earlyOnes(script)
  const late = [...script.fate.gone.values()].filter((entity) => !early.has(idOf(entity)) || isRebuilt(script, entity))
  for (const { head } of inOrder(late.map(alone)).toReversed()) {
    if (goesWithOther(script, head)) continue
    const path = head.facts['path'] ?? ''
    const found = isRebuilt(script, head) ? asideOf(path) : head.kind === 'sequence' ? whereIs(path) : path
    script.add('late', ...dropStatements({ ...head, facts: { ...head.facts, path: found } }))
  }
}

/** A column goes with its table, a sequence with its column, a part with the table that was made anew. */
function goesWithOther({ fate: { gone } }: Script, { kind, of, facts, needs }: Entity): boolean {
  if (kind === 'column') return gone.has(idOf({ kind: 'table', name: of ?? '' }))
  if (kind === 'sequence') return [...gone.values()].some((entity) => owns(entity, facts['owned_by']))
  const isOfRebuilt = needs.some((id) => gone.get(id)?.kind === 'table')
  return kind === 'table' && isPart({ kind, name: '', facts, needs, sql: [] }) && isOfRebuilt
}

function owns({ kind, facts, name }: Entity, owner: string | undefined): boolean {
  if (owner === undefined) return false
  if (kind === 'column') return owner === `${facts['path']}.${ident(name)}`
  return kind === 'table' && owner.startsWith(`${facts['path']}.`)
}
