import type { Entity, EntityKind } from '../../../../schema/catalogue.ts'
import { attributesOf } from './create.ts'

/** Whether an entity can become the other one by ALTER or CREATE OR REPLACE; else it is made anew. */
export const canStay = (from: Entity, to: Entity): boolean => rules[from.kind]?.(from, to) ?? true

type Rule = (from: Entity, to: Entity) => boolean

const same =
  (...names: readonly string[]): Rule =>
  (from, to) =>
    names.every((name) => from.facts[name] === to.facts[name])

const staysType: Rule = (from, to) => {
  if (from.facts['form'] !== to.facts['form']) return false
  return forms[from.facts['form'] ?? '']?.(from, to) ?? false
}

const forms: Readonly<Record<string, Rule>> = {
  enum: (from, to) => isSubsequence(from.members ?? [], to.members ?? []),
  composite: (from, to) => hasSameAttributes(from, to),
  domain: (from, to) => same('base', 'collation')(from, to),
}

/** Whether all labels stay, in their order: others can be added anywhere. */
function isSubsequence(labels: readonly string[], longer: readonly string[]): boolean {
  let at = 0
  for (const label of longer) if (label === labels[at]) at++
  return at === labels.length
}

/** Whether attributes only go or come at the end. */
function hasSameAttributes(from: Entity, to: Entity): boolean {
  const [before, after] = [attributesOf(from.facts), attributesOf(to.facts)]
  const kept = before.filter(([name]) => after.some(([other]) => other === name))
  return kept.every(([name, type], at) => after[at]?.[0] === name && after[at][1] === type)
}

const staysFunction: Rule = (from, to) =>
  same('form', 'arguments', 'result')(from, to) &&
  Number(from.facts['defaults'] ?? 0) <= Number(to.facts['defaults'] ?? 0)

/** Columns may only come at the end. */
const staysView: Rule = (from, to) => {
  const [before, after] = [from, to].map(({ facts }) => JSON.parse(facts['columns'] ?? '[]') as string[])
  return (before ?? []).every((column, at) => after?.[at] === column)
}

// Version 17 can change the expression in place, but the older way is the same for all: nothing in it is lost.
const staysColumn: Rule = (from, to) => {
  if (from.facts['generated'] === undefined) return to.facts['generated'] === undefined
  if (to.facts['generated'] === undefined)
    return from.facts['generated'] === 'stored' && same('type', 'collation')(from, to)
  return same('generated', 'expression', 'type', 'collation')(from, to)
}

const notValid = / NOT VALID$/
const deferral = /(?: NOT)? DEFERRABLE(?: INITIALLY (?:DEFERRED|IMMEDIATE))?/

/** A key can be deferred or not, and what is not proven can be proven. */
const staysConstraint: Rule = (from, to) => {
  const [before = '', after = ''] = [from.facts['definition'], to.facts['definition']]
  if (before === after || before.replace(notValid, '') === after) return true
  if (from.facts['type'] !== 'foreign key') return false
  return before.replace(deferral, '').replace(notValid, '') === after.replace(deferral, '') // the proof comes with it
}

const rules: Partial<Readonly<Record<EntityKind, Rule>>> = {
  type: staysType,
  function: staysFunction,
  table: same('partition_key'),
  column: staysColumn,
  constraint: staysConstraint,
  index: same('definition', 'validity'),
  view: staysView,
  'materialized view': same('definition', 'columns'),
  statistics: same('definition'),
  rule: same('definition'),
  trigger: same('definition'),
  policy: (from, to) =>
    same('command', 'permission')(from, to) &&
    ['sees', 'writes'].every((name) => from.facts[name] === undefined || to.facts[name] !== undefined),
}
