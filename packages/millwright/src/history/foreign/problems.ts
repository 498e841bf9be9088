import { defineProblem } from '../../kernel/problem.ts'
import { printable } from '../../kernel/text.ts'

const nothing = 'Nothing was written; the database was only read.'
const list = (words: readonly string[]): string => words.map(printable).join(', ')

export const alreadyManaged = defineProblem('ADOPT101', 4, (target: string, current: string) => ({
  what: `${printable(target)} is Millwright's already: it stands at ${current}.`,
  state: nothing,
  next: '`millwright status` shows where it stands; `millwright check` compares it with its history.',
}))

export const severalTools = defineProblem('ADOPT102', 4, (tools: readonly string[], flags: readonly string[]) => ({
  what: `Several tools left a history in this database: ${list(tools)}.`,
  state: nothing,
  does: 'Millwright does not guess which of them is right.',
  next: `Say whose history counts: ${flags.map((flag) => `\`--from ${flag}\``).join(' or ')}.`,
}))

export const toolNotFound = defineProblem('ADOPT103', 4, (tool: string, table: string) => ({
  what: `${tool} left no history here: there is no table ${printable(table)}.`,
  state: nothing,
  next: 'Leave `--from` out to adopt the database as it is.',
}))

export const badRecord = defineProblem(
  'ADOPT104',
  4,
  (tool: string, faults: readonly string[], answers: readonly string[]) => ({
    what: `What ${tool} recorded cannot be taken over: ${faults.map(printable).join('; ')}.`,
    state: nothing,
    next: `Repair that with ${tool} first${answers.length === 0 ? '' : ` (${list(answers)})`}, or take the database as it is with \`--as-found\`, which says what it passed over.`,
  }),
)

export const notWhatFilesGive = defineProblem('ADOPT105', 4, (source: string, differences: readonly string[]) => ({
  what: `The database is not what ${printable(source)} gives: ${list(differences)}.`,
  state: nothing,
  next: 'Bring one in line with the other, or take the database as it is with `--as-found`, which says what differs.',
}))

export const unreadableFolder = defineProblem('ADOPT106', 4, (path: string, words: string) => ({
  what: `${printable(path)} cannot be read: ${printable(words)}.`,
  state: nothing,
  next: 'Name the folder with the migrations of the other tool with `--files`.',
}))

export const cannotPlay = defineProblem('ADOPT107', 4, (file: string, words: string) => ({
  what: `${printable(file)} cannot be executed on an empty database after those before it: ${printable(words)}`,
  state: nothing,
  next: 'Name a file that makes the whole schema with `--schema`, such as a dump that the other tool made, or take the database as it is with `--as-found`.',
}))

export const nowhere = defineProblem('ADOPT108', 4, (nearest: string, differences: readonly string[]) => ({
  what: `The database is at no place of the history in the migrations. It is nearest to ${nearest}, from which it differs: ${list(differences)}.`,
  state: nothing,
  next: `Bring the schema in line and repeat the command (\`millwright diff --from URL --to migrations\` prints the statements that lead to the newest migration), or record it there all the same with \`millwright stamp ${nearest} --force\`, which says what it skipped.`,
}))

export const severalPlaces = defineProblem('ADOPT109', 4, (ids: readonly string[]) => ({
  what: `The schema of the database is the same after each of these migrations: ${list(ids)}.`,
  state: nothing,
  does: 'What they do to rows cannot be seen in a schema, and Millwright does not guess which of them ran.',
  next: `Name the last one that ran: \`millwright stamp ${ids[0] ?? ''}\`.`,
}))

export const nothingToCorrect = defineProblem('ADOPT110', 4, (ids: readonly string[]) => ({
  what: `\`--recorded ${list(ids)}\` corrects what another tool recorded, and none left a history in this database.`,
  state: nothing,
  next: 'Leave `--recorded` out to adopt the database as it is.',
}))
