import { defineProblem } from 'millwright'

export const notEmpty = defineProblem('ABP401', 4, (target: string) => ({
  what: `${target} is not empty: it has tables.`,
  state: 'Nothing was written.',
  does: 'Invented rows are never put between real ones.',
  next: 'Say an address where there is no database, or an empty one.',
}))
