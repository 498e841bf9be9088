import type { Answers, ForColumn } from '../schema/answers.ts'
import type { Rename } from '../schema/change.ts'
import { badAnswer } from './problems.ts'

/** The flags of the questions, as they were typed. */
export type TypedAnswers = {
  readonly renames?: readonly string[]
  readonly drops?: readonly string[]
  readonly fills?: readonly string[]
  readonly usings?: readonly string[]
  readonly values?: readonly string[]
  readonly keepDropped?: boolean
}

/** Reads what was typed behind --rename, --drop, --fill, --using and --map-value. @throws DIFF201 */
export const readAnswers = (typed: TypedAnswers): Answers => ({
  renames: (typed.renames ?? []).map(readRename),
  drops: (typed.drops ?? []).map(readDrop),
  fills: (typed.fills ?? []).map((text) => readForColumn('--fill', text)),
  usings: (typed.usings ?? []).map((text) => readForColumn('--using', text)),
  values: (typed.values ?? []).map(readValue),
  keepDropped: typed.keepDropped === true,
})

const kinds: readonly string[] = ['table', 'column', 'constraint', 'index', 'type', 'type-value']
const whole: readonly string[] = ['table', 'type']
const renameForm =
  '`table:old=new`, `column:table.old=new`, `constraint:table.old=new`, `index:table.old=new`, `type:old=new` or `type-value:type.old=new`'

function readRename(text: string): Rename {
  const { place, value } = cut(text) ?? fail(badAnswer('--rename', text, renameForm))
  const to = pathOf(value)
  const found = readPlace(place)
  if (found === undefined || to.length === 0) throw badAnswer('--rename', text, renameForm)
  // A table may move to another schema; anything else stays with its owner.
  const name = whole.includes(found.what) ? to.join('.') : (to.at(-1) ?? '')
  return { ...found, to: name }
}

function readDrop(text: string): Omit<Rename, 'to'> {
  return readPlace(text) ?? fail(badAnswer('--drop', text, '`table:old`, `column:table.old` and the like'))
}

function readPlace(text: string): Omit<Rename, 'to'> | undefined {
  const [, what = '', rest = ''] = /^([a-z-]+):(.*)$/s.exec(text) ?? []
  const path = pathOf(rest)
  if (!kinds.includes(what) || path.length === 0) return undefined
  const kind = what as Rename['what']
  if (whole.includes(kind)) return { what: kind, from: path.join('.') }
  return path.length < 2 ? undefined : { what: kind, of: path.slice(0, -1).join('.'), from: path.at(-1) ?? '' }
}

function readForColumn(flag: string, text: string): ForColumn {
  const { place, value } = cut(text) ?? fail(badAnswer(flag, text, `\`${flag} table.column=<sql>\``))
  const path = pathOf(place)
  if (path.length < 2 || value.trim() === '') throw badAnswer(flag, text, `\`${flag} table.column=<sql>\``)
  return { table: path.slice(0, -1).join('.'), column: path.at(-1) ?? '', sql: value.trim() }
}

function readValue(text: string): Answers['values'][number] {
  const form = '`--map-value type.old=new`'
  const { place, value } = cut(text) ?? fail(badAnswer('--map-value', text, form))
  const path = pathOf(place)
  if (path.length < 2) throw badAnswer('--map-value', text, form)
  return { type: path.slice(0, -1).join('.'), from: path.at(-1) ?? '', to: pathOf(value).join('.') }
}

/** At the first `=` outside of double quotes. */
function cut(text: string): { readonly place: string; readonly value: string } | undefined {
  const [place] = /^(?:"(?:[^"]|"")*"|[^="])+/.exec(text) ?? []
  if (place === undefined || text[place.length] !== '=') return undefined
  return { place, value: text.slice(place.length + 1) }
}

/** Names between dots; one in double quotes may hold anything. */
const pathOf = (text: string): readonly string[] =>
  [...text.trim().matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map(([bare, quoted]) => quoted?.replaceAll('""', '"') ?? bare)

function fail(problem: Error): never {
  throw problem
}
