import { expect, test } from 'vitest'
import { followUpsStay } from '../../src/back/problems.ts'
import { notMoved } from '../../src/move/problems.ts'

test.each([
  {
    problem: notMoved('/data/x.db'),
    code: 'HOSP113',
    exit: 4,
    text: {
      what: '/data/x.db holds no hospital that was moved out of its JSON files.',
      state: 'The database and the JSON files are as they were.',
      next: 'Move it with `move` first, or check `--db`.',
    },
  },
  {
    problem: followUpsStay('the disk is full'),
    code: 'HOSP124',
    exit: 4,
    text: {
      what: 'What came after the move could not be taken back: the disk is full.',
      state:
        'The JSON files are as they were. Migrations that were taken back before stay so; the database was backed up first, and the backup is proved.',
      next: 'Read the report of that run and mend what it names, then type `rollback` again.',
    },
  },
])('$code says what happened, what state the data is in, and what to type', ({ problem, code, exit, text }) => {
  expect({ code: problem.code, exit: problem.exit, text: problem.text }).toEqual({ code, exit, text })
})
