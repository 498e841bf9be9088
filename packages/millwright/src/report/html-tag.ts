import { printable } from '../kernel/text.ts'

const brand: unique symbol = Symbol.for('millwright.html') as never

/** A piece of HTML that was written by this code; everything else is data and is escaped. */
export type Html = { readonly [brand]: true; readonly markup: string }
type Hole = string | number | Html | readonly Html[]

/**
 * Builds HTML. What is interpolated is text, in an element as well as in a quoted attribute: it is made printable and
 * escaped, so that data never becomes markup. Only another `html`, or a list of them, is taken as it is.
 */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  const markup = strings.map((text, at) => text + (at < holes.length ? markupOf(holes[at] as Hole) : '')).join('')
  return Object.freeze({ [brand]: true as const, markup })
}

/** A piece, or nothing when the condition does not hold. */
export const when = (condition: boolean, piece: () => Html): Html => (condition ? piece() : html``)

function markupOf(hole: Hole): string {
  if (isHtml(hole)) return hole.markup
  return isList(hole) ? hole.map(markupOf).join('') : escaped(String(hole))
}

const isHtml = (hole: Hole): hole is Html => typeof hole === 'object' && brand in hole
const isList = (hole: Hole): hole is readonly Html[] => Array.isArray(hole)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

// Marks that turn the reading direction and that `printable` does not know, and separators that end a line.
const marks = /[\u061c\u2028\u2029\ufeff]/g

const escaped = (text: string): string =>
  printable(text.toWellFormed())
    .replace(marks, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"'`]/g, (char) => entities[char] ?? '')
