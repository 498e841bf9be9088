import { type ConstraintText, readConflict, readConstraint } from './constraint-text.ts'
import { Reader, sourceOf, splitWords } from './reader.ts'
import { joinWords, type Word } from './tokens.ts'

export type ColumnText = {
  readonly name: string
  /** Upper case, single spaces. */
  readonly type: string
  /** '' when it may be null; otherwise `not null` with its conflict clause and its name. */
  readonly notNull: string
  /** The default as written, without the parentheses around an expression. */
  readonly default: string | undefined
  readonly collation: string | undefined
  readonly generated: { readonly expression: string; readonly isStored: boolean } | undefined
  /** The whole definition as written, with the constraints that stand in it. */
  readonly source: string
}

/** What a CREATE TABLE says, taken apart. */
export type TableText = {
  readonly columns: readonly ColumnText[]
  readonly constraints: readonly ConstraintText[]
  readonly isStrict: boolean
  readonly isWithoutRowid: boolean
}

const known = new Map<string, TableText>()

/** Takes a CREATE TABLE apart, as the catalogue holds it: without IF NOT EXISTS and schema. */
export function readTable(statement: string): TableText {
  const found = known.get(statement) ?? parse(statement)
  if (known.size > 4000) known.clear()
  known.set(statement, found)
  return found
}

function parse(statement: string): TableText {
  const reader = new Reader(statement)
  while (!reader.isDone && !reader.isNext('(')) reader.take()
  const columns: ColumnText[] = []
  const constraints: ConstraintText[] = []
  for (const words of splitWords(reader.parens())) {
    const inner = new Reader(statement, words)
    if (isOfTable(inner)) constraints.push(...readTableConstraints(inner))
    else columns.push(readColumn(inner, words, constraints))
  }
  const options = reader.isDone ? '' : restOf(reader)
  return {
    columns,
    constraints,
    isStrict: /\bstrict\b/.test(options),
    isWithoutRowid: /\bwithout rowid\b/.test(options),
  }
}

function restOf(reader: Reader): string {
  const start = reader.place
  while (!reader.isDone) reader.take()
  return joinWords(reader.since(start))
}

const isOfTable = (reader: Reader): boolean =>
  reader.isNext('constraint') ||
  reader.isNext('primary', 'key') ||
  reader.isNext('unique', '(') ||
  reader.isNext('check', '(') ||
  reader.isNext('foreign', 'key')

/** SQLite takes several constraints without a comma between them. */
function readTableConstraints(reader: Reader): readonly ConstraintText[] {
  const found: ConstraintText[] = []
  while (!reader.isDone) {
    const start = reader.place
    const name = reader.accept('constraint') ? reader.name() : undefined
    const constraint = readConstraint(reader, { name, start, inline: undefined })
    if (constraint === undefined) reader.take()
    else found.push(constraint)
  }
  return found
}

type Draft = { -readonly [K in keyof ColumnText]: ColumnText[K] }

function readColumn(reader: Reader, words: readonly Word[], constraints: ConstraintText[]): ColumnText {
  const name = reader.name()
  const draft: Draft = {
    name,
    type: readType(reader),
    notNull: '',
    default: undefined,
    collation: undefined,
    generated: undefined,
    source: sourceOf(reader.text, words),
  }
  while (!reader.isDone) {
    const start = reader.place
    const label = reader.accept('constraint') ? reader.name() : undefined
    const constraint = readConstraint(reader, { name: label, start, inline: name })
    if (constraint !== undefined) constraints.push(constraint)
    else if (!readProperty(reader, draft, label)) reader.take()
  }
  return draft
}

const starters = ['constraint', 'primary', 'not', 'null', 'unique', 'check', 'default', 'collate', 'references']

function readType(reader: Reader): string {
  const start = reader.place
  while (!reader.isDone && ![...starters, 'generated', 'as'].some((word) => reader.isNext(word))) {
    if (reader.isNext('(')) reader.parens()
    else reader.take()
  }
  return joinWords(reader.since(start)).replaceAll('"', '').toUpperCase()
}

function readProperty(reader: Reader, draft: Draft, label: string | undefined): boolean {
  if (reader.accept('not', 'null')) {
    draft.notNull = `not null${readConflict(reader)}${label === undefined ? '' : ` (${label})`}`
    return true
  }
  if (reader.accept('null')) return readConflict(reader) !== undefined
  if (reader.accept('default')) {
    draft.default = readDefault(reader)
    return true
  }
  if (reader.accept('collate')) {
    draft.collation = reader.name().toUpperCase()
    return true
  }
  return readGenerated(reader, draft)
}

function readDefault(reader: Reader): string {
  if (reader.isNext('(')) return sourceOf(reader.text, reader.parens())
  const start = reader.place
  if (reader.isNext('+') || reader.isNext('-')) reader.take()
  reader.take()
  return sourceOf(reader.text, reader.since(start))
}

function readGenerated(reader: Reader, draft: Draft): boolean {
  const isLong = reader.accept('generated', 'always')
  if (!reader.accept('as')) return isLong
  const expression = joinWords(reader.parens())
  const isStored = reader.accept('stored')
  if (!isStored) reader.accept('virtual')
  draft.generated = { expression, isStored }
  return true
}
