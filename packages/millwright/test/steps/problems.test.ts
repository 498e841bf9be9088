import { expect, test } from 'vitest'
import * as all from '../../src/steps/problems.ts'
import {
  badDeclaration,
  noTable,
  noColumn,
  keyNotUnique,
  keyIsChanged,
  unevenRows,
  tooManyRejects,
  sourceChanged,
  mapFailed,
  noProgress,
  undoConflict,
  notEmpty,
  notIndependent,
  notDerived,
  createdChanged,
  keyIsNull,
  tooManyToPrune,
  notDeleted,
} from '../../src/steps/problems.ts'

/** What a person reads, word for word. */
const texts = [
  {
    problem: badDeclaration('it has no steps'),
    code: 'MOVE101',
    exit: 4,
    text: {
      what: 'The move cannot be planned: it has no steps.',
      state: 'Nothing was read or written.',
      next: 'Correct the migration file and run the same command again.',
    },
  },
  {
    problem: noTable('load parts', 'part'),
    code: 'MOVE102',
    exit: 4,
    text: {
      what: 'Step "load parts" names the table part, which does not exist at that point of the history.',
      state: 'Nothing was written by this step.',
      next: 'Add a migration that creates it before this move, or correct the name.',
    },
  },
  {
    problem: noColumn('load parts', 'part', 'sku'),
    code: 'MOVE103',
    exit: 4,
    text: {
      what: 'Step "load parts" names the column part.sku, which does not exist.',
      state: 'Nothing was written by this step.',
      next: 'Correct the name in the move, or add the column in a migration before it.',
    },
  },
  {
    problem: keyNotUnique('load parts', 'part', 'sku, place'),
    code: 'MOVE104',
    exit: 4,
    text: {
      what: 'Step "load parts" uses (sku, place) as the key of part, but nothing in part makes it unique.',
      state: 'Nothing was written by this step.',
      next: 'Declare a primary key or a unique constraint on (sku, place), or name the columns of one that exists.',
    },
  },
  {
    problem: keyIsChanged('load parts', 'sku'),
    code: 'MOVE105',
    exit: 4,
    text: {
      what: 'Step "load parts" changes the column sku, which is also its key: rows could be skipped or done twice.',
      state: 'Nothing was written by this step.',
      next: 'Name another unique key with `key`.',
    },
  },
  {
    problem: unevenRows('load parts', 7, 'qty is missing'),
    code: 'MOVE106',
    exit: 4,
    text: {
      what: 'The map of step "load parts" returned a row with other columns for record 7: qty is missing.',
      state: 'Batches committed before stay, are counted, and can be undone.',
      next: 'Return the same columns for every record (null where there is no value), then type `millwright resume`.',
    },
  },
  {
    problem: tooManyRejects('load parts', { rejected: 5, max: 2 }, 'record 1 of parts.json: too long (length)'),
    code: 'MOVE107',
    exit: 4,
    text: {
      what: 'Step "load parts" rejected 5 records and 2 are allowed. The first: record 1 of parts.json: too long (length).',
      state:
        'The rejected records are kept with their raw text. Batches committed before stay, are counted, and can be undone.',
      next: 'Read them with `millwright rejects list`, then mend the source or the move, or go on with `millwright resume --max-rejects N`; or go back with `millwright rollback`.',
    },
  },
  {
    problem: sourceChanged('load parts', 'parts.json'),
    code: 'MOVE108',
    exit: 4,
    text: {
      what: 'The source parts.json of step "load parts" is not the one this run began with: its content changed.',
      state: 'Batches committed before stay, are counted, and can be undone.',
      next: 'Put the original back and type `millwright resume`, or go back with `millwright rollback` and begin again with the new one.',
    },
  },
  {
    problem: mapFailed('load parts', 7, 'near "x": syntax error'),
    code: 'MOVE109',
    exit: 4,
    text: {
      what: 'The code of step "load parts" failed on record 7: near "x": syntax error.',
      state: 'Batches committed before stay, are counted, and can be undone.',
      next: 'Correct the code (a record that cannot be loaded is rejected by the shape, not by an error), then type `millwright resume`.',
    },
  },
  {
    problem: noProgress('load parts', '700'),
    code: 'MOVE110',
    exit: 1,
    text: {
      what: 'Step "load parts" stopped moving at position 700.',
      state: 'Batches committed before stay, are counted, and can be undone.',
      next: 'The key does not grow with the order it is read in; name a unique key with a total order.',
    },
  },
  {
    problem: undoConflict('load parts', 'part sku = A'),
    code: 'MOVE111',
    exit: 4,
    text: {
      what: 'Undoing step "load parts" met a row that was changed since: part sku = A.',
      state: 'Rows undone before it stay undone, each batch as a whole; this row and its batch are as they were.',
      next: 'Decide with `--on-conflict keep-new` (leave such rows and list them) or `--on-conflict keep-old` (restore them), and run the command again.',
    },
  },
  {
    problem: notEmpty('load parts', 'part'),
    code: 'MOVE112',
    exit: 4,
    text: {
      what: 'Step "load parts" is to be undone by emptying part, but that table holds rows already.',
      state: 'Nothing was written by this step.',
      next: 'Leave out its `undo`, so that the step keeps a journal, or load into a table of its own.',
    },
  },
  {
    problem: createdChanged('load parts', 'part', 3),
    code: 'MOVE113',
    exit: 4,
    text: {
      what: 'Undoing step "load parts" would empty part, but it holds 3 rows that are not exactly those the step wrote.',
      state: 'The rows are as they were; this step is not undone.',
      next: 'Save the rows that came later, then run the command again with `--on-conflict keep-old`, which empties the table.',
    },
  },
  {
    problem: notDerived('build visits', 'visit', 3),
    code: 'MOVE115',
    exit: 4,
    text: {
      what: 'Undoing step "build visits" would empty visit, and 3 rows of it are not what its query gives now.',
      state: 'The rows are as they were; this step is not undone.',
      next: 'Bring what they say back to where the query reads, then run the command again; or give it up with `--on-conflict keep-old`, which empties the table.',
    },
  },
  {
    problem: keyIsNull('load parts', { table: 'part', key: 'sku' }, 3),
    code: 'MOVE114',
    exit: 4,
    text: {
      what: 'Step "load parts" walks along the key (sku) of part, and 3 rows have NULL in it.',
      state: 'Nothing was written by this step.',
      next: 'Name a unique key without NULL with `key`, or leave such rows out with `where`.',
    },
  },
  {
    problem: tooManyToPrune('old', 'part', { rows: 1200, atMost: 1000 }),
    code: 'MOVE116',
    exit: 4,
    text: {
      what: 'Step "old" would delete 1,200 rows of part, and at most 1,000 may go.',
      state: 'Nothing was written by this step.',
      next: 'Look at the rows that its `where` finds; when they are the right ones, raise `atMost`.',
    },
  },
  {
    problem: notDeleted('old', 'part', 1),
    code: 'MOVE117',
    exit: 4,
    text: {
      what: 'The database kept 1 row of part that step "old" deleted.',
      state: 'Batches committed before stay, are counted, and can be undone.',
      next: 'A trigger or a policy does that: leave such rows out with `where`, or change it, then type `millwright resume`.',
    },
  },
  {
    problem: notIndependent('fill', 'it reads other rows of part, which it writes'),
    code: 'MOVE118',
    exit: 4,
    text: {
      what: 'Step "fill" cannot be done in parts side by side: it reads other rows of part, which it writes.',
      state: 'Nothing was read or written.',
      next: 'Leave out its `parts`, or change the step so that no row depends on another one.',
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
