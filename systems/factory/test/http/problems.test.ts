import { expect, test } from 'vitest'
import { cannotListen, noFactory, wordNeeded } from '../../src/server/problems.ts'

const untouched = 'The factory is as it was. Nothing is served.'

test.each([
  {
    problem: noFactory('pglite:x', ['Equipment']),
    code: 'FAC301',
    exit: 4,
    text: {
      what: 'pglite:x is no factory of states, counts and figures: it lacks Equipment.',
      state: untouched,
      next: 'Move a legacy database first: npm run -s move -w systems/factory -- --help',
    },
  },
  {
    problem: cannotListen('127.0.0.1:1', 'taken'),
    code: 'FAC302',
    exit: 4,
    text: {
      what: 'The server cannot listen at 127.0.0.1:1: taken.',
      state: untouched,
      next: 'Stop the program that listens there, or choose another port with --port; 0 takes any that is free.',
    },
  },
  {
    problem: wordNeeded('0.0.0.0'),
    code: 'FAC303',
    exit: 2,
    text: {
      what: 'Whoever reaches 0.0.0.0 could read every figure: FACTORY_TOKEN is not set.',
      state: untouched,
      does: 'Only on the loopback everybody may ask.',
      next: 'Set FACTORY_TOKEN to a long word that nobody guesses; callers send it as their bearer token.',
    },
  },
])('$code says what happened, what state the data is in, and what to type', ({ problem, code, exit, text }) => {
  expect({ code: problem.code, exit: problem.exit, text: problem.text }).toEqual({ code, exit, text })
})
