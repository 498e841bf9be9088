import type { Column, Schema } from '../schema/schema.ts'

type Texts = readonly { readonly text: string }[]

const name = '("(?:[^"]|"")+"|`[^`]+`|\\[[^\\]]+\\]|[\\w$]+)'
const forms = {
  make: new RegExp(`^create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?${name}`, 'i'),
  copy: new RegExp(
    `^insert\\s+into\\s+${name}\\s*(?:\\(([^()]*)\\))?\\s*select\\s+([\\s\\S]+?)\\s+from\\s+${name}$`,
    'i',
  ),
  drop: new RegExp(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?${name}$`, 'i'),
  rename: new RegExp(`^alter\\s+table\\s+${name}\\s+rename\\s+to\\s+${name}$`, 'i'),
}

/** A table that is made under another name, filled from the old one, and takes its place. */
type Rebuild = {
  readonly table: string
  /** What each column of the new table gets, by its name; undefined where the old rows are taken over as they are. */
  readonly columns: ReadonlyMap<string, string> | undefined
}

type Sides = { readonly before: Schema; readonly after: Schema }

/** The tables that statements make anew with every row and every value, so that their drop loses nothing. */
export function keptWhole(statements: Texts, { before, after }: Sides): ReadonlySet<string> {
  const kept = rebuildsIn(statements).filter(({ table, columns }) => {
    const [old, now] = [before, after].map(({ tables }) => tables.find((each) => fold(each.name) === table))
    if (old === undefined || now === undefined) return false
    // A value of another type may be another value.
    const isSame = ({ name: column, type }: Column): boolean =>
      now.columns.some((each) => fold(each.name) === fold(column) && each.type === type)
    const stored = old.columns.filter(({ generated }) => generated === undefined)
    return stored.every(
      (column) => isSame(column) && (columns === undefined || columns.get(fold(column.name)) === fold(column.name)),
    )
  })
  return new Set(kept.map(({ table }) => table))
}

/** Whether it is worth to look at the schema. */
export const hasRebuild = (statements: Texts): boolean => rebuildsIn(statements).length > 0

/** Make, copy, drop, rename: in this order, whatever stands between them. */
function rebuildsIn(statements: Texts): readonly Rebuild[] {
  const texts = statements.map(({ text }) => plain(text))
  return texts.flatMap((text, at): readonly Rebuild[] => {
    const [, into = '', list, values = '', from = ''] = forms.copy.exec(text) ?? []
    if (into === '') return []
    // A table that passes over rows by itself takes them over without a word.
    const isMade = texts
      .slice(0, at)
      .some((each) => names(forms.make, each)[0] === fold(into) && !passesOver.test(each))
    const drop = texts.findIndex((each, place) => place > at && names(forms.drop, each)[0] === fold(from))
    const isMoved = texts.some((each, place) => {
      const [old, now] = names(forms.rename, each)
      return drop > at && place > drop && old === fold(into) && now === fold(from)
    })
    return isMade && isMoved ? [{ table: fold(from), columns: columnsOf(list, values) }] : []
  })
}

const passesOver = /\bon\s+conflict\s+(?:replace|ignore)\b/i

const names = (form: RegExp, text: string): readonly string[] => (form.exec(text) ?? []).slice(1).map(fold)

function columnsOf(list: string | undefined, values: string): Rebuild['columns'] {
  if (values.trim() === '*') return undefined
  const selected = parts(values).map(fold)
  const into = list === undefined ? selected : parts(list).map(fold)
  return new Map(into.map((column, at) => [column, selected[at] ?? '']))
}

/** Cut at the commas outside of parentheses and texts. */
function parts(list: string): readonly string[] {
  const found = ['']
  let depth = 0
  for (const [piece] of list.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S]/g)) {
    depth += piece === '(' ? 1 : piece === ')' ? -1 : 0
    if (piece === ',' && depth === 0) found.push('')
    else found.push(`${found.pop() ?? ''}${piece}`)
  }
  return found.map((part) => part.trim())
}

/** Without comments, as one line would be read. */
const plain = (text: string): string =>
  text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (piece) => (piece.startsWith("'") ? piece : ' ')).trim()

/** A name as SQL compares it. */
export const fold = (written: string): string =>
  written
    .replace(/^["`[]|["`\]]$/g, '')
    .replaceAll('""', '"')
    .toLowerCase()
