import { defineProblem } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'

const nothing = 'Nothing was run.'
const help = (command: string): string => `\`${`millwright ${command}`.trim()} --help\` shows what it understands.`
const perhaps = (similar: string | undefined): string => (similar === undefined ? '' : `Did you mean \`${similar}\`? `)

export const unknownCommand = defineProblem(
  'CLI101',
  2,
  (word: string, group: string, similar: string | undefined) => ({
    what: `There is no command \`${`millwright ${group}`.trim()} ${printable(word)}\`.`,
    state: nothing,
    next: `${perhaps(similar)}${help(group)}`,
  }),
)

export const unknownFlag = defineProblem('CLI102', 2, (flag: string, command: string, similar: string | undefined) => ({
  what: `\`${`millwright ${command}`.trim()}\` has no flag \`${printable(flag)}\`.`,
  state: nothing,
  next: `${perhaps(similar)}${help(command)}`,
}))

export const extraArgument = defineProblem('CLI103', 2, (words: readonly string[], command: string, most: string) => ({
  what: `\`millwright ${command}\` takes ${most}, and \`${words.map(printable).join(' ')}\` is left over.`,
  state: nothing,
  next: `Put a value with spaces in quotes. ${help(command)}`,
}))

export const missingArgument = defineProblem('CLI104', 2, (name: string, about: string, command: string) => ({
  what: `\`millwright ${command}\` needs <${name}>: ${about}.`,
  state: nothing,
  next: help(command),
}))

export const missingValue = defineProblem('CLI105', 2, (flag: string, value: string, command: string) => ({
  what: `\`${flag}\` needs a value: \`${flag} ${value}\`.`,
  state: nothing,
  next: `A value that begins with a dash is written \`${flag}=-x\`. ${help(command)}`,
}))

export const badValue = defineProblem('CLI106', 2, (flag: string, found: string, allowed: string) => ({
  what: `\`${flag}\` cannot be \`${printable(found)}\`.`,
  state: nothing,
  next: `It takes ${allowed}.`,
}))

export const givenTwice = defineProblem('CLI107', 2, (flag: string) => ({
  what: `\`${flag}\` was given twice.`,
  state: nothing,
  does: 'Millwright does not choose between the two.',
  next: 'Give it once.',
}))

export const flagsDisagree = defineProblem('CLI108', 2, (one: string, other: string) => ({
  what: `\`${one}\` and \`${other}\` do not go together.`,
  state: nothing,
  next: 'Leave one of them out.',
}))

export const commandMissing = defineProblem('CLI109', 2, (group: string, commands: readonly string[]) => ({
  what: `\`millwright ${group}\` needs one of ${commands.map((name) => `\`${name}\``).join(', ')}.`,
  state: nothing,
  next: help(group),
}))

export const notAgreed = defineProblem('CLI110', 4, (what: string) => ({
  what: `Not confirmed: ${what}`,
  state: 'Nothing was changed.',
  next: 'Type `yes` when it asks, or add `--yes` where nobody can be asked.',
}))

export const flagNeeds = defineProblem('CLI111', 2, (one: string, other: string) => ({
  what: `\`${one}\` needs \`${other}\` here, because standard output holds one JSON document.`,
  state: nothing,
  next: `Add \`${other}\`.`,
}))

export const fileTaken = defineProblem('CLI112', 4, (file: string) => ({
  what: `${printable(file)} exists already.`,
  state: 'It was left as it is; nothing was written.',
  next: 'Name another file, or remove that one first.',
}))

export const unexpected = defineProblem('CLI199', 1, (words: string) => ({
  what: `Millwright failed in a way it did not foresee: ${words}`,
  state: 'What was committed stands; `millwright status` shows where the database is.',
  next: 'Repeat the command with `MILLWRIGHT_DEBUG=1` before it, and report the output: this is a mistake in the program.',
}))
