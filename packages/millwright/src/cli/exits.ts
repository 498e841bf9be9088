/** The exit codes that several commands share, in their words. */
export const exits = {
  shown: [0, 'shown'],
  refused: [4, 'refused; nothing was changed'],
  usage: [2, 'the command line or the configuration is not right; nothing was run'],
  proved: [0, 'done and proved, or there was nothing to do'],
  notProved: [3, 'applied, but a check did not hold'],
  stopped: [4, 'refused or stopped; what was committed stands'],
  paused: [5, 'paused; `millwright resume` goes on'],
} as const
