import { answerFor, type PartType, type Policy } from './policy.ts'
import { answerSql, foldedSql, hasWordSql } from './sql-text.ts'
import { folded, wordFinder } from './text.ts'

export type LegacyPart = {
  readonly part_number: string | null
  readonly name: string | null
  readonly description: string | null
  readonly is_proprietary: boolean | null
}

/** What a part becomes; `isUnclear` where both kinds of words stand in its text and nobody answered. */
export type ClassifiedPart = {
  readonly type: PartType
  readonly unit: string
  readonly isProprietary: boolean
  readonly isUnclear: boolean
}

const bulkWords = ['oil', 'chemical', 'liquid', 'fluid', 'cleaner', 'solution', 'detergent', 'grease']
const consumableWords = ['filter', 'pump', 'gasket', 'hose', 'valve', 'sensor', 'seal', 'cap', 'coil', 'tank']
const weightWords = ['kg', 'gram', 'grease']
const makerWords = ['bossaqua', 'boss aqua', 'autoboss', 'proprietary']

const bulk = wordFinder(bulkWords)
const consumable = wordFinder(consumableWords)
const weight = wordFinder(weightWords)
const maker = wordFinder(makerWords)

/**
 * What a part is, from the whole words of its name and description; a part that looks like both is a consumable.
 *
 * @example classifiedPart({ part_number: 'P-1', name: 'Hydraulic Oil', description: null, is_proprietary: false })
 */
export function classifiedPart(part: LegacyPart, policy: Policy = {}): ClassifiedPart {
  const text = folded(`${part.name ?? ''} ${part.description ?? ''}`)
  const isProprietary = part.is_proprietary ?? maker.test(text)
  const given = answerFor(policy.parts, part.part_number)
  if (given !== undefined) {
    return { type: given.type, unit: given.unit ?? usualUnit(given.type, text), isProprietary, isUnclear: false }
  }
  const [isBulk, isConsumable] = [bulk.test(text), consumable.test(text)]
  const type = isBulk && !isConsumable ? 'bulk_material' : 'consumable'
  return { type, unit: usualUnit(type, text), isProprietary, isUnclear: isBulk && isConsumable }
}

function usualUnit(type: PartType, text: string): string {
  if (type === 'consumable') return 'pieces'
  return weight.test(text) ? 'kg' : 'liters'
}

/** The columns of a part, as expressions. */
export type PartColumns = { readonly [column in keyof LegacyPart]: string }

export const partColumns = (alias: string): PartColumns => ({
  part_number: `${alias}.part_number`,
  name: `${alias}.name`,
  description: `${alias}.description`,
  is_proprietary: `${alias}.is_proprietary`,
})

const textSql = ({ name, description }: PartColumns): string =>
  foldedSql(`(coalesce(${name}, '') || ' ' || coalesce(${description}, ''))`)

/** The same as four expressions: two of type text, two of type boolean. */
export function classifiedPartSql(
  part: PartColumns,
  { parts = {} }: Policy = {},
): { readonly [column in keyof ClassifiedPart]: string } {
  const text = textSql(part)
  const [isBulk, isConsumable] = [hasWordSql(text, bulkWords), hasWordSql(text, consumableWords)]
  const types = Object.fromEntries(Object.entries(parts).map(([number, { type }]) => [number, type]))
  const given = answerSql(part.part_number, types)
  const type = `coalesce(${given}, case when ${isBulk} and not ${isConsumable} then 'bulk_material' else 'consumable' end)`
  const usual = `case when ${type} = 'consumable' then 'pieces' when ${hasWordSql(text, weightWords)} then 'kg' else 'liters' end`
  return {
    type,
    unit: `coalesce(${answerSql(part.part_number, unitsOf(parts))}, ${usual})`,
    isProprietary: `coalesce(${part.is_proprietary}, ${hasWordSql(text, makerWords)})`,
    isUnclear: `(${given} is null and ${isBulk} and ${isConsumable})`,
  }
}

function unitsOf(parts: NonNullable<Policy['parts']>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([number, { unit }]) => (unit === undefined ? [] : [[number, unit]])),
  )
}
