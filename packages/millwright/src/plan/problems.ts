import { defineProblem } from '../kernel/problem.ts'

export const cannotReplay = defineProblem('PLAN101', 4, (migration: string, line: number, words: string) => ({
  what: `Migration ${migration} fails at line ${line}: ${words}.`,
  state: 'It was tried on an empty scratch database; the target was not touched.',
  next: 'Correct the statement (or the migration before it) and run the same command again.',
}))

export const noWayDown = defineProblem('PLAN102', 4, (migration: string, reason: string) => ({
  what: `Migration ${migration} cannot be undone: ${reason}.`,
  state: 'Nothing was changed.',
  next: 'Write its down section, or go back with a backup: `millwright backup list`, then `millwright backup restore`.',
}))

export const drifted = defineProblem('PLAN103', 4, (differences: readonly string[]) => ({
  what: `The database is not what its history says: ${differences.join(', ')}.`,
  state: 'Nothing was changed.',
  next: 'Write the change as a migration and `millwright stamp` it, undo it by hand, or go on with `--accept-drift` (the result is then called not proved).',
}))

export const noUndoRun = defineProblem('PLAN104', 4, (migration: string) => ({
  what: `Move ${migration} was not run by this ledger (it was stamped), so there is no journal to undo it with.`,
  state: 'Nothing was changed.',
  next: 'Go back with a backup: `millwright backup list`, then `millwright backup restore`.',
}))
