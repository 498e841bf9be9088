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

export const notOpen = defineProblem('REJ102', 2, (run: string, ids: readonly number[]) => ({
  what: `Run ${run} has no open reject ${ids.map((id) => `#${id}`).join(', ')}.`,
  state: 'Nothing was changed.',
  next: 'See `millwright rejects list`; its numbers stand before the records.',
}))

export const sameText = defineProblem('REJ103', 2, (id: number) => ({
  what: `Reject #${id} has that text already.`,
  state: 'Nothing was changed.',
  next: 'Give it another text, or try it again as it is with `millwright rejects retry`.',
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

const asTheyWere = 'No file was changed, and no database was touched.'

export const tooFewToSquash = defineProblem('SQUASH101', 2, (first: string, last: string) => ({
  what:
    first === last ? `${last} is one migration; there is nothing to squash.` : `${last} does not build on ${first}.`,
  state: asTheyWere,
  next: 'Name the first and the last of at least two migrations that follow each other; `millwright history` lists them.',
}))

export const movesInside = defineProblem('SQUASH102', 4, (moves: readonly string[]) => ({
  what: `There are moves in this range, and what they did to rows stands in the ledger of each database: ${moves.join(', ')}.`,
  state: asTheyWere,
  next: `Squash what comes before ${moves[0] ?? ''} (\`--to\`), or what comes after ${moves.at(-1) ?? ''} (\`--from\`).`,
}))

export const branchInside = defineProblem('SQUASH103', 4, (id: string, branch: string) => ({
  what: `${branch} builds on ${id}, which would be in the middle of the squashed file.`,
  state: asTheyWere,
  next: `End the range at ${id}, or begin behind it.`,
}))

export const notForeseeable = defineProblem('SQUASH104', 4, (id: string) => ({
  what: `What ${id} leaves depends on the rows that it finds, so no file can say it beforehand.`,
  state: asTheyWere,
  next: `Squash what comes before ${id} (\`--to\`), or what comes after it (\`--from\`).`,
}))

export const notJoinable = defineProblem('SQUASH105', 4, (id: string, why: string) => ({
  what: `${id} cannot be joined with others in the middle of a history: ${why}.`,
  state: asTheyWere,
  next: `End the range before ${id}, or begin behind it; or squash from the beginning, where only what they leave counts.`,
}))

export const squashDiffers = defineProblem('SQUASH106', 4, (way: string, differences: readonly string[]) => ({
  what: `The squashed ${way} does not give what the migrations give: ${differences.join(' ')}`,
  state: asTheyWere,
  does: 'Both were played on scratch databases, schema and rows.',
  next: 'Choose another range: something in this one is different each time it runs, or cannot be written down.',
}))

export const noMigrationYet = defineProblem('SQUASH107', 4, () => ({
  what: 'There is no migration yet.',
  state: asTheyWere,
  next: 'Write the first one: `millwright new "add customers"`, or `millwright generate "first"`.',
}))

export const otherEnvironment = defineProblem('CONF107', 4, (target: string, says: string, wanted: string) => ({
  what: `${target} says that it is ${says}, and the configuration is for ${wanted}.`,
  state: nothing,
  does: 'A database that was marked by its first run is touched by nobody who takes it for another one.',
  next: `Correct \`database\` or \`environment\` in the configuration. A copy that was made on purpose is told so with \`update millwright_meta set value = '${wanted.replaceAll("'", "''")}' where key = 'environment'\`.`,
}))

export const hiddenColumn = defineProblem('ROWS102', 4, (column: string) => ({
  what: `The values of ${column} are hidden.`,
  state: nothing,
  next: 'Filter by another column; `hide` in the configuration names columns that are hidden beside those with names of secrets.',
}))

export const noSuchTable = defineProblem('ROWS101', 4, (name: string) => ({
  what: `There is no ${name} in the database.`,
  state: 'Nothing was changed.',
  next: 'Type `millwright inspect` to see the tables and their columns.',
}))

export const queueMissing = defineProblem('CONF110', 4, () => ({
  what: 'Workers take parts from a queue that pg-boss keeps, and pg-boss is not installed.',
  state: 'Nothing was changed.',
  next: 'Type `npm install pg-boss@12.35.0`, or take `executor` out of the configuration: then the run does the parts itself.',
}))

export const oneWriter = defineProblem('CONF111', 4, (target: string) => ({
  what: `${target} lets one session write at a time, so there is no work for others.`,
  state: 'Nothing was changed.',
  next: 'Type `millwright up`: it does the steps as one.',
}))
