import { defineProblem } from 'millwright'

const untouched = 'The factory is as it was. Nothing is served.'

export const noFactory = defineProblem('FAC301', 4, (database: string, missing: readonly string[]) => ({
  what: `${database} is no factory of states, counts and figures: it lacks ${missing.join(', ')}.`,
  state: untouched,
  next: 'Move a legacy database first: npm run -s move -w systems/factory -- --help',
}))

export const cannotListen = defineProblem('FAC302', 4, (place: string, words: string) => ({
  what: `The server cannot listen at ${place}: ${words}.`,
  state: untouched,
  next: 'Stop the program that listens there, or choose another port with --port; 0 takes any that is free.',
}))

export const wordNeeded = defineProblem('FAC303', 2, (host: string) => ({
  what: `Whoever reaches ${host} could read every figure: FACTORY_TOKEN is not set.`,
  state: untouched,
  does: 'Only on the loopback everybody may ask.',
  next: 'Set FACTORY_TOKEN to a long word that nobody guesses; callers send it as their bearer token.',
}))
