import { expect, test } from 'vitest'
import * as all from '../../src/run/problems.ts'
import {
  statementFailed,
  aloneFailed,
  checkFailedBefore,
  partsFailed,
  refusedByRule,
  planChanged,
  rowsVanished,
  notResumable,
  notReversible,
  planStale,
  internalError,
} from '../../src/run/problems.ts'

/** What a person reads, word for word. */
const texts = [
  {
    problem: statementFailed('0005 parts', 12, 'near "x": syntax error'),
    code: 'RUN110',
    exit: 4,
    text: {
      what: 'Migration 0005 parts failed at line 12: near "x": syntax error.',
      state: 'Nothing of this migration was kept. Migrations before it are applied.',
      next: 'Correct the migration, or the rows it met, and run `millwright up` again.',
    },
  },
  {
    problem: aloneFailed('0005 parts', 12, 'near "x": syntax error'),
    code: 'RUN111',
    exit: 4,
    text: {
      what: 'Migration 0005 parts failed at line 12, outside of a transaction: near "x": syntax error.',
      state: 'Its statements before that line took effect and are journaled; this one did not.',
      next: 'Correct what stands in the way and type `millwright resume`: it goes on with this statement.',
    },
  },
  {
    problem: checkFailedBefore('0005 parts', ['no x (3: id=1)', 'the sum (1: )']),
    code: 'RUN112',
    exit: 4,
    text: {
      what: 'Move 0005 parts was not begun: no x (3: id=1); the sum (1: ).',
      state: 'Nothing of this move was written.',
      next: 'Correct the rows that the check names, or the check, and run the same command again.',
    },
  },
  {
    problem: refusedByRule('0005 parts', ['the same note twice (1 row: id=1)', 'no shelf (2 rows: )']),
    code: 'RUN130',
    exit: 4,
    text: {
      what: 'Migration 0005 parts was not begun: the same note twice (1 row: id=1); no shelf (2 rows: ).',
      state: 'Nothing of this migration was executed.',
      next: 'Correct these rows, or the `refuse when` line, and run the same command again.',
    },
  },
  {
    problem: planChanged('01abc', '0005 parts'),
    code: 'RUN113',
    exit: 4,
    text: {
      what: 'Run 01abc is half-way through 0005 parts, and that file was changed since.',
      state: 'What the run committed stands, counted and undoable.',
      next: 'Restore the file and type `millwright resume`, accept the change with `millwright resume --rebase`, or go back with `millwright rollback 01abc`.',
    },
  },
  {
    problem: rowsVanished('0005 parts', 'part', 3),
    code: 'RUN114',
    exit: 4,
    text: {
      what: 'Migration 0005 parts took 3 rows from part, a table it does not name.',
      state: 'Nothing of this migration was kept.',
      next: 'A cascade did it: mark the migration `-- foreign-keys: off` if it rebuilds a parent table, or delete the rows by name.',
    },
  },
  {
    problem: notResumable('01abc', 'proved'),
    code: 'RUN115',
    exit: 4,
    text: {
      what: 'Run 01abc is proved; there is nothing to resume.',
      state: 'Nothing was changed.',
      next: 'See `millwright runs`; start new work with `millwright up`.',
    },
  },
  {
    problem: notReversible('01abc', 'it has no steps'),
    code: 'RUN116',
    exit: 4,
    text: {
      what: 'Run 01abc cannot be rolled back: it has no steps.',
      state: 'Nothing was changed.',
      next: 'Roll back the newer runs first (`millwright runs`), or restore a backup: `millwright backup list`.',
    },
  },
  {
    problem: planStale('01abc'),
    code: 'RUN117',
    exit: 4,
    text: {
      what: 'Run 01abc began after this command had looked at the database, so its plan no longer fits.',
      state: 'Nothing was changed by this command.',
      next: 'Type the command again: it plans anew from what is there now.',
    },
  },
  {
    problem: partsFailed('fill', '2 of 8', 'part 3: The code of step "fill" failed on record 0: no.'),
    code: 'RUN129',
    exit: 4,
    text: {
      what: '2 of 8 parts of step "fill" failed; the first is part 3: The code of step "fill" failed on record 0: no.',
      state: 'The other parts are done; of these, every batch committed before stands, is counted, and can be undone.',
      next: 'Mend the cause, then type `millwright resume`: only these parts are tried again.',
    },
  },
  {
    problem: internalError('near "x": syntax error'),
    code: 'RUN199',
    exit: 1,
    text: {
      what: 'Millwright met an error of its own: near "x": syntax error.',
      state: 'Committed batches stand; the batch at hand was not kept.',
      does: 'The run is marked as failed.',
      next: 'Run the same command again with MILLWRIGHT_DEBUG=1 to see where it came from, and report it.',
    },
  },
]

test.each(texts)('$code', ({ problem, code, exit, text }) => {
  expect({ code: problem.code, exit: problem.exit, text: problem.text }).toEqual({ code, exit, text })
  expect(problem.message).toBe(text.what)
})

test('every problem is in the list', () => {
  const listed = texts.map(({ code }) => code).sort()
  expect(
    Object.values(all)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(listed)
})
