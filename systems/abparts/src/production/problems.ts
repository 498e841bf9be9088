import { defineProblem } from 'millwright'

export const rehearsalFailed = defineProblem('ABP521', 4, (target: string, why: string) => ({
  what: `The maintenance protocols could not be rehearsed on a copy of ${target}: ${why}.`,
  state: 'The database is as it was.',
  does: 'Without a rehearsal there is no estimate, and nothing is announced.',
  next: 'Look at the newest report in `.millwright/reports`, and at `npm run -s abparts -- validate`.',
}))
