import type { Value } from './value.ts'

const brand: unique symbol = Symbol.for('millwright.sql') as never

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'values'; readonly values: readonly Value[] }

/** A statement or a piece of one: text, values that will be bound, and names that will be quoted by the dialect. */
export type Sql = { readonly [brand]: true; readonly parts: readonly Part[] }

/** How a dialect writes names and placeholders. */
export type Syntax = {
  quote(name: string): string
  /** A table as the catalogue names it, where that can be more than one name; default: `quote`. */
  quoteTable?(name: string): string
  /** @param at the value's place in the statement, from 1 */
  placeholder(at: number, value?: Value): string
}

/** A statement ready for a driver. */
export type Rendered = { readonly text: string; readonly values: readonly Value[] }

const make = (parts: readonly Part[]): Sql =>
  Object.freeze({ [brand]: true as const, parts: Object.freeze([...parts]) })

/**
 * Builds a statement: interpolated values are bound, never pasted; `sql.id` quotes a name; another `sql` is spliced in.
 *
 * @example sql`select * from ${sql.id(table)} where id = ${7}`
 */
export function sql(strings: TemplateStringsArray, ...holes: readonly (Value | Sql)[]): Sql {
  const parts: Part[] = []
  strings.forEach((text, at) => {
    if (text !== '') parts.push({ kind: 'text', text })
    if (at < holes.length) parts.push(...partsOf(holes[at] as Value | Sql))
  })
  return make(parts)
}

const partsOf = (hole: Value | Sql): readonly Part[] => (isSql(hole) ? hole.parts : [{ kind: 'value', value: hole }])

export const isSql = (thing: unknown): thing is Sql => typeof thing === 'object' && thing !== null && brand in thing

/** A statement that was written for the database already: its text holds the places of all its values, in their order. */
export const written = (text: string, values: readonly Value[]): Sql =>
  make([
    { kind: 'text', text },
    { kind: 'values', values },
  ])

/** A name (of a table, a column …) that the dialect quotes; several are joined with dots. */
sql.id = (...names: readonly string[]): Sql =>
  make(
    names.flatMap((name, at): Part[] => [
      ...(at === 0 ? [] : [{ kind: 'text' as const, text: '.' }]),
      { kind: 'name', name },
    ]),
  )

/** A table of the schema: one name, or a path where a database knows several schemas (`app.orders`). */
sql.table = (name: string): Sql => make([{ kind: 'table', name }])

/** Text taken as it is. Only for text that the author of a migration wrote. */
sql.raw = (text: string): Sql => make([{ kind: 'text', text }])

/** Several pieces with a separator between them. */
sql.join = (pieces: readonly (Value | Sql)[], separator = ', '): Sql =>
  make(
    pieces.flatMap((piece, at): Part[] => [
      ...(at === 0 ? [] : [{ kind: 'text' as const, text: separator }]),
      ...partsOf(piece),
    ]),
  )

/** A list of quoted names, separated by commas. */
sql.ids = (names: readonly string[]): Sql => sql.join(names.map((name) => sql.id(name)))

/** Writes a statement for a driver. */
export function render(statement: Sql, syntax: Syntax): Rendered {
  const values: Value[] = []
  const text = statement.parts.map((part) => renderPart(part, syntax, values)).join('')
  return { text, values }
}

function renderPart(part: Part, syntax: Syntax, values: Value[]): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'name':
      return syntax.quote(part.name)
    case 'table':
      return syntax.quoteTable?.(part.name) ?? syntax.quote(part.name)
    case 'value':
      values.push(part.value)
      return syntax.placeholder(values.length, part.value)
    case 'values':
      values.push(...part.values)
      return ''
  }
}
