import { joinLexemes, type Lexeme, lexemesOf, unquote } from './create-text.ts'

/** What SQLite's catalogue functions do not tell of a column, read from the statement that made its table. */
export type ColumnText = { readonly collation?: string; readonly expression?: string }

/** One entry for each column in order; constraints of the table follow. */
export function columnTexts(statement: string): readonly ColumnText[] {
  return splitList(firstParens(lexemesOf(statement)).inside).map(columnText)
}

function columnText([, ...rest]: readonly Lexeme[]): ColumnText {
  const collation = afterWord(rest, 'collate')[0]?.text
  const expression = afterWord(rest, 'as')
  return {
    ...(collation === undefined ? {} : { collation: unquote(collation).toUpperCase() }),
    ...(expression.length === 0 ? {} : { expression: joinLexemes(firstParens(expression).inside) }),
  }
}

/** What follows a word that stands outside of parentheses. */
function afterWord(lexemes: readonly Lexeme[], word: string): readonly Lexeme[] {
  let depth = 0
  for (const [at, { kind, text }] of lexemes.entries()) {
    depth += nesting(kind, text)
    if (depth === 0 && kind === 'word' && text === word) return lexemes.slice(at + 1)
  }
  return []
}

const nesting = (kind: Lexeme['kind'], text: string): number =>
  kind !== 'other' ? 0 : text === '(' ? 1 : text === ')' ? -1 : 0

/** The parts and the condition of CREATE INDEX as written, without order and collation. */
export type IndexText = { readonly parts: readonly string[]; readonly where?: string }

export function indexText(statement: string): IndexText {
  const { inside, after } = firstParens(lexemesOf(statement))
  const where = afterWord(after, 'where')
  return {
    parts: splitList(inside).map((part) => joinLexemes(bare(part))),
    ...(where.length === 0 ? {} : { where: joinLexemes(where) }),
  }
}

function bare(part: readonly Lexeme[]): readonly Lexeme[] {
  const ordered = part.at(-1)
  const isOrder = part.length > 1 && ordered?.kind === 'word' && ['asc', 'desc'].includes(ordered.text)
  const rest = isOrder ? part.slice(0, -1) : part
  return rest.length > 2 && rest.at(-2)?.text === 'collate' ? rest.slice(0, -2) : rest
}

function firstParens(lexemes: readonly Lexeme[]): {
  readonly inside: readonly Lexeme[]
  readonly after: readonly Lexeme[]
} {
  const start = lexemes.findIndex(({ kind, text }) => nesting(kind, text) === 1)
  let depth = 0
  for (let at = start; at < lexemes.length && at >= 0; at++) {
    const { kind, text } = lexemes[at] as Lexeme
    depth += nesting(kind, text)
    if (depth === 0) return { inside: lexemes.slice(start + 1, at), after: lexemes.slice(at + 1) }
  }
  return { inside: [], after: [] }
}

/** Cuts at the commas outside of parentheses. */
function splitList(lexemes: readonly Lexeme[]): readonly (readonly Lexeme[])[] {
  const pieces: Lexeme[][] = [[]]
  let depth = 0
  for (const lexeme of lexemes) {
    depth += nesting(lexeme.kind, lexeme.text)
    if (depth === 0 && lexeme.kind === 'other' && lexeme.text === ',') pieces.push([])
    else pieces.at(-1)?.push(lexeme)
  }
  return pieces
}
