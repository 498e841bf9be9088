import { defineProblem } from 'millwright'

const rolledBack = 'The transaction was rolled back: the database is as it was.'

export const badParameter = defineProblem('ABP101', 2, (name: string, given: string, wanted: string) => ({
  what: `The move cannot have ${name} ${given}.`,
  state: 'Nothing was read or written.',
  next: `Say ${wanted}.`,
}))

export const stepRefused = defineProblem('ABP201', 4, (step: string, why: string, keys: string) => ({
  what: `The step ${step} cannot begin: ${why}.`,
  state: rolledBack,
  does: 'A step that would have to guess, or would lose something, does not begin.',
  next: `Look at ${keys}, correct the rows or answer in the policy, and run the move again.`,
}))

export const invariantBroken = defineProblem('ABP202', 6, (name: string, before: string, after: string) => ({
  what: `The move changed what it must keep: ${name} was ${before} and would be ${after}.`,
  state: rolledBack,
  next: 'Look for triggers and rules that were added to the tables; nothing that belongs to the move changes this.',
}))

export const ledgerDiffers = defineProblem('ABP203', 6, (pairs: number, first: string) => ({
  what: `The ledger does not add up to the stock in ${pairs} warehouse and part ${pairs === 1 ? 'pair' : 'pairs'}.`,
  state: rolledBack,
  next: `Look at the movements of ${first}, and run the move again.`,
}))
