import { defineProblem } from 'millwright'

export const archiveBroken = defineProblem('FAC401', 4, (path: string) => ({
  what: `The archive ${path} does not hold what was written into it.`,
  state: 'Nothing was moved; the source was only read.',
  next: 'Look whether the disk is full or failing, and repeat the command.',
}))
