import { expect, test } from 'vitest'
import * as all from '../../src/plan/problems.ts'
import { cannotReplay, noWayDown, drifted, noUndoRun } from '../../src/plan/problems.ts'

/** What a person reads, word for word. */
const texts = [
  {
    problem: cannotReplay('0005 parts', 12, 'near "x": syntax error'),
    code: 'PLAN101',
    exit: 4,
    text: {
      what: 'Migration 0005 parts fails at line 12: near "x": syntax error.',
      state: 'It was tried on an empty scratch database; the target was not touched.',
      next: 'Correct the statement (or the migration before it) and run the same command again.',
    },
  },
  {
    problem: noWayDown('0005 parts', 'the old text is gone'),
    code: 'PLAN102',
    exit: 4,
    text: {
      what: 'Migration 0005 parts cannot be undone: the old text is gone.',
      state: 'Nothing was changed.',
      next: 'Write its down section, or go back with a backup: `millwright backup list`, then `millwright backup restore`.',
    },
  },
  {
    problem: drifted(['table part', 'index part_name']),
    code: 'PLAN103',
    exit: 4,
    text: {
      what: 'The database is not what its history says: table part, index part_name.',
      state: 'Nothing was changed.',
      next: 'Write the change as a migration and `millwright stamp` it, undo it by hand, or go on with `--accept-drift` (the result is then called not proved).',
    },
  },
  {
    problem: noUndoRun('0005 parts'),
    code: 'PLAN104',
    exit: 4,
    text: {
      what: 'Move 0005 parts was not run by this ledger (it was stamped), so there is no journal to undo it with.',
      state: 'Nothing was changed.',
      next: 'Go back with a backup: `millwright backup list`, then `millwright backup restore`.',
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
