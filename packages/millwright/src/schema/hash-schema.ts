import { hashOf } from '../kernel/hash.ts'
import type { Schema } from './schema.ts'

/** Equal for equal schemas, in whatever order their objects were made. */
export const hashSchema = ({ tables, indexes, views, triggers, others }: Schema): string =>
  hashOf(
    [tables, indexes, views, triggers, ...(others === undefined ? [] : [others])].map(
      (list: readonly { readonly name: string }[]) => byName(list),
    ),
  )

/** Objects whose description differs between two schemas, as `table part`, `index part_sku`, sorted. */
export function schemaDifferences(expected: Schema, found: Schema): readonly string[] {
  const [a, b] = [objectsOf(expected), objectsOf(found)]
  const names = [...new Set([...a.keys(), ...b.keys()])].sort()
  return names.filter((name) => a.get(name) !== b.get(name)).map((name) => `${name}${sideOf(a.has(name), b.has(name))}`)
}

const sideOf = (expected: boolean, found: boolean): string => {
  if (expected && found) return ' (differs)'
  return expected ? ' (missing)' : ' (not in the history)'
}

const objectsOf = (schema: Schema): ReadonlyMap<string, string> =>
  new Map([
    ...schema.tables.map((table) => [`table ${table.name}`, hashOf(table)] as const),
    ...schema.indexes.map((index) => [`index ${index.name}`, hashOf(index)] as const),
    ...schema.views.map((view) => [`view ${view.name}`, hashOf(view)] as const),
    ...schema.triggers.map((trigger) => [`trigger ${trigger.name}`, hashOf(trigger)] as const),
    ...(schema.others ?? []).map((other) => [other.name, hashOf(other)] as const),
  ])

const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (a.name < b.name ? -1 : 1))
