import { expect, test } from 'vitest'
import * as all from '../../src/actions/problems.ts'
import type { Problem, ProblemText } from '../../src/kernel/problem.ts'

const nothing = 'Nothing was read or changed.'
const unchanged = 'Nothing was changed.'

type Case = readonly [problem: Problem, code: string, exit: number, text: ProblemText]

/** What a person reads, word for word. */
const cases: readonly Case[] = [
  [
    all.noConfig('/shop'),
    'CONF101',
    2,
    {
      what: 'There is no millwright.config.ts in /shop or above it, and no --url was given.',
      state: nothing,
      next: 'Type `millwright init` to make one, or name the database with `--url sqlite:app.db`.',
    },
  ],
  [
    all.cannotReadConfig('millwright.config.ts', 'there is no such file'),
    'CONF102',
    2,
    {
      what: 'The configuration millwright.config.ts cannot be read: there is no such file.',
      state: nothing,
      next: 'Correct the file, or name another one with `--config`.',
    },
  ],
  [
    all.badConfig('millwright.config.ts', 'there is no setting called `migration`'),
    'CONF103',
    2,
    {
      what: 'The configuration in millwright.config.ts is not valid: there is no setting called `migration`.',
      state: nothing,
      next: 'Correct that line; `millwright init --help` lists the settings.',
    },
  ],
  [
    all.unknownDatabase('oracle://shop'),
    'CONF104',
    2,
    {
      what: 'No dialect knows the database oracle://shop.',
      state: nothing,
      next: 'Use `sqlite:path/to/file.db`, `pglite:directory` or `postgres://user@host/database`.',
    },
  ],
  [
    all.configExists('millwright.config.ts'),
    'CONF105',
    4,
    {
      what: 'millwright.config.ts is already there.',
      state: 'Nothing was written.',
      next: 'Edit it, or delete it first if you want a new one.',
    },
  ],
  [
    all.noDatabase('sqlite:app.db'),
    'CONF106',
    4,
    { what: 'The database sqlite:app.db does not exist yet.', state: nothing, next: '`millwright up` makes it.' },
  ],
  [
    all.queueMissing(),
    'CONF110',
    4,
    {
      what: 'Workers take parts from a queue that pg-boss keeps, and pg-boss is not installed.',
      state: 'Nothing was changed.',
      next: 'Type `npm install pg-boss@12.35.0`, or take `executor` out of the configuration: then the run does the parts itself.',
    },
  ],
  [
    all.oneWriter('sqlite:app.db'),
    'CONF111',
    4,
    {
      what: 'sqlite:app.db lets one session write at a time, so there is no work for others.',
      state: 'Nothing was changed.',
      next: 'Type `millwright up`: it does the steps as one.',
    },
  ],
  [
    all.noLedger('sqlite:app.db'),
    'RUN109',
    4,
    {
      what: 'sqlite:app.db has no ledger: nothing was ever run on it by Millwright.',
      state: nothing,
      next: '`millwright status` shows what is pending; `millwright up` begins, or `millwright stamp head` records what is there already.',
    },
  ],
  [
    all.unfinishedRun('01abc', 'paused'),
    'RUN120',
    4,
    {
      what: 'Run 01abc is paused, half-way through its work.',
      state: 'What it committed stands, counted and undoable. This command changed nothing.',
      next: 'Go on with `millwright resume`, or go back with `millwright rollback 01abc`.',
    },
  ],
  [
    all.notProvedYet('01abc', ['0003', '0004']),
    'RUN121',
    4,
    {
      what: 'Applied but not proved: 0003, 0004 (run 01abc).',
      state: 'Nothing was changed by this command.',
      next: 'Read `millwright report 01abc`, then go back with `millwright rollback 01abc`, or accept it with `millwright validate --accept "reason"`.',
    },
  ],
  [
    all.stampedUnproved(['0003', '0004']),
    'RUN127',
    4,
    {
      what: 'Stamped by force and not proved: 0003, 0004.',
      state: 'Nothing was changed by this command.',
      next: 'Read `millwright validate`, bring the schema to what the history gives and repeat `millwright stamp`, or accept it with `millwright validate --accept "reason"`.',
    },
  ],
  [
    all.notSqlAlone(['0002', '0004']),
    'RUN128',
    4,
    {
      what: 'These migrations are more than SQL, and a script cannot do what they do: 0002, 0004.',
      state: nothing,
      next: 'Run them with `millwright up`, or name a target before the first of them.',
    },
  ],
  [
    all.notConfirmed('drops a table'),
    'RUN122',
    4,
    {
      what: 'This destroys data and was not confirmed: drops a table.',
      state: unchanged,
      next: 'If that is what you want, repeat the command with `--yes`; `millwright plan` shows what a migration would destroy.',
    },
  ],
  [
    all.rehearsalFailed('FAILED', 'a check failed'),
    'RUN123',
    4,
    {
      what: 'The rehearsal on a copy ended with FAILED: a check failed.',
      state: 'The database itself was not touched.',
      next: 'Read the findings above, correct the source or the migration, and run the same command again.',
    },
  ],
  [
    all.nothingToRollBack('01abc'),
    'RUN124',
    4,
    { what: 'Run 01abc left nothing that could be rolled back.', state: unchanged, next: 'See `millwright runs`.' },
  ],
  [
    all.notRunning('01abc', 'proved'),
    'RUN125',
    4,
    {
      what: 'Run 01abc is proved; only a run that is under way can be paused.',
      state: unchanged,
      next: 'See `millwright runs`.',
    },
  ],
  [
    all.otherEnvironment('sqlite:/a/app.db', 'development', "it's production"),
    'CONF107',
    4,
    {
      what: "sqlite:/a/app.db says that it is development, and the configuration is for it's production.",
      state: 'Nothing was read or changed.',
      does: 'A database that was marked by its first run is touched by nobody who takes it for another one.',
      next: "Correct `database` or `environment` in the configuration. A copy that was made on purpose is told so with `update millwright_meta set value = 'it''s production' where key = 'environment'`.",
    },
  ],
  [
    all.hiddenColumn('users.password'),
    'ROWS102',
    4,
    {
      what: 'The values of users.password are hidden.',
      state: 'Nothing was read or changed.',
      next: 'Filter by another column; `hide` in the configuration names columns that are hidden beside those with names of secrets.',
    },
  ],
  [
    all.noSuchTable('item'),
    'ROWS101',
    4,
    {
      what: 'There is no item in the database.',
      state: unchanged,
      next: 'Type `millwright inspect` to see the tables and their columns.',
    },
  ],
  [
    all.needsYes('run 01abc holds the lock'),
    'RUN126',
    4,
    {
      what: 'Not confirmed: run 01abc holds the lock.',
      state: unchanged,
      next: 'If that is what you want, repeat the command with `--yes`.',
    },
  ],
  [
    all.schemaDiffers(['table part (missing)', 'index part_sku (differs)']),
    'STAMP101',
    4,
    {
      what: 'The database does not have the schema that the history gives: table part (missing), index part_sku (differs).',
      state: 'Nothing was stamped.',
      next: 'Bring the schema in line, or stamp it all the same with `--force`, which says what it skipped.',
    },
  ],
  [
    all.noReject('01abc'),
    'REJ101',
    2,
    { what: 'Run 01abc has no open rejects.', state: unchanged, next: 'See `millwright rejects list`.' },
  ],
  [
    all.notOpen('01abc', [3, 5]),
    'REJ102',
    2,
    {
      what: 'Run 01abc has no open reject #3, #5.',
      state: unchanged,
      next: 'See `millwright rejects list`; its numbers stand before the records.',
    },
  ],
  [
    all.sameText(3),
    'REJ103',
    2,
    {
      what: 'Reject #3 has that text already.',
      state: unchanged,
      next: 'Give it another text, or try it again as it is with `millwright rejects retry`.',
    },
  ],
  [
    all.notApplied('0007'),
    'HIST144',
    2,
    {
      what: 'No applied migration is called 0007.',
      state: nothing,
      next: 'List what is applied with `millwright status --all`.',
    },
  ],
  [
    all.noBackups('/shop/backups'),
    'BAK120',
    4,
    {
      what: 'There is no backup in /shop/backups.',
      state: nothing,
      next: 'Make one with `millwright backup create`.',
    },
  ],
  [
    all.nothingToAccept(),
    'VAL108',
    2,
    {
      what: 'There is nothing to accept: every applied migration is proved.',
      state: unchanged,
      next: 'See `millwright status`.',
    },
  ],
  [
    all.tooFewToSquash('0002', '0002'),
    'SQUASH101',
    2,
    {
      what: '0002 is one migration; there is nothing to squash.',
      state: 'No file was changed, and no database was touched.',
      next: 'Name the first and the last of at least two migrations that follow each other; `millwright history` lists them.',
    },
  ],
  [
    all.movesInside(['0002', '0005']),
    'SQUASH102',
    4,
    {
      what: 'There are moves in this range, and what they did to rows stands in the ledger of each database: 0002, 0005.',
      state: 'No file was changed, and no database was touched.',
      next: 'Squash what comes before 0002 (`--to`), or what comes after 0005 (`--from`).',
    },
  ],
  [
    all.branchInside('0002', '0007'),
    'SQUASH103',
    4,
    {
      what: '0007 builds on 0002, which would be in the middle of the squashed file.',
      state: 'No file was changed, and no database was touched.',
      next: 'End the range at 0002, or begin behind it.',
    },
  ],
  [
    all.notForeseeable('0003'),
    'SQUASH104',
    4,
    {
      what: 'What 0003 leaves depends on the rows that it finds, so no file can say it beforehand.',
      state: 'No file was changed, and no database was touched.',
      next: 'Squash what comes before 0003 (`--to`), or what comes after it (`--from`).',
    },
  ],
  [
    all.notJoinable('0003', 'it is a move'),
    'SQUASH105',
    4,
    {
      what: '0003 cannot be joined with others in the middle of a history: it is a move.',
      state: 'No file was changed, and no database was touched.',
      next: 'End the range before 0003, or begin behind it; or squash from the beginning, where only what they leave counts.',
    },
  ],
  [
    all.squashDiffers('down', ['table part is missing.', 'table x differs.']),
    'SQUASH106',
    4,
    {
      what: 'The squashed down does not give what the migrations give: table part is missing. table x differs.',
      state: 'No file was changed, and no database was touched.',
      does: 'Both were played on scratch databases, schema and rows.',
      next: 'Choose another range: something in this one is different each time it runs, or cannot be written down.',
    },
  ],
  [
    all.noMigrationYet(),
    'SQUASH107',
    4,
    {
      what: 'There is no migration yet.',
      state: 'No file was changed, and no database was touched.',
      next: 'Write the first one: `millwright new "add customers"`, or `millwright generate "first"`.',
    },
  ],
]

test.each(cases.map((one) => [one[1], one] as const))('%s', (_code, [problem, code, exit, text]) => {
  expect({ code: problem.code, exit: problem.exit, text: problem.text }).toEqual({ code, exit, text })
  expect(problem.message).toBe(text.what)
})

test('every problem is in the list', () => {
  const listed = cases.map(([, code]) => code).sort()
  expect(
    Object.values(all)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(listed)
})
