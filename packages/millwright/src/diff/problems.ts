import { defineProblem } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'

const nothing = 'Nothing was changed; both sides were only read.'

export const badAnswer = defineProblem('DIFF201', 2, (flag: string, given: string, form: string) => ({
  what: `\`${flag} ${printable(given)}\` is no answer.`,
  state: nothing,
  next: `It takes ${form}; a name with a dot, a quote or \`=\` in it stands in double quotes.`,
}))

export const cannotCompare = defineProblem('DIFF202', 2, (one: string, other: string) => ({
  what: `A schema of ${one} cannot be compared with one of ${other}.`,
  state: nothing,
  next: 'Name two sides of one kind; `--dialect` says what a .sql file is written for.',
}))

export const scriptFails = defineProblem('DIFF203', 2, (place: string, words: string) => ({
  what: `${printable(place)} cannot be executed in an empty database: ${words}`,
  state: nothing,
  next: 'Correct that statement; the file must make the whole schema by itself.',
}))

export const noScript = defineProblem('DIFF204', 2, (file: string, words: string) => ({
  what: `${printable(file)} cannot be read: ${words}.`,
  state: nothing,
  next: 'Name a .sql file, the URL of a database, or the word `migrations`.',
}))

export const noDialect = defineProblem('DIFF205', 2, () => ({
  what: 'Nothing says for which database the .sql files are written.',
  state: nothing,
  next: 'Add `--dialect sqlite` or `--dialect postgres`.',
}))

export const noDdl = defineProblem('DIFF206', 2, (dialect: string) => ({
  what: `Millwright does not compare schemas of ${dialect} yet.`,
  state: nothing,
  next: 'Write the migration by hand: `millwright new`.',
}))

export const notASchema = defineProblem('DIFF207', 2, (file: string) => ({
  what: `${printable(file)} tells no schema: it exports neither tables of Drizzle nor a function.`,
  state: nothing,
  next: 'Export tables (`pgTable`, `sqliteTable`), or as the default an async function that makes the schema with the Kysely instance it is given.',
}))

export const schemaModuleFails = defineProblem('DIFF208', 2, (file: string, words: string) => ({
  what: `The schema of ${printable(file)} cannot be made in an empty database: ${printable(words)}.`,
  state: nothing,
  next: 'Correct the module. A function needs `kysely` to be installed, tables of Drizzle need `drizzle-kit`.',
}))

export const noSchemaModule = defineProblem('DIFF209', 2, (file: string, words: string) => ({
  what: `${printable(file)} cannot be loaded: ${printable(words)}.`,
  state: nothing,
  next: `Correct it until \`node ${printable(file)}\` ends without an error; what it imports is named with its ending.`,
}))
