import { Argument as CommanderArgument, Command as CommanderCommand, CommanderError, Option } from 'commander'
import type { Problem } from '../kernel/problem.ts'
import { plural } from '../kernel/text.ts'
import type { Argument, Command, Flag } from './command.ts'
import { commonFlags } from './common-flags.ts'
import * as problems from './problems.ts'
import { similarTo } from './similar.ts'

/** Flags by their long names, with every value that was given; a switch has the value ''. */
export type Parsed = { readonly args: readonly string[]; readonly flags: ReadonlyMap<string, readonly string[]> }

/** Reads the words behind a command's name, and refuses everything the command does not know. @throws CLI102 to CLI107 */
export function parse(name: string, command: Command, words: readonly string[]): Parsed {
  const flags = flagsOf(command)
  refuseMissingValues(name, flags, words)
  const found = new Map<string, string[]>()
  const args = readWords(name, command, { words, flags, found })
  refuseExtra(name, command, args)
  return { args, flags: found }
}

const flagsOf = ({ flags = [] }: Command): readonly Flag[] => [...flags, ...commonFlags]

// Commander takes the flag behind a flag for its value.
function refuseMissingValues(name: string, flags: readonly Flag[], words: readonly string[]): void {
  const end = words.indexOf('--')
  for (const [at, word] of (end === -1 ? words : words.slice(0, end)).entries()) {
    const flag = flags.find(({ long, value }) => value !== undefined && (word === `--${long}` || word === `--${long}=`))
    if (flag === undefined) continue
    const next = word.endsWith('=') ? '' : (words[at + 1] ?? '')
    if (next === '' || (next.startsWith('-') && next !== '-'))
      throw problems.missingValue(`--${flag.long}`, flag.value ?? '', name)
  }
}

type Reading = {
  readonly words: readonly string[]
  readonly flags: readonly Flag[]
  readonly found: Map<string, string[]>
}

function readWords(name: string, command: Command, { words, flags, found }: Reading): readonly string[] {
  const parser = new CommanderCommand(name).exitOverride().helpOption(false).allowExcessArguments()
  parser.configureOutput({ writeErr: () => {} })
  for (const flag of flags) parser.addOption(optionOf(flag, found))
  for (const argument of command.args ?? []) parser.addArgument(argumentOf(argument))
  try {
    parser.parse([...words], { from: 'user' })
    for (const { long } of flags.filter(({ value }) => value === undefined))
      if (isGiven(parser, long)) found.set(long, [''])
    return parser.args
  } catch (error) {
    throw error instanceof CommanderError ? asProblem(error, name, command) : error
  }
}

function optionOf(flag: Flag, found: Map<string, string[]>): Option {
  const { long, value, about } = flag
  if (value === undefined) return new Option(`--${long}`, about)
  return new Option(`--${long} <${value}>`, about).argParser((text: string) => {
    const before = found.get(long) ?? []
    if (before.length > 0 && flag.repeat !== true) throw problems.givenTwice(`--${long}`)
    refuseBadValue(flag, text)
    found.set(long, [...before, text])
    return text
  })
}

function refuseBadValue({ long, choices, atLeast, value }: Flag, text: string): void {
  const flag = `--${long}`
  if (choices !== undefined && !choices.includes(text)) throw problems.badValue(flag, text, listed(choices))
  if (atLeast !== undefined && !(/^\d{1,9}$/.test(text) && Number(text) >= atLeast))
    throw problems.badValue(flag, text, `a whole number, ${atLeast} or greater`)
  if (value === 'NAME=VALUE' && !/^[^=\s]+=/.test(text))
    throw problems.badValue(flag, text, 'NAME=VALUE, such as `site=north`')
}

/** `a, b or c`. */
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`

/** A switch called no-backup is, to Commander, the value false of `backup`. */
const isGiven = (parser: CommanderCommand, long: string): boolean =>
  parser.getOptionValueSource(new Option(`--${long}`).attributeName()) === 'cli'

function argumentOf({ name, about, optional, many }: Argument): CommanderArgument {
  const word = `${name}${many === true ? '...' : ''}`
  return new CommanderArgument(optional === true ? `[${word}]` : `<${word}>`, about)
}

function asProblem({ code, message }: CommanderError, name: string, command: Command): Problem {
  const word = /'([^']*)'/.exec(message)?.[1] ?? ''
  if (code === 'commander.missingArgument') {
    const about = command.args?.find((argument) => argument.name === word)?.about ?? ''
    return problems.missingArgument(word, about, name)
  }
  if (code === 'commander.unknownOption') {
    const bare = word.replace(/=.*$/s, '')
    return problems.unknownFlag(
      bare,
      name,
      similarTo(bare, ['--help', ...flagsOf(command).map(({ long }) => `--${long}`)]),
    )
  }
  return problems.badValue(name, word, message)
}

function refuseExtra(name: string, { args = [] }: Command, given: readonly string[]): void {
  if (args.some(({ many }) => many) || given.length <= args.length) return
  const most = args.length === 0 ? 'no argument' : plural(args.length, 'argument')
  throw problems.extraArgument(given.slice(args.length), name, most)
}
