/** Every state of a run. */
export const runStates = [
  'planned',
  'running',
  'pausing',
  'paused',
  'failed',
  'verifying',
  'proved',
  'applied',
  'reverting',
  'reverted',
] as const
export type RunState = (typeof runStates)[number]

/** Every allowed move from one state to the next, in one table. */
export const moves: Readonly<Record<RunState, readonly RunState[]>> = {
  planned: ['running', 'failed'],
  running: ['pausing', 'paused', 'verifying', 'failed', 'reverting'], // reverting: its process was killed; the lock guards a living one
  pausing: ['paused', 'verifying', 'failed', 'running', 'reverting'], // the last batch may finish while we stop
  paused: ['running', 'reverting'],
  failed: ['running', 'reverting'],
  verifying: ['proved', 'applied', 'failed', 'running', 'reverting'], // a process killed while it verified is resumed as running
  proved: ['reverting'],
  applied: ['reverting', 'verifying'], // a proof may be tried again
  reverting: ['reverted', 'failed', 'reverting'], // a process killed while it reverted begins again
  reverted: [],
}

/** What a run may call itself at its end, and the exit code of the command that ran it. */
export const verdicts = { PROVED: 0, 'APPLIED, NOT PROVED': 3, REFUSED: 4, PAUSED: 5, FAILED: 1, REVERTED: 6 } as const
export type Verdict = keyof typeof verdicts

export const canMove = (from: RunState, to: RunState): boolean => moves[from].includes(to)

/** States in which the work is not finished: the next `up` takes such a run up again. */
export const isUnfinished = (state: RunState): boolean =>
  state === 'planned' ||
  state === 'running' ||
  state === 'pausing' ||
  state === 'paused' ||
  state === 'failed' ||
  state === 'verifying'
