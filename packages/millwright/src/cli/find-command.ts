import { commandMissing, unknownCommand, unknownFlag } from './problems.ts'
import { type Entry, groups, registry } from './registry.ts'
import { commonFlags } from './common-flags.ts'
import { similarTo } from './similar.ts'

/** A command and the words behind its name; a group of commands; or nothing but the program itself. */
export type Found =
  | { readonly kind: 'command'; readonly entry: Entry; readonly words: readonly string[] }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'help'; readonly isAsked: boolean }
  | { readonly kind: 'version' }

/** Finds out what was typed. @throws CLI101, CLI102, CLI109 */
export function findCommand(argv: readonly string[]): Found {
  const [first, ...rest] = argv
  if (first === undefined) return { kind: 'help', isAsked: false }
  if (isHelp(first)) return { kind: 'help', isAsked: true }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help') return rest.length === 0 ? { kind: 'help', isAsked: true } : findCommand([...rest, '--help'])
  if (first.startsWith('-')) throw unknownFlag(first, '', flagAdvice(first, rest))
  return Object.hasOwn(groups, first) ? inGroup(first, rest) : named(first, '', rest)
}

export const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h'

/** A flag that belongs behind the command. */
function flagAdvice(flag: string, rest: readonly string[]): string | undefined {
  const long = flag.replace(/^--|=.*$/g, '')
  const command = rest.find((word) => registry.some(({ name }) => name === word))
  if (!commonFlags.some((known) => known.long === long)) return similarTo(flag, ['--help', '--version'])
  return `millwright ${command ?? '<command>'} --${long}`
}

function inGroup(group: string, [word, ...rest]: readonly string[]): Found {
  if (isHelp(word)) return { kind: 'group', group }
  const names = inside(group)
  if (word === undefined || word.startsWith('-')) throw commandMissing(group, names)
  return named(word, group, rest)
}

/** The second words of a group. */
export const inside = (group: string): readonly string[] =>
  registry.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1))

function named(word: string, group: string, words: readonly string[]): Found {
  const name = `${group} ${word}`.trim()
  const entry = registry.find((each) => each.name === name || each.alias === name)
  if (entry !== undefined) return { kind: 'command', entry, words }
  throw unknownCommand(word, group, similarTo(word, group === '' ? firstWords() : inside(group)))
}

const firstWords = (): readonly string[] => [
  ...new Set(
    registry.flatMap(({ name, alias }) => [name.split(' ')[0] ?? name, ...(alias === undefined ? [] : [alias])]),
  ),
]
