import { parseFileName } from './file-name.ts'
import { badDirective } from './problems.ts'
import type { Rule } from './migration.ts'
import type { Way } from './way.ts'

/** What the comment lines at the top of a SQL migration say. */
export type Header = {
  readonly parents: readonly string[] | undefined
  readonly transaction: boolean
  readonly foreignKeys: 'on' | 'off'
  readonly irreversible: string | undefined
  /** The schema that it leaves depends on what it finds: an empty database cannot foretell it. */
  readonly asFound?: true
  /** The migrations whose place it took. */
  readonly squashed?: readonly Way[]
  /** Other names by which it is known, as where a revision of another tool became this migration. */
  readonly aliases?: readonly string[]
  readonly rules?: readonly Rule[]
}

export const emptyHeader: Header = {
  parents: undefined,
  transaction: true,
  foreignKeys: 'on',
  irreversible: undefined,
}

/** A comment line of the form `-- key: value` with one of our keys. */
export type Directive = {
  readonly key: 'parent' | 'transaction' | 'foreignKeys' | 'irreversible' | 'schema' | 'squashed' | 'alias' | 'rule'
  readonly value: string
}

const form =
  /^--\s*(parents?|refuse\s+(?:up|down)\s+when|transaction|foreign[-_ ]?keys|irreversible|squashed(?=\s*:\s*[0-9a-z]+\s+[0-9a-f]{64})|alias(?:es)?(?=\s*:\s*[\w.-]+(?:\s*,\s*[\w.-]+)*\s*$)|schema(?=\s*:\s*as found\s*$))\s*:\s*(.*?)\s*$/i
const idForm = /^(?=[a-z]*\d)[0-9a-z]+$/i

/** Reads a comment line as a directive; undefined when it is an ordinary comment. */
export function directiveOf(comment: string): Directive | undefined {
  const [, key, value] = form.exec(comment) ?? []
  if (key === undefined || value === undefined) return undefined
  const direction = /^refuse\s+(\w+)/i.exec(key)?.[1]
  return direction === undefined
    ? { key: keyOf(key.toLowerCase()), value }
    : { key: 'rule', value: `${direction} ${value}` }
}

/** The header with one more directive taken in; fails when its value is none. */
export function withDirective(header: Header, directive: Directive, place: string): Header {
  const { key, value } = directive
  const refuse = (allowed: string) => badDirective(place, `-- ${wordOf(key)}: ${value}`, allowed)
  switch (key) {
    case 'parent':
      return { ...header, parents: parentsWith(header.parents, value, refuse) }
    case 'transaction':
      return { ...header, transaction: switched(directive, refuse) }
    case 'foreignKeys':
      return { ...header, foreignKeys: onOrOff(switched(directive, refuse)) }
    case 'schema':
      return { ...header, asFound: true }
    case 'rule':
      return { ...header, rules: rulesWith(header.rules, value, refuse) }
    case 'alias':
      return { ...header, aliases: aliasesWith(header.aliases, value) }
    case 'squashed':
      return { ...header, squashed: waysWith(header.squashed, value, refuse) }
    case 'irreversible':
      return { ...header, irreversible: reasonIn(value, refuse) }
  }
}

/** Whether a directive below the header was meant as one; prose such as `-- parent: the company` was not. */
export const isMeant = ({ key, value }: Directive): boolean => {
  if (key === 'squashed') return wayOf(value) !== undefined
  if (key === 'parent') return value === 'none' || idsOf(value).every((id) => idForm.test(id))
  return (
    key === 'irreversible' || key === 'alias' || key === 'schema' || key === 'rule' || switchOf(value) !== undefined
  )
}

/** on, off, and what other tools write for them. */
export function switchOf(word: string): boolean | undefined {
  if (/^(on|true|yes)$/i.test(word)) return true
  return /^(off|false|no)$/i.test(word) ? false : undefined
}

/** The word of a directive as it is written in a file. */
const wordOf = (key: Directive['key']): string =>
  key === 'foreignKeys' ? 'foreign-keys' : key === 'rule' ? 'refuse … when' : key

function keyOf(word: string): Directive['key'] {
  if (word.startsWith('parent')) return 'parent'
  if (word.startsWith('foreign')) return 'foreignKeys'
  if (word.startsWith('alias')) return 'alias'
  return word === 'transaction' || word === 'schema' || word === 'squashed' ? word : 'irreversible'
}

const aliasesWith = (known: readonly string[] = [], value: string): readonly string[] => [...known, ...idsOf(value)]

const waysWith = (known: readonly Way[] = [], value: string, refuse: Refuse): readonly Way[] => [
  ...known,
  wayOf(value) ?? fail(refuse(wayWords)),
]

const switched = ({ key, value }: Directive, refuse: Refuse): boolean =>
  switchOf(value) ?? fail(refuse(switchWords(key)))

const onOrOff = (is: boolean): 'on' | 'off' => (is ? 'on' : 'off')

const reasonIn = (value: string, refuse: Refuse): string =>
  value || fail(refuse('the reason: `-- irreversible: the old text is gone`'))

const rulesWith = (known: readonly Rule[] | undefined, value: string, refuse: Refuse): readonly Rule[] => [
  ...(known ?? []),
  ruleIn(value) ?? fail(refuse(ruleWords)),
]

const ruleWords =
  '`-- refuse up when: <select> : <why>` or `-- refuse down when: <select> : <why>`; the select gives the rows that stand in the way'

/** `down select id from a where b is not null : they would be lost`; undefined for anything else. */
function ruleIn(value: string): Rule | undefined {
  const [, word = '', query = '', why = ''] = /^(up|down)\s+((?:select|with)\b.+?)\s+:\s+(\S.*)$/i.exec(value) ?? []
  return why === '' ? undefined : { direction: /^up$/i.test(word) ? 'up' : 'down', query, why }
}

const wayWords = '`-- squashed: <id> <checksum>, <id> <checksum>`, as `millwright squash` writes it'

/** `0001 <sha256>, 0002 <sha256>`; undefined for anything else. */
function wayOf(value: string): Way | undefined {
  const pairs = value.split(',').map((pair) => /^\s*([0-9a-z]+)\s+([0-9a-f]{64})\s*$/i.exec(pair))
  const way = pairs.flatMap((pair) => (pair === null ? [] : [{ id: pair[1] ?? '', checksum: pair[2] ?? '' }]))
  return way.length === pairs.length ? way : undefined
}

const switchWords = (key: Directive['key']): string => `\`-- ${wordOf(key)}: off\` or \`-- ${wordOf(key)}: on\``

type Refuse = (allowed: string) => Error

function parentsWith(known: readonly string[] | undefined, value: string, refuse: Refuse): readonly string[] {
  const isNone = /^none$/i.test(value)
  const ids = isNone ? [] : idsOf(value)
  const mixed = known !== undefined && (isNone || known.length === 0)
  if (mixed || ids.some((id) => !idForm.test(id)) || (!isNone && ids.length === 0)) {
    throw refuse(
      meantBy(ids) ?? '`-- parent: <id>`, several ids with commas between them, or `-- parent: none` alone for a root',
    )
  }
  return [...new Set([...(known ?? []), ...ids])]
}

/** The line that was meant where names of files stand in the place of ids. */
function meantBy(words: readonly string[]): string | undefined {
  const ids = words.map((word) => parseFileName(`${word.replace(/\.(?:sql|[cm]?[jt]s)$/i, '')}.sql`)?.id ?? word)
  const isMeant = words.length > 0 && ids.every((id) => idForm.test(id))
  return isMeant ? `\`-- parent: ${ids.join(', ')}\`, which is the id alone, without the rest of the name` : undefined
}

const idsOf = (value: string): string[] =>
  value
    .split(/[,\s]+/)
    .map((id) => id.trim())
    .filter((id) => id !== '')

function fail(problem: Error): never {
  throw problem
}
