import { expect, test } from 'vitest'
import * as problems from '../../src/history/problems.ts'
import type { Problem, ProblemText } from '../../src/kernel/problem.ts'

type Case = readonly [make: { readonly code: string }, problem: Problem, expected: Expected]
type Expected = { readonly code: string; readonly exit: number; readonly text: ProblemText }

const cases: readonly Case[] = [
  [
    problems.ambiguousSteps,
    problems.ambiguousSteps('-1', ['0002', '0003']),
    {
      code: 'HIST128',
      exit: 2,
      text: {
        what: '`-1` is not clear, because the history branches there: it could take or leave 0002, 0003.',
        state: 'No database was touched.',
        next: 'Name the migration to stop at by its id.',
      },
    },
  ],
  [
    problems.ambiguousTarget,
    problems.ambiguousTarget('2026', ['20260101000000_a.sql', '20260102000000_b.sql']),
    {
      code: 'HIST125',
      exit: 2,
      text: {
        what: '`2026` could be 20260101000000_a.sql, 20260102000000_b.sql.',
        state: 'No database was touched.',
        next: 'Write the whole id of the one you mean.',
      },
    },
  ],
  [
    problems.badDeclaration,
    problems.badDeclaration('0001_a.ts', 'transaction', '`true` or `false`'),
    {
      code: 'HIST117',
      exit: 4,
      text: {
        what: '0001_a.ts: `transaction` is not what a migration can have there.',
        state: 'No database was touched.',
        next: 'Give it `true` or `false`.',
      },
    },
  ],
  [
    problems.badDirective,
    problems.badDirective('0001_a.sql:1', '-- transaction: maybe', '`-- transaction: off` or `-- transaction: on`'),
    {
      code: 'HIST111',
      exit: 4,
      text: {
        what: '0001_a.sql:1: `-- transaction: maybe` has no value that Millwright knows.',
        state: 'No database was touched.',
        next: 'Write `-- transaction: off` or `-- transaction: on`.',
      },
    },
  ],
  [
    problems.badFileName,
    problems.badFileName('migrations/add-users.sql'),
    {
      code: 'HIST103',
      exit: 4,
      text: {
        what: "migrations/add-users.sql lies among the migrations, but its name is not a migration's name.",
        state: 'No database was touched.',
        does: 'Millwright does not guess whether it belongs to the history.',
        next: 'Rename it to `<id>_<name>` with `.sql`, `.ts`, `.js` or `.mjs`, such as `0007_add_warehouse.sql` (the id has letters and digits, at least one digit), or move it elsewhere.',
      },
    },
  ],
  [
    problems.cannotImport,
    problems.cannotImport('0001_a.ts', "Unexpected token '{'"),
    {
      code: 'HIST115',
      exit: 4,
      text: {
        what: "0001_a.ts cannot be loaded: Unexpected token '{'.",
        state: 'No database was touched.',
        next: 'Correct the file until `node 0001_a.ts` ends without an error, then repeat the command.',
      },
    },
  ],
  [
    problems.cannotWrite,
    problems.cannotWrite('migrations/0001_a.sql', 'ENOSPC: no space left on device'),
    {
      code: 'HIST142',
      exit: 4,
      text: {
        what: 'migrations/0001_a.sql cannot be written: ENOSPC: no space left on device.',
        state: 'No database was touched.',
        next: 'Make room, or give this user the right to write there, then repeat the command.',
      },
    },
  ],
  [
    problems.contradiction,
    problems.contradiction('0001_a.sql', 'an `irreversible` line', 'statements below `-- migrate:down`'),
    {
      code: 'HIST113',
      exit: 4,
      text: {
        what: '0001_a.sql contradicts itself: it has an `irreversible` line and statements below `-- migrate:down`.',
        state: 'No database was touched.',
        next: 'Remove one of the two.',
      },
    },
  ],
  [
    problems.duplicateId,
    problems.duplicateId('0001', ['0001_a.sql', '0001_b.ts']),
    {
      code: 'HIST104',
      exit: 4,
      text: {
        what: 'Several migrations have the id 0001: 0001_a.sql, 0001_b.ts.',
        state: 'No database was touched.',
        next: 'Give the one that was never applied another id by renaming its file.',
      },
    },
  ],
  [
    problems.editedMigration,
    problems.editedMigration('migrations/0001_a.sql', '0001', ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']),
    {
      code: 'HIST130',
      exit: 4,
      text: {
        what: 'migrations/0001_a.sql was edited after it was applied: checksum bbbbbbbbbbbb now, aaaaaaaaaaaa when it was applied.',
        state: 'No database was touched.',
        does: 'Millwright does not run the edited text, and keeps the applied text in the ledger.',
        next: 'Restore the file from version control (`millwright show 0001 --applied` prints the applied text) and put the change into a new migration.',
      },
    },
  ],
  [
    problems.emptyTitle,
    problems.emptyTitle('…'),
    {
      code: 'HIST140',
      exit: 2,
      text: {
        what: '"…" leaves nothing for the name of a migration.',
        state: 'No database was touched.',
        next: 'Say in a few words what it does: `millwright new "add warehouse"`.',
      },
    },
  ],
  [
    problems.fileChanged,
    problems.fileChanged('0001_a.sql'),
    {
      code: 'HIST106',
      exit: 4,
      text: {
        what: '0001_a.sql was changed while Millwright was working with it.',
        state: 'Nothing of the changed file was executed.',
        next: 'Finish the edit, then repeat the command.',
      },
    },
  ],
  [
    problems.fileExists,
    problems.fileExists('migrations/0001_a.sql'),
    {
      code: 'HIST141',
      exit: 4,
      text: {
        what: 'migrations/0001_a.sql exists already.',
        state: 'It was left as it is.',
        next: 'Repeat the command: it will choose another id.',
      },
    },
  ],
  [
    problems.fileUnreadable,
    problems.fileUnreadable('migrations/0001_a.sql'),
    {
      code: 'HIST102',
      exit: 4,
      text: {
        what: 'migrations/0001_a.sql cannot be read.',
        state: 'No database was touched.',
        does: 'Millwright does not go on with a part of the history.',
        next: 'Give this user the right to read the file, or remove it, then repeat the command.',
      },
    },
  ],
  [
    problems.folderMissing,
    problems.folderMissing('db/migrations'),
    {
      code: 'HIST101',
      exit: 4,
      text: {
        what: 'There is no folder for migrations at db/migrations.',
        state: 'No database was touched.',
        next: 'Type `millwright init` to make it, or correct `migrations` in the configuration.',
      },
    },
  ],
  [
    problems.hiddenHead,
    problems.hiddenHead('0002_a.ts', 'a migration without a parent of its own', 'a migration with the parent 0001'),
    {
      code: 'HIST118',
      exit: 4,
      text: {
        what: '0002_a.ts reads as a migration without a parent of its own, but turns out to be a migration with the parent 0001 when it is loaded.',
        state: 'No database was touched.',
        does: 'Millwright reads kind and parents from the text, without running the file, so both must say the same.',
        next: "Write `parent: '<id>'` or `parents: ['<id>', …]` in words as the first member of the declaration.",
      },
    },
  ],
  [
    problems.lateDirective,
    problems.lateDirective('0001_a.sql:7', '-- transaction: off'),
    {
      code: 'HIST112',
      exit: 4,
      text: {
        what: '0001_a.sql:7: `-- transaction: off` stands below the first `-- migrate:` line, where it would do nothing.',
        state: 'No database was touched.',
        next: 'Move the line to the top of the file.',
      },
    },
  ],
  [
    problems.missingMigration,
    problems.missingMigration('0001', 'a'),
    {
      code: 'HIST131',
      exit: 4,
      text: {
        what: 'Migration 0001 (a) is applied, but its file is missing.',
        state: 'No database was touched.',
        does: 'Millwright keeps the applied text in the ledger.',
        next: 'Restore the file from version control, or with `millwright show 0001 --applied > file`.',
      },
    },
  ],
  [
    problems.neverClosed,
    problems.neverClosed('0001_a.sql:2', "quote '"),
    {
      code: 'HIST114',
      exit: 4,
      text: {
        what: "0001_a.sql:2: the quote ' that is opened here is never closed.",
        state: 'No database was touched.',
        does: 'Millwright does not cut the file into statements, because everything after it counts as text.',
        next: 'Close it, then repeat the command.',
      },
    },
  ],
  [
    problems.notADeclaration,
    problems.notADeclaration('0001_a.ts'),
    {
      code: 'HIST116',
      exit: 4,
      text: {
        what: '0001_a.ts does not export a migration as its default.',
        state: 'No database was touched.',
        next: 'Write `export default defineMigration({ up, down })` or `export default defineMove({ … })`.',
      },
    },
  ],
  [
    problems.notUtf8,
    problems.notUtf8('0001_a.sql'),
    {
      code: 'HIST105',
      exit: 4,
      text: {
        what: '0001_a.sql is not UTF-8 text.',
        state: 'No database was touched.',
        does: 'Millwright does not guess an encoding, because letters in the data could change.',
        next: 'Save the file as UTF-8 and repeat the command.',
      },
    },
  ],
  [
    problems.oneParentToMerge,
    problems.oneParentToMerge(['0002']),
    {
      code: 'HIST143',
      exit: 2,
      text: {
        what: 'A merge joins two heads or more, and this names 0002.',
        state: 'No database was touched.',
        next: 'List the heads with `millwright heads`; with one head there is nothing to merge.',
      },
    },
  ],
  [
    problems.ownParent,
    problems.ownParent('0002_a.sql'),
    {
      code: 'HIST121',
      exit: 4,
      text: {
        what: '0002_a.sql names itself as its parent.',
        state: 'No database was touched.',
        next: 'Name the migration that comes before it.',
      },
    },
  ],
  [
    problems.ring,
    problems.ring(['0002', '0003']),
    {
      code: 'HIST122',
      exit: 4,
      text: {
        what: 'Migrations follow each other in a ring: 0002 → 0003 → 0002.',
        state: 'No database was touched.',
        does: 'An arrow points to the parent; a migration without a `parent` line follows the file before it.',
        next: 'Correct the `parent` line of one of them.',
      },
    },
  ],
  [
    problems.sectionTwice,
    problems.sectionTwice('0001_a.sql:9', 'down', 5),
    {
      code: 'HIST109',
      exit: 4,
      text: {
        what: '0001_a.sql:9: a second `-- migrate:down` line; the first is line 5.',
        state: 'No database was touched.',
        next: 'Join the two sections, or cut the file into two migrations.',
      },
    },
  ],
  [
    problems.severalHeads,
    problems.severalHeads(['0002', '0003']),
    {
      code: 'HIST123',
      exit: 4,
      text: {
        what: 'The history has 2 heads: 0002, 0003.',
        state: 'No database was touched.',
        does: 'Millwright does not choose between branches.',
        next: 'Join them with `millwright merge 0002 0003`, or go to one with `millwright up 0002`.',
      },
    },
  ],
  [
    problems.targetNotApplied,
    problems.targetNotApplied('0002'),
    {
      code: 'HIST129',
      exit: 2,
      text: {
        what: 'The database cannot go down to 0002, because that migration is not applied.',
        state: 'No database was touched.',
        next: 'List what is applied with `millwright status`.',
      },
    },
  ],
  [
    problems.textBeforeMarker,
    problems.textBeforeMarker('0001_a.sql:3'),
    {
      code: 'HIST107',
      exit: 4,
      text: {
        what: '0001_a.sql:3: there is SQL before the first `-- migrate:` line.',
        state: 'No database was touched.',
        does: 'Millwright does not guess in which direction it belongs.',
        next: 'Put `-- migrate:up` on a line of its own above it.',
      },
    },
  ],
  [
    problems.tooFar,
    problems.tooFar('+9', 'are 2 pending'),
    {
      code: 'HIST127',
      exit: 2,
      text: {
        what: '`+9` is further than the history goes: there are 2 pending.',
        state: 'No database was touched.',
        next: 'Look at `millwright status` and give a smaller number.',
      },
    },
  ],
  [
    problems.unknownMarker,
    problems.unknownMarker('0001_a.sql:4', '-- migrate:dwon'),
    {
      code: 'HIST110',
      exit: 4,
      text: {
        what: '0001_a.sql:4: `-- migrate:dwon` is not a line that Millwright knows.',
        state: 'No database was touched.',
        does: 'Millwright does not take it for a comment, because a mistyped marker would run the statements below it in the wrong direction.',
        next: 'Write `-- migrate:up` or `-- migrate:down` on a line of its own, with `transaction:false` behind it where needed; word a plain comment differently.',
      },
    },
  ],
  [
    problems.unknownParent,
    problems.unknownParent('0002_a.sql', '0009', ''),
    {
      code: 'HIST120',
      exit: 4,
      text: {
        what: '0002_a.sql names the parent 0009, and no migration has that id.',
        state: 'No database was touched.',
        next: 'Bring the missing file back from version control, or name the id of a migration that is there (`millwright history` lists them).',
      },
    },
  ],
  [
    problems.unknownParent,
    problems.unknownParent('0002_a.sql', '0001_first.sql', '0001'),
    {
      code: 'HIST120',
      exit: 4,
      text: {
        what: '0002_a.sql names the parent 0001_first.sql, and no migration has that id: it is the name of 0001.',
        state: 'No database was touched.',
        next: 'Write `parent: 0001`, which is its id.',
      },
    },
  ],
  [
    problems.unknownTarget,
    problems.unknownTarget('warehuose'),
    {
      code: 'HIST124',
      exit: 2,
      text: {
        what: 'No migration has the id, the name or the file `warehuose`.',
        state: 'No database was touched.',
        next: 'List the migrations with `millwright history`; `head`, `heads`, `base`, `+1` and `-1` are understood too.',
      },
    },
  ],
  [
    problems.upMissing,
    problems.upMissing('0001_a.sql'),
    {
      code: 'HIST108',
      exit: 4,
      text: {
        what: '0001_a.sql has no `-- migrate:up` line.',
        state: 'No database was touched.',
        next: 'Put `-- migrate:up` on a line of its own above the statements, and `-- migrate:down` above those that undo them.',
      },
    },
  ],
  [
    problems.wrongDirection,
    problems.wrongDirection('up', '-1', '`millwright down -1`'),
    {
      code: 'HIST126',
      exit: 2,
      text: {
        what: '`millwright up` cannot go to `-1`.',
        state: 'No database was touched.',
        next: 'Use `millwright down -1`.',
      },
    },
  ],
  [
    problems.partlySquashed,
    problems.partlySquashed('migrations/0003_up_to_0003.sql', ['0001'], ['0002', '0003']),
    {
      code: 'HIST132',
      exit: 4,
      text: {
        what: 'migrations/0003_up_to_0003.sql took the place of several migrations, and this database stands in the middle of them: 0001 applied, 0002, 0003 not, or not as it was.',
        state: 'No database was touched.',
        does: 'Millwright runs neither the old nor the new file on it.',
        next: 'Take this database past them with the files as they were: `millwright up 0003 --migrations migrations-unsquashed-0003`. After that this history accepts it.',
      },
    },
  ],
  [
    problems.squashedStillThere,
    problems.squashedStillThere('0003_x.sql', '0002_y.sql'),
    {
      code: 'HIST133',
      exit: 4,
      text: {
        what: '0003_x.sql took the place of 0002_y.sql, which lies beside it.',
        state: 'No database was touched.',
        does: 'Millwright does not run the same change twice.',
        next: 'Take one of the two out of the folder.',
      },
    },
  ],
  [
    problems.squashedParent,
    problems.squashedParent('0006_late.sql', '0002', '0004'),
    {
      code: 'HIST134',
      exit: 4,
      text: {
        what: '0006_late.sql names the parent 0002, which is a part of 0004 now.',
        state: 'No database was touched.',
        next: 'Name 0004 as its parent, if it works with what 0004 leaves.',
      },
    },
  ],
]

test.each(cases)('%# is worded as written', (_make, problem, expected) => {
  expect(problem).toMatchObject({ ...expected, message: expected.text.what })
  expect(problem.text).toEqual(expected.text)
})

test('every problem is among them, with a code of its own', () => {
  const makers = Object.values(problems)
  expect(new Set(cases.map(([make]) => make))).toEqual(new Set(makers))
  expect(new Set(makers.map(({ code }) => code)).size).toBe(makers.length)
})

test('control and direction characters in names are made visible', () => {
  expect(problems.upMissing('0001_\u001b[31m\u202e.sql').message).toBe(
    '0001_\\u001b[31m\\u202e.sql has no `-- migrate:up` line.',
  )
})
