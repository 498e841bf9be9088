import { defineProblem } from 'millwright'

const untouched = 'The database was only read.'

export const notMovedYet = defineProblem('ABP501', 4, (target: string) => ({
  what: `${target} does not have the new model, on which the maintenance protocols stand.`,
  state: untouched,
  next: 'Move it first: `npm run -s abparts -- migrate --url …`.',
}))

export const otherTables = defineProblem('ABP502', 4, (differences: readonly string[]) => ({
  what: `Tables of the maintenance protocols are there, and are not as the protocols need them: ${differences.join('; ')}.`,
  state: 'The database is as it was.',
  does: 'What somebody else made is neither dropped nor taken for what it is not.',
  next: 'See the statements in between with `millwright diff --from URL --to migrations`, or, where the tables hold no row, type the command again with `--recreate`.',
}))

export const partsMissing = defineProblem('ABP503', 4, (missing: readonly string[]) => ({
  what: `The ledger says that the maintenance protocols were added, and some of it is not there: ${missing.join('; ')}.`,
  state: untouched,
  next: 'Type the command again with `--repair`: what is missing is made, and nothing else is touched.',
}))

export const rowsInTheWay = defineProblem('ABP504', 4, (rows: readonly string[]) => ({
  what: `Tables that hold rows are not made anew: ${rows.join(', ')}.`,
  state: 'The database is as it was.',
  next: 'Keep the rows: type the command without `--recreate`.',
}))

export const rowsWouldGo = defineProblem('ABP505', 4, (rows: readonly string[]) => ({
  what: `The way back would drop rows of the maintenance protocols: ${rows.join(', ')}.`,
  state: untouched,
  does: 'A backup is made and proved before they go.',
  next: 'Type the command again with `--yes`.',
}))

export const notAdded = defineProblem('ABP506', 4, (target: string) => ({
  what: `${target} has no maintenance protocols that could be taken back.`,
  state: untouched,
  next: 'Look at it with `npm run -s abparts -- status`.',
}))
