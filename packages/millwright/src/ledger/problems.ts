import { defineProblem } from '../kernel/problem.ts'

export const lockBusy = defineProblem('RUN101', 4, (holder: string, run: string) => ({
  what: `Another run holds the lock: ${run}, ${holder}.`,
  state: 'This command changed nothing.',
  does: 'The other run goes on.',
  next: 'Wait for it, or look at it with `millwright runs`. If its process is gone for good, type `millwright unlock`.',
}))

export const fenced = defineProblem('RUN102', 4, (run: string) => ({
  what: `Run ${run} no longer holds the lock: it was taken over while this process stood still.`,
  state: 'This process wrote nothing after the take-over; every batch it had committed stands and is counted.',
  does: 'The run goes on in the process that took it over.',
  next: 'Look at it with `millwright status`.',
}))

export const badMove = defineProblem('RUN103', 1, (run: string, from: string, to: string) => ({
  what: `Run ${run} cannot go from ${from} to ${to}.`,
  state: 'The state of the run was not changed.',
  next: 'Look at the run with `millwright runs`; if it was changed by hand, undo that change.',
}))

export const ledgerTooNew = defineProblem('RUN104', 4, (found: string, known: string) => ({
  what: `The ledger in this database has format ${found}; this Millwright knows ${known}.`,
  state: 'Nothing was read or written.',
  next: 'Install the newer Millwright that wrote it.',
}))

export const noSuchRun = defineProblem('RUN105', 2, (run: string) => ({
  what: `There is no run ${run} in this database.`,
  state: 'Nothing was changed.',
  next: 'List the runs with `millwright runs`.',
}))

export const eventChainBroken = defineProblem('RUN106', 4, (run: string, seq: number) => ({
  what: `The events of run ${run} were changed by somebody: event ${seq} does not follow from the one before it.`,
  state: 'The data is not affected; the record of what happened cannot be trusted from there on.',
  next: 'Compare with a backup or a saved report to find out what was changed.',
}))

export const positionLost = defineProblem('RUN107', 1, (run: string, step: string) => ({
  what: `The position of step "${step}" in run ${run} is not where this process left it.`,
  state: 'The batch at hand was not kept; every batch committed before it stands and is counted.',
  does: 'The run is marked as failed.',
  next: 'Somebody changed the ledger by hand: compare it with a backup, then type `millwright resume`.',
}))

export const notBooked = defineProblem('RUN118', 1, (table: string, words: string) => ({
  what: `A row of the ledger could not be written to ${table}: ${words}.`,
  state: 'The batch at hand was not kept; every batch committed before it stands and is counted.',
  does: 'The run is marked as failed.',
  next: 'If somebody changed that table by hand, undo it; otherwise this is a mistake in Millwright: please report it with the words above.',
}))

export const severalRuns = defineProblem('RUN108', 2, (word: string, runs: readonly string[]) => ({
  what: `\`${word}\` could be run ${runs.slice(0, 5).join(' or ')}${runs.length > 5 ? ' or another one' : ''}.`,
  state: 'Nothing was changed.',
  next: 'Write more of its identifier.',
}))
