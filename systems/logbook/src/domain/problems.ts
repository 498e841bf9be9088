import { defineProblem } from 'millwright'

export const badTable = defineProblem('ORB111', 4, (where: string, why: string) => ({
  what: `The sounding tables cannot be trusted: ${where}: ${why}.`,
  state: 'Nothing is served, and nothing was changed.',
  does: 'A wrong table makes wrong entries in a book that the law reads.',
  next: "Correct data/sounding-tables.json from the tank's own certificate.",
}))
