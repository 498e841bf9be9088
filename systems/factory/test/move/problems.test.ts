import { expect, test } from 'vitest'
import {
  badMapping,
  badParam,
  dropNotAccepted,
  noParam,
  otherProfile,
  passwordsLost,
  sameDatabase,
  unmappedTables,
} from '../../src/move/problems.ts'

const untouched = 'Nothing was read and nothing was written.'
const looked = 'The source was only looked at, and nothing was written.'

test.each([
  {
    problem: noParam('from', 'the first day of shifts to move'),
    code: 'FAC201',
    exit: 2,
    text: {
      what: 'The move needs the parameter from: the first day of shifts to move.',
      state: untouched,
      next: 'Give it with `--param from=…`.',
    },
  },
  {
    problem: badParam('to', '2025-02-30', 'day of the calendar as YYYY-MM-DD'),
    code: 'FAC202',
    exit: 2,
    text: {
      what: 'The parameter to is "2025-02-30", which is no day of the calendar as YYYY-MM-DD.',
      state: untouched,
      next: 'Correct it: `--param to=…`.',
    },
  },
  {
    problem: dropNotAccepted(['Alert', 'Area']),
    code: 'FAC203',
    exit: 4,
    text: {
      what: 'What these tables hold has no place in the new database, and nobody accepted that: Alert, Area.',
      state: untouched,
      does: 'The legacy database is only read, and keeps all of it.',
      next: 'Look at the tables, and name them all: `--param accept=Alert,Area`.',
    },
  },
  {
    problem: passwordsLost(),
    code: 'FAC204',
    exit: 4,
    text: {
      what: 'The users have passwords, and the new database has no place for them (USR_PASSWORD_LOST).',
      state: untouched,
      does: 'A password is never copied to an archive, a report or a log.',
      next: 'Let every user set a new one, and say so: `--param password=drop`.',
    },
  },
  {
    problem: otherProfile(['Plant']),
    code: 'FAC205',
    exit: 4,
    text: {
      what: 'The source is no factory of seventeen tables, nor of seven: it lacks Plant.',
      state: looked,
      next: 'Check `--source`, and that this user may read the tables.',
    },
  },
  {
    problem: sameDatabase('pglite:x'),
    code: 'FAC206',
    exit: 2,
    text: {
      what: 'Source and target are the same database, pglite:x.',
      state: untouched,
      does: 'A move never writes where it reads.',
      next: 'Name another database with `--target`; it is made where it is not there.',
    },
  },
  {
    problem: unmappedTables(['Extra']),
    code: 'FAC207',
    exit: 4,
    text: {
      what: 'The source has tables that the move does not know: Extra.',
      state: looked,
      does: 'What nobody decided about is not left behind in silence.',
      next: 'Keep what they hold elsewhere, and accept that it stays behind: `--accept Extra`.',
    },
  },
  {
    problem: badMapping('shifts.P001.0.start', 'a time such as 06:00'),
    code: 'FAC208',
    exit: 2,
    text: {
      what: 'The mapping is not understood at shifts.P001.0.start: a time such as 06:00.',
      state: untouched,
      next: 'Correct the file that `--mapping` names.',
    },
  },
])('$code says what happened, what state the data is in, and what to type', ({ problem, code, exit, text }) => {
  expect({ code: problem.code, exit: problem.exit, text: problem.text }).toEqual({ code, exit, text })
})
