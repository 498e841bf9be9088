import type { Answers, ForColumn } from '../schema/answers.ts'
import type { Catalogue } from '../schema/catalogue.ts'
import type { Rename } from '../schema/change.ts'

type Sides = { readonly from: Catalogue; readonly to: Catalogue }

/**
 * Answers with the names that the catalogues use: the schema in which names are looked up stands in front of none of them,
 * and a person may write it. A comment in a schema file may leave out the schema that its table has.
 */
export function plainNames(answers: Answers, { from, to }: Sides): Answers {
  const names = new Set([...from.entities, ...to.entities].map(({ name }) => name))
  const plain = (name: string): string => {
    const rest = name.slice(name.indexOf('.') + 1)
    return names.has(name) || !names.has(rest) ? name : rest
  }
  const place = <T extends Omit<Rename, 'to'>>(one: T): T => ({
    ...one,
    ...(one.of === undefined
      ? { from: besides(plain(one.from), 'to' in one ? String(one.to) : '', names) }
      : { of: plain(one.of) }),
  })
  const column = (one: ForColumn): ForColumn => ({ ...one, table: plain(one.table) })
  return {
    ...answers,
    renames: answers.renames.map((one) => (one.of === undefined ? { ...place(one), to: plain(one.to) } : place(one))),
    drops: answers.drops.map(place),
    fills: answers.fills.map(column),
    usings: answers.usings.map(column),
    values: answers.values.map((one) => ({ ...one, type: plain(one.type) })),
  }
}

/** An old name without a schema, beside a new one that has it. */
function besides(from: string, to: string, names: ReadonlySet<string>): string {
  const schema = to.slice(0, to.lastIndexOf('.') + 1)
  return names.has(from) || !names.has(schema + from) ? from : schema + from
}
