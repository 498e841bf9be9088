import { plainList, type Reader, sourceOf, splitWords } from './reader.ts'
import { fold, joinWords, nameOf, spellName, type Word } from './tokens.ts'

/** A constraint of a table, wherever it was written. */
export type ConstraintText = {
  readonly name: string | undefined
  readonly form: 'primary key' | 'unique' | 'check' | 'foreign key'
  /** In the one spelling by which it is compared, without its name. */
  readonly definition: string
  readonly columns: readonly string[]
  /** As written, with its name. */
  readonly source: string
  /** The column in whose definition it stands. */
  readonly inline: string | undefined
  /** The expression of a check, as written. */
  readonly expression?: string
  readonly parent?: string
  readonly references?: readonly string[]
}

type Place = { readonly name: string | undefined; readonly start: number; readonly inline: string | undefined }

/** Reads one constraint when one comes next: of a column, or of the table. */
export function readConstraint(reader: Reader, place: Place): ConstraintText | undefined {
  if (reader.accept('primary', 'key')) return readKey(reader, place)
  if (reader.accept('unique')) return readUnique(reader, place)
  if (reader.accept('check')) return readCheck(reader, place)
  if (reader.accept('foreign', 'key')) {
    const columns = namesIn(reader.text, reader.parens())
    return reader.accept('references') ? readReference(reader, place, columns) : undefined
  }
  if (place.inline !== undefined && reader.accept('references')) return readReference(reader, place, [place.inline])
  return undefined
}

const namesIn = (text: string, words: readonly Word[]): readonly string[] =>
  splitWords(words).map(([first]) => (first === undefined ? '' : nameOf(text, first)))

const finish = (reader: Reader, { name, start, inline }: Place) => ({
  name,
  inline,
  source: sourceOf(reader.text, reader.since(start)),
})

function readKey(reader: Reader, place: Place): ConstraintText {
  const list = listOf(reader, place)
  const conflict = readConflict(reader)
  const grows = list.grows || reader.accept('autoincrement') ? ' autoincrement' : ''
  // A column's own INTEGER PRIMARY KEY DESC is no rowid, a table's is. https://sqlite.org/lang_createtable.html#rowid
  const descends = place.inline !== undefined && list.text.endsWith(' desc') ? ' in its column' : ''
  const definition = `primary key (${list.text})${conflict}${grows}${descends}`
  return { form: 'primary key', definition, columns: list.columns, ...finish(reader, place) }
}

function listOf(reader: Reader, { inline }: Place) {
  if (inline === undefined) {
    const words = reader.parens()
    const grows = words.at(-1)?.text === 'autoincrement'
    const kept = grows ? words.slice(0, -1) : words
    return { text: plainList(kept), columns: namesIn(reader.text, kept), grows }
  }
  const order = reader.accept('desc') ? ' desc' : reader.accept('asc') ? '' : ''
  return { text: `${spellName(inline)}${order}`, columns: [inline], grows: false }
}

function readUnique(reader: Reader, place: Place): ConstraintText {
  const list = listOf(reader, place)
  const definition = `unique (${list.text})${readConflict(reader)}`
  return { form: 'unique', definition, columns: list.columns, ...finish(reader, place) }
}

function readCheck(reader: Reader, place: Place): ConstraintText {
  const words = reader.parens()
  readConflict(reader) // SQLite reads it and does nothing with it
  const expression = sourceOf(reader.text, words)
  return { form: 'check', definition: `check (${joinWords(words)})`, columns: [], expression, ...finish(reader, place) }
}

/** ` on conflict replace`, or nothing for what holds anyway. */
export function readConflict(reader: Reader): string {
  if (!reader.accept('on', 'conflict')) return ''
  const word = fold(reader.name())
  return word === 'abort' ? '' : ` on conflict ${word}`
}

function readReference(reader: Reader, place: Place, columns: readonly string[]): ConstraintText {
  const parent = reader.name()
  const references = reader.isNext('(') ? namesIn(reader.text, reader.parens()) : []
  const rules = readRules(reader)
  const target = `${spellName(parent)}${references.length === 0 ? '' : ` (${spelled(references)})`}`
  const definition = `foreign key (${spelled(columns)}) references ${target}${rules}`
  return { form: 'foreign key', definition, columns, parent, references, ...finish(reader, place) }
}

const spelled = (names: readonly string[]): string => names.map(spellName).join(', ')

function readRules(reader: Reader): string {
  const actions = new Map<string, string>()
  let deferred = ''
  for (let reading = true; reading; ) {
    if (reader.accept('on')) {
      const event = fold(reader.name())
      actions.set(event, readAction(reader))
    } else if (reader.accept('match')) actions.set('match', fold(reader.name()))
    else if (reader.isNext('not', 'deferrable') || reader.isNext('deferrable')) deferred = readDeferral(reader)
    else reading = false
  }
  const words = [...actions]
    .filter(([, rule]) => !['no action', 'simple', 'none'].includes(rule))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${words.map(([event, rule]) => ` ${event === 'match' ? '' : 'on '}${event} ${rule}`).join('')}${deferred}`
}

function readAction(reader: Reader): string {
  if (reader.accept('set', 'null')) return 'set null'
  if (reader.accept('set', 'default')) return 'set default'
  return reader.accept('no', 'action') ? 'no action' : fold(reader.name())
}

/** Only DEFERRABLE INITIALLY DEFERRED is deferred; every other form is checked at once. https://sqlite.org/foreignkeys.html#fk_deferred */
function readDeferral(reader: Reader): string {
  const isNot = reader.accept('not')
  reader.accept('deferrable')
  if (!reader.accept('initially')) return ''
  return fold(reader.name()) === 'deferred' && !isNot ? ' deferrable initially deferred' : ''
}
