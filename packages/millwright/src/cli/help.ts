import { left, wrap } from '../report/layout.ts'
import type { Argument, Command, Flag } from './command.ts'
import { commonFlags } from './common-flags.ts'
import { inside } from './find-command.ts'
import { type Entry, groups, registry } from './registry.ts'

/** The help of the program: every command in a line. */
export function programHelp(): string {
  const firsts = [...new Set(registry.map(({ name }) => name.split(' ')[0] ?? name))]
  return text([
    ['Usage: millwright <command> [arguments] [flags]'],
    ['Moves databases and the data in them without losing any, and proves it.'],
    titled(
      'Commands',
      firsts.map((name) => [commandWords(name), summaryOf(name)]),
    ),
    titled('Flags', [
      ['-h, --help', 'this help; behind a command, the help of the command'],
      ['-V, --version', 'the version'],
    ]),
    ['A first look: millwright init, millwright new "add customers", millwright up'],
  ])
}

/** The help of `backup` or `rejects`. */
export const groupHelp = (group: string): string =>
  text([
    [`Usage: millwright ${group} <command> [arguments] [flags]`],
    [`${upper(groups[group] ?? '')}.`],
    titled(
      'Commands',
      inside(group).map((name) => [`${group} ${name}`, summaryOf(`${group} ${name}`)]),
    ),
  ])

/** The help of one command; the manual prints it too. */
export const commandHelp = (entry: Entry, command: Command): string =>
  text([
    [usageOf(entry, command)],
    [...wrap(command.about, 100), ...(entry.alias === undefined ? [] : [`Also called: millwright ${entry.alias}`])],
    titled(
      'Arguments',
      (command.args ?? []).map(({ name, about }) => [name, about]),
    ),
    titled(
      'Flags',
      (command.flags ?? []).map((flag) => [flagWords(flag), flagAbout(flag)]),
    ),
    titled('Flags of every command', [...commonFlags.map(commonLine), ['-h, --help', 'this help']]),
    titled('Examples', command.examples),
    titled(
      'Exit codes',
      command.exits.map(([code, meaning]) => [String(code), meaning]),
    ),
  ])

const summaryOf = (name: string): string => groups[name] ?? registry.find((each) => each.name === name)?.summary ?? ''

function commandWords(name: string): string {
  const alias = registry.find((each) => each.name === name)?.alias
  const below = inside(name)
  if (below.length > 0) return `${name} ${below.join('|')}`
  return alias === undefined ? name : `${name}, ${alias}`
}

const usageOf = ({ name }: Entry, { args = [] }: Command): string =>
  ['Usage: millwright', name, ...args.map(argumentWords), '[flags]'].join(' ')

function argumentWords({ name, optional, many }: Argument): string {
  const word = `${name}${many === true ? '...' : ''}`
  return optional === true ? `[${word}]` : `<${word}>`
}

const flagWords = ({ long, value }: Flag): string => `--${long}${value === undefined ? '' : ` ${value}`}`
const commonLine = (flag: Flag): readonly [string, string] => [flagWords(flag), flag.about]

const flagAbout = ({ about, choices }: Flag): string =>
  choices === undefined ? about : `${about} (${choices.join(', ')})`

const upper = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

type Pair = readonly [name: string, about: string]

function titled(title: string, pairs: readonly Pair[]): readonly string[] {
  if (pairs.length === 0) return []
  const width = Math.min(34, Math.max(...pairs.map(([name]) => name.length)))
  return [`${title}:`, ...pairs.flatMap((pair) => pairLines(pair, width))]
}

function pairLines([name, about]: Pair, width: number): readonly string[] {
  if (name.length > width) return [`  ${name}`, ...wrap(`${' '.repeat(width + 4)}${about}`, 100, ' '.repeat(width + 4))]
  return wrap(`  ${left(name, width)}  ${about}`, 100, ' '.repeat(width + 4))
}

const text = (blocks: readonly (readonly string[])[]): string =>
  `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
