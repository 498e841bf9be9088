import { badDirective } from './problems.ts'

/** What the comment lines at the top of a SQL migration say. */
export type Header = {
  readonly parents: readonly string[] | undefined
  readonly transaction: boolean
  readonly foreignKeys: 'on' | 'off'
  readonly irreversible: string | undefined
  /** The schema that it leaves depends on what it finds: an empty database cannot foretell it. */
  readonly asFound?: true
}

export const emptyHeader: Header = {
  parents: undefined,
  transaction: true,
  foreignKeys: 'on',
  irreversible: undefined,
}

/** A comment line of the form `-- key: value` with one of our keys. */
export type Directive = {
  readonly key: 'parent' | 'transaction' | 'foreignKeys' | 'irreversible' | 'schema'
  readonly value: string
}

const form =
  /^--\s*(parents?|transaction|foreign[-_ ]?keys|irreversible|schema(?=\s*:\s*as found\s*$))\s*:\s*(.*?)\s*$/i
const idForm = /^(?=[a-z]*\d)[0-9a-z]+$/i

/** Reads a comment line as a directive; undefined when it is an ordinary comment. */
export function directiveOf(comment: string): Directive | undefined {
  const [, key, value] = form.exec(comment) ?? []
  return key === undefined || value === undefined ? undefined : { key: keyOf(key.toLowerCase()), value }
}

/** The header with one more directive taken in; fails when its value is none. */
export function withDirective(header: Header, directive: Directive, place: string): Header {
  const { key, value } = directive
  const refuse = (allowed: string) => badDirective(place, `-- ${wordOf(key)}: ${value}`, allowed)
  switch (key) {
    case 'parent':
      return { ...header, parents: parentsWith(header.parents, value, refuse) }
    case 'transaction':
      return { ...header, transaction: switchOf(value) ?? fail(refuse(switchWords(key))) }
    case 'foreignKeys':
      return { ...header, foreignKeys: (switchOf(value) ?? fail(refuse(switchWords(key)))) ? 'on' : 'off' }
    case 'schema':
      return { ...header, asFound: true }
    case 'irreversible':
      return { ...header, irreversible: value || fail(refuse('the reason: `-- irreversible: the old text is gone`')) }
  }
}

/** Whether a directive below the header was meant as one; prose such as `-- parent: the company` was not. */
export const isMeant = ({ key, value }: Directive): boolean => {
  if (key === 'parent') return value === 'none' || idsOf(value).every((id) => idForm.test(id))
  return key === 'irreversible' || key === 'schema' || switchOf(value) !== undefined
}

/** on, off, and what other tools write for them. */
export function switchOf(word: string): boolean | undefined {
  if (/^(on|true|yes)$/i.test(word)) return true
  return /^(off|false|no)$/i.test(word) ? false : undefined
}

/** The word of a directive as it is written in a file. */
const wordOf = (key: Directive['key']): string => (key === 'foreignKeys' ? 'foreign-keys' : key)

function keyOf(word: string): Directive['key'] {
  if (word.startsWith('parent')) return 'parent'
  if (word.startsWith('foreign')) return 'foreignKeys'
  return word === 'transaction' || word === 'schema' ? word : 'irreversible'
}

const switchWords = (key: Directive['key']): string => `\`-- ${wordOf(key)}: off\` or \`-- ${wordOf(key)}: on\``

type Refuse = (allowed: string) => Error

function parentsWith(known: readonly string[] | undefined, value: string, refuse: Refuse): readonly string[] {
  const isNone = /^none$/i.test(value)
  const ids = isNone ? [] : idsOf(value)
  const mixed = known !== undefined && (isNone || known.length === 0)
  if (mixed || ids.some((id) => !idForm.test(id)) || (!isNone && ids.length === 0)) {
    throw refuse('`-- parent: <id>`, several ids with commas between them, or `-- parent: none` alone for a root')
  }
  return [...new Set([...(known ?? []), ...ids])]
}

const idsOf = (value: string): string[] =>
  value
    .split(/[,\s]+/)
    .map((id) => id.trim())
    .filter((id) => id !== '')

function fail(problem: Error): never {
  throw problem
}
