import { defineProblem } from 'millwright'

const untouched = 'The database was only read. Nothing is served.'

export const notReady = defineProblem('ABP511', 4, (target: string, why: string) => ({
  what: `${target} cannot be served: ${why}.`,
  state: untouched,
  does: 'A server never migrates by itself.',
  next: 'Add the protocols with `npm run -s abparts -- protocols`, or look at it with `npm run -s abparts -- validate`.',
}))

export const cannotListen = defineProblem('ABP512', 4, (place: string, words: string) => ({
  what: `The server cannot listen at ${place}: ${words}.`,
  state: untouched,
  next: 'Stop the program that listens there, or choose another port with `--port`; 0 takes any that is free.',
}))
