import { defineProblem } from '../kernel/problem.ts'

const nothing = 'Nothing was read or changed.'

export const noConfig = defineProblem('CONF101', 2, (folder: string) => ({
  what: `There is no millwright.config.ts in ${folder} or above it, and no --url was given.`,
  state: nothing,
  next: 'Type `millwright init` to make one, or name the database with `--url sqlite:app.db`.',
}))

export const cannotReadConfig = defineProblem('CONF102', 2, (file: string, words: string) => ({
  what: `The configuration ${file} cannot be read: ${words}.`,
  state: nothing,
  next: 'Correct the file, or name another one with `--config`.',
}))

export const badConfig = defineProblem('CONF103', 2, (file: string, why: string) => ({
  what: `The configuration in ${file} is not valid: ${why}.`,
  state: nothing,
  next: 'Correct that line; `millwright init --help` lists the settings.',
}))

export const unknownDatabase = defineProblem('CONF104', 2, (url: string) => ({
  what: `No dialect knows the database ${url}.`,
  state: nothing,
  next: 'Use `sqlite:path/to/file.db`, `pglite:directory` or `postgres://user@host/database`.',
}))

export const configExists = defineProblem('CONF105', 4, (file: string) => ({
  what: `${file} is already there.`,
  state: 'Nothing was written.',
  next: 'Edit it, or delete it first if you want a new one.',
}))

export const unfinishedRun = defineProblem('RUN120', 4, (run: string, state: string) => ({
  what: `Run ${run} is ${state}, half-way through its work.`,
  state: 'What it committed stands, counted and undoable. This command changed nothing.',
  next: `Go on with \`millwright resume\`, or go back with \`millwright rollback ${run}\`.`,
}))

export const notProvedYet = defineProblem('RUN121', 4, (run: string, migrations: readonly string[]) => ({
  what: `Applied but not proved: ${migrations.join(', ')} (run ${run}).`,
  state: 'Nothing was changed by this command.',
  next: `Read \`millwright report ${run}\`, then go back with \`millwright rollback ${run}\`, or accept it with \`millwright validate --accept "reason"\`.`,
}))

/** No run applied them, so there is none to go back to. */
export const stampedUnproved = defineProblem('RUN127', 4, (migrations: readonly string[]) => ({
  what: `Stamped by force and not proved: ${migrations.join(', ')}.`,
  state: 'Nothing was changed by this command.',
  next: 'Read `millwright validate`, bring the schema to what the history gives and repeat `millwright stamp`, or accept it with `millwright validate --accept "reason"`.',
}))

export const notSqlAlone = defineProblem('RUN128', 4, (migrations: readonly string[]) => ({
  what: `These migrations are more than SQL, and a script cannot do what they do: ${migrations.join(', ')}.`,
  state: nothing,
  next: 'Run them with `millwright up`, or name a target before the first of them.',
}))

export const notConfirmed = defineProblem('RUN122', 4, (what: string) => ({
  what: `This destroys data and was not confirmed: ${what}.`,
  state: 'Nothing was changed.',
  next: 'If that is what you want, repeat the command with `--yes`; `millwright plan` shows what a migration would destroy.',
}))

export const rehearsalFailed = defineProblem('RUN123', 4, (verdict: string, why: string) => ({
  what: `The rehearsal on a copy ended with ${verdict}: ${why}.`,
  state: 'The database itself was not touched.',
  next: 'Read the findings above, correct the source or the migration, and run the same command again.',
}))

export const schemaDiffers = defineProblem('STAMP101', 4, (differences: readonly string[]) => ({
  what: `The database does not have the schema that the history gives: ${differences.join(', ')}.`,
  state: 'Nothing was stamped.',
  next: 'Bring the schema in line, or stamp it all the same with `--force`, which says what it skipped.',
}))

export const nothingToRollBack = defineProblem('RUN124', 4, (run: string) => ({
  what: `Run ${run} left nothing that could be rolled back.`,
  state: 'Nothing was changed.',
  next: 'See `millwright runs`.',
}))

export const noReject = defineProblem('REJ101', 2, (run: string) => ({
  what: `Run ${run} has no open rejects.`,
  state: 'Nothing was changed.',
  next: 'See `millwright rejects list`.',
}))

export const noDatabase = defineProblem('CONF106', 4, (url: string) => ({
  what: `The database ${url} does not exist yet.`,
  state: nothing,
  next: '`millwright up` makes it.',
}))

export const noLedger = defineProblem('RUN109', 4, (target: string) => ({
  what: `${target} has no ledger: nothing was ever run on it by Millwright.`,
  state: nothing,
  next: '`millwright status` shows what is pending; `millwright up` begins, or `millwright stamp head` records what is there already.',
}))

export const notRunning = defineProblem('RUN125', 4, (run: string, state: string) => ({
  what: `Run ${run} is ${state}; only a run that is under way can be paused.`,
  state: 'Nothing was changed.',
  next: 'See `millwright runs`.',
}))

export const notApplied = defineProblem('HIST144', 2, (word: string) => ({
  what: `No applied migration is called ${word}.`,
  state: nothing,
  next: 'List what is applied with `millwright status --all`.',
}))

export const noBackups = defineProblem('BAK120', 4, (directory: string) => ({
  what: `There is no backup in ${directory}.`,
  state: nothing,
  next: 'Make one with `millwright backup create`.',
}))

export const nothingToAccept = defineProblem('VAL108', 2, () => ({
  what: 'There is nothing to accept: every applied migration is proved.',
  state: 'Nothing was changed.',
  next: 'See `millwright status`.',
}))

export const needsYes = defineProblem('RUN126', 4, (what: string) => ({
  what: `Not confirmed: ${what}.`,
  state: 'Nothing was changed.',
  next: 'If that is what you want, repeat the command with `--yes`.',
}))
