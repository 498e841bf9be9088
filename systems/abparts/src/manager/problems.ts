import { defineProblem } from 'millwright'

const untouched = 'The database was only read.'

export const noDatabase = defineProblem('ABP301', 4, (target: string) => ({
  what: `There is no database at ${target}.`,
  state: 'Nothing was read or written.',
  next: 'Say another one with `--url`, or make an invented one: `npm run -s abparts -- generate --url …`.',
}))

export const runIsOpen = defineProblem('ABP302', 4, (run: string, state: string) => ({
  what: `The migration ${run} is not finished: it is ${state}.`,
  state: 'What it had committed is there, and its journal knows the way back.',
  does: 'Nothing else is begun before it is finished or taken back.',
  next: 'Go on with `npm run -s abparts -- resume`, or take it back with `npm run -s abparts -- rollback`.',
}))

export const otherHistory = defineProblem('ABP303', 4, (target: string) => ({
  what: `${target} has the new model already, and no ledger that says how it came there.`,
  state: untouched,
  does: 'A move that somebody else made is neither repeated nor taken back.',
  next: 'Look at it with `npm run -s abparts -- validate`.',
}))

export const notMoved = defineProblem('ABP304', 4, (target: string) => ({
  what: `There is no migration in ${target} that could be taken back.`,
  state: untouched,
  next: 'Look at `npm run -s abparts -- validate`: it says which model the database has.',
}))

export const wouldLose = defineProblem('ABP305', 4, (what: string) => ({
  what: `Going back would lose what the old model cannot hold: ${what}.`,
  state: untouched,
  next: 'Type the command again with `--accept-conflicts`: the rows are written to a file before they are dropped.',
}))

export const fractions = defineProblem('ABP306', 4, (rows: number, where: string) => ({
  what: `${rows} ${rows === 1 ? 'quantity has' : 'quantities have'} a fraction, and the old tables hold whole numbers: ${where}.`,
  state: untouched,
  does: 'Nothing is rounded.',
  next: 'Correct these rows, and take the migration back again.',
}))

export const declined = defineProblem('ABP307', 4, () => ({
  what: 'The migration was not confirmed.',
  state: untouched,
  next: 'Answer `yes`, or type `--yes` where nobody can be asked.',
}))

export const keptYet = defineProblem('ABP308', 4, (days: number, keep: number) => ({
  what: `The way back is promised for ${keep} days, and the move is ${days} ${days === 1 ? 'day' : 'days'} old.`,
  state: untouched,
  next: 'Wait, or say how long it must be kept with `--keep-days`.',
}))

export const notConfirmedContract = defineProblem('ABP309', 4, () => ({
  what: 'The old columns were not confirmed to be dropped.',
  state: untouched,
  does: 'After that only a backup brings them back.',
  next: 'Type the command again with `--yes`.',
}))
