import { defineProblem } from '../kernel/problem.ts'

export const statementFailed = defineProblem('RUN110', 4, (migration: string, line: number, words: string) => ({
  what: `Migration ${migration} failed at line ${line}: ${words}.`,
  state: 'Nothing of this migration was kept. Migrations before it are applied.',
  next: 'Correct the migration, or the rows it met, and run `millwright up` again.',
}))

export const aloneFailed = defineProblem('RUN111', 4, (migration: string, line: number, words: string) => ({
  what: `Migration ${migration} failed at line ${line}, outside of a transaction: ${words}.`,
  state: 'Its statements before that line took effect and are journaled; this one did not.',
  next: 'Correct what stands in the way and type `millwright resume`: it goes on with this statement.',
}))

export const checkFailedBefore = defineProblem('RUN112', 4, (migration: string, checks: readonly string[]) => ({
  what: `Move ${migration} was not begun: ${checks.join('; ')}.`,
  state: 'Nothing of this move was written.',
  next: 'Correct the rows that the check names, or the check, and run the same command again.',
}))

export const refusedByRule = defineProblem('RUN130', 4, (migration: string, rules: readonly string[]) => ({
  what: `Migration ${migration} was not begun: ${rules.join('; ')}.`,
  state: 'Nothing of this migration was executed.',
  next: 'Correct these rows, or the `refuse when` line, and run the same command again.',
}))

export const planChanged = defineProblem('RUN113', 4, (run: string, migration: string) => ({
  what: `Run ${run} is half-way through ${migration}, and that file was changed since.`,
  state: 'What the run committed stands, counted and undoable.',
  next: `Restore the file and type \`millwright resume\`, accept the change with \`millwright resume --rebase\`, or go back with \`millwright rollback ${run}\`.`,
}))

export const rowsVanished = defineProblem('RUN114', 4, (migration: string, table: string, rows: number) => ({
  what: `Migration ${migration} took ${rows} rows from ${table}, a table it does not name.`,
  state: 'Nothing of this migration was kept.',
  next: 'A cascade did it: mark the migration `-- foreign-keys: off` if it rebuilds a parent table, or delete the rows by name.',
}))

export const notResumable = defineProblem('RUN115', 4, (run: string, state: string) => ({
  what: `Run ${run} is ${state}; there is nothing to resume.`,
  state: 'Nothing was changed.',
  next: 'See `millwright runs`; start new work with `millwright up`.',
}))

export const notReversible = defineProblem('RUN116', 4, (run: string, why: string) => ({
  what: `Run ${run} cannot be rolled back: ${why}.`,
  state: 'Nothing was changed.',
  next: 'Roll back the newer runs first (`millwright runs`), or restore a backup: `millwright backup list`.',
}))

export const planStale = defineProblem('RUN117', 4, (run: string) => ({
  what: `Run ${run} began after this command had looked at the database, so its plan no longer fits.`,
  state: 'Nothing was changed by this command.',
  next: 'Type the command again: it plans anew from what is there now.',
}))

export const partsFailed = defineProblem('RUN129', 4, (step: string, failed: string, first: string) => ({
  what: `${failed} parts of step "${step}" failed; the first is ${first}`,
  state: 'The other parts are done; of these, every batch committed before stands, is counted, and can be undone.',
  next: 'Mend the cause, then type `millwright resume`: only these parts are tried again.',
}))

export const internalError = defineProblem('RUN199', 1, (words: string) => ({
  what: `Millwright met an error of its own: ${words}.`,
  state: 'Committed batches stand; the batch at hand was not kept.',
  does: 'The run is marked as failed.',
  next: 'Run the same command again with MILLWRIGHT_DEBUG=1 to see where it came from, and report it.',
}))
