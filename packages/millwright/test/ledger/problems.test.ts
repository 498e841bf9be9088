import { expect, test } from 'vitest'
import * as all from '../../src/ledger/problems.ts'
import {
  lockBusy,
  fenced,
  badMove,
  ledgerTooNew,
  noSuchRun,
  eventChainBroken,
  positionLost,
  notBooked,
  severalRuns,
} from '../../src/ledger/problems.ts'

/** What a person reads, word for word. */
const texts = [
  {
    problem: lockBusy('mill process 17', '01abc'),
    code: 'RUN101',
    exit: 4,
    text: {
      what: 'Another run holds the lock: 01abc, mill process 17.',
      state: 'This command changed nothing.',
      does: 'The other run goes on.',
      next: 'Wait for it, or look at it with `millwright runs`. If its process is gone for good, type `millwright unlock`.',
    },
  },
  {
    problem: fenced('01abc'),
    code: 'RUN102',
    exit: 4,
    text: {
      what: 'Run 01abc no longer holds the lock: it was taken over while this process stood still.',
      state: 'This process wrote nothing after the take-over; every batch it had committed stands and is counted.',
      does: 'The run goes on in the process that took it over.',
      next: 'Look at it with `millwright status`.',
    },
  },
  {
    problem: badMove('01abc', 'proved', 'running'),
    code: 'RUN103',
    exit: 1,
    text: {
      what: 'Run 01abc cannot go from proved to running.',
      state: 'The state of the run was not changed.',
      next: 'Look at the run with `millwright runs`; if it was changed by hand, undo that change.',
    },
  },
  {
    problem: ledgerTooNew('2', '1'),
    code: 'RUN104',
    exit: 4,
    text: {
      what: 'The ledger in this database has format 2; this Millwright knows 1.',
      state: 'Nothing was read or written.',
      next: 'Install the newer Millwright that wrote it.',
    },
  },
  {
    problem: noSuchRun('01abc'),
    code: 'RUN105',
    exit: 2,
    text: {
      what: 'There is no run 01abc in this database.',
      state: 'Nothing was changed.',
      next: 'List the runs with `millwright runs`.',
    },
  },
  {
    problem: eventChainBroken('01abc', 4),
    code: 'RUN106',
    exit: 4,
    text: {
      what: 'The events of run 01abc were changed by somebody: event 4 does not follow from the one before it.',
      state: 'The data is not affected; the record of what happened cannot be trusted from there on.',
      next: 'Compare with a backup or a saved report to find out what was changed.',
    },
  },
  {
    problem: positionLost('01abc', 'load parts'),
    code: 'RUN107',
    exit: 1,
    text: {
      what: 'The position of step "load parts" in run 01abc is not where this process left it.',
      state: 'The batch at hand was not kept; every batch committed before it stands and is counted.',
      does: 'The run is marked as failed.',
      next: 'Somebody changed the ledger by hand: compare it with a backup, then type `millwright resume`.',
    },
  },
  {
    problem: notBooked('millwright_reject', 'invalid input syntax for type integer: "x"'),
    code: 'RUN118',
    exit: 1,
    text: {
      what: 'A row of the ledger could not be written to millwright_reject: invalid input syntax for type integer: "x".',
      state: 'The batch at hand was not kept; every batch committed before it stands and is counted.',
      does: 'The run is marked as failed.',
      next: 'If somebody changed that table by hand, undo it; otherwise this is a mistake in Millwright: please report it with the words above.',
    },
  },
  {
    problem: severalRuns('01a', ['01abc', '01abd']),
    code: 'RUN108',
    exit: 2,
    text: {
      what: '`01a` could be run 01abc or 01abd.',
      state: 'Nothing was changed.',
      next: 'Write more of its identifier.',
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
