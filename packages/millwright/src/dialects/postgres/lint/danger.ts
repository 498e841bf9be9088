import type { Finding, Severity } from '../../../kernel/finding.ts'

/** What a statement does to people who work with the database meanwhile, and how to say it otherwise. */
export type Danger = {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** The safe form. */
  readonly answer: string
}

/** What is known of the script so far. */
export type Known = {
  /** Tables that the script itself made: nobody else knows them yet. */
  readonly made: ReadonlySet<string>
  /** Constraints that were added without proof since the last commit. */
  readonly unproven: ReadonlySet<string>
  readonly isInTransaction: boolean
}

const danger = (code: string, severity: Severity, texts: Omit<Danger, 'code' | 'severity'>): Danger => ({
  code,
  severity,
  ...texts,
})

const waits = (code: string, message: string, answer: string): Danger => danger(code, 'warning', { message, answer })
const loses = (code: string, message: string, answer: string): Danger => danger(code, 'warning', { message, answer })
const habit = (code: string, message: string, answer: string): Danger => danger(code, 'info', { message, answer })

/** All dangers by name; a code never changes its meaning. */
export const dangers = {
  plainIndex: waits(
    'LINT101',
    'nobody can write to the table while the index is built',
    'create index concurrently, outside of a transaction',
  ),
  plainIndexDrop: waits(
    'LINT102',
    'the drop waits for every reader of the table, and everybody else waits behind it',
    'drop index concurrently, outside of a transaction',
  ),
  concurrentInside: danger('LINT103', 'error', {
    message: 'what is done concurrently cannot stand in a transaction',
    answer: 'put it outside of begin and commit',
  }),
  reindex: waits('LINT104', 'the table or its index is locked while it is built anew', 'reindex … concurrently'),
  rewrite: waits(
    'LINT105',
    'every row is written anew, and nobody can read or write the table meanwhile',
    'add a new column, fill it in batches, and let the names change places',
  ),
  typeChange: waits(
    'LINT106',
    'most changes of a type write every row anew, and nobody can read or write the table meanwhile',
    'add a new column of the new type, fill it in batches, then let the names change places; a longer varchar or text needs none of it',
  ),
  volatileDefault: waits(
    'LINT107',
    'a default that is another one for every row writes all rows anew under the strongest lock',
    'add the column without a default, set the default, then fill the rows in batches',
  ),
  requiredColumn: danger('LINT108', 'error', {
    message: 'rows that are there have no value for it, so the statement fails on a table with rows',
    answer: 'give it a default, or add it nullable, fill it, and make it required at the end',
  }),
  setNotNull: waits(
    'LINT109',
    'the whole table is read under the strongest lock',
    'add constraint … check (column is not null) not valid; validate constraint; set not null; drop constraint',
  ),
  provenReference: waits(
    'LINT110',
    'both tables are locked against writing while all rows are looked at',
    'add the foreign key not valid, commit, then validate constraint',
  ),
  provenCheck: waits(
    'LINT111',
    'the table is locked while all rows are looked at',
    'add the check not valid, commit, then validate constraint',
  ),
  uniqueConstraint: waits(
    'LINT112',
    'its index is built while nobody can read or write the table',
    'create unique index concurrently, then add constraint … using index',
  ),
  exclusion: waits(
    'LINT113',
    'its index is built while nobody can read or write the table, and there is no gentler way',
    'do it at a quiet hour with a lock_timeout',
  ),
  sameTransaction: waits(
    'LINT114',
    'the lock of adding it is kept while the rows are looked at',
    'commit between adding the constraint not valid and its validation',
  ),
  renameColumn: loses(
    'LINT115',
    'programs that run still ask for the old name and fail',
    'add a column under the new name, keep both the same until no program asks for the old one',
  ),
  renameTable: loses(
    'LINT116',
    'programs that run still ask for the old name and fail',
    'rename it and make a view of the old name in one transaction',
  ),
  dropColumn: loses(
    'LINT117',
    'its values are gone, and programs that still ask for it fail',
    'first let no program ask for it; keep its values with `--keep-dropped`',
  ),
  dropTable: loses(
    'LINT118',
    'its rows are gone',
    'rename it first and drop it later; or keep its rows with `--keep-dropped`',
  ),
  cascade: loses(
    'LINT119',
    'cascade drops whatever depends on it, without saying what',
    'drop what depends on it by name before',
  ),
  truncate: loses('LINT120', 'all rows are gone, under the strongest lock', 'delete in batches'),
  everyRow: waits(
    'LINT121',
    'every row of the table is changed in one transaction, which locks them and doubles the table',
    'a step of a move that fills in batches',
  ),
  fullVacuum: waits('LINT122', 'the whole table is copied while nobody can read it', 'vacuum, or pg_repack'),
  refresh: waits(
    'LINT123',
    'nobody can read the view until it is full again',
    'refresh materialized view concurrently, with a unique index on it',
  ),
  lockTable: waits(
    'LINT124',
    'a lock that is taken by hand stops others',
    'let each statement take the lock that it needs',
  ),
  logging: waits(
    'LINT125',
    'every row is written anew under the strongest lock',
    'do it at a quiet hour with a lock_timeout',
  ),
  detach: waits(
    'LINT126',
    'the parent is locked against reading until the part is out',
    'detach partition … concurrently, outside of a transaction',
  ),
  attach: waits(
    'LINT127',
    'all rows of the part are looked at while it is locked',
    'give it a check that says the same as its bounds before, and validate it',
  ),
  moveSchema: loses(
    'LINT128',
    'programs that run still look for it in the old schema and fail',
    'move it and make a view of the old name in one transaction',
  ),
  stillTriggers: loses(
    'LINT129',
    'with all triggers off, foreign keys are not kept either',
    'disable the triggers by their names, or trigger user',
  ),
  dropDatabase: danger('LINT130', 'error', {
    message: 'the whole database is gone',
    answer: 'no migration drops a database',
  }),
  smallKey: habit('LINT131', 'a key of 32 bits ends at 2,147,483,647', 'bigint'),
  serial: habit(
    'LINT132',
    'a serial can be written over and has a sequence with rights of its own',
    'generated always as identity',
  ),
  charType: habit('LINT133', 'char(n) fills up with blanks', 'text, with a check of its length where there is one'),
  varchar: habit(
    'LINT134',
    'a length that turns out too short has to be changed',
    'text with a check, which can be changed without a lock',
  ),
  bareTimestamp: habit('LINT135', 'a timestamp without a zone is another moment for every reader', 'timestamptz'),
  json: habit('LINT136', 'json can neither be compared nor indexed', 'jsonb'),
  computed: waits(
    'LINT137',
    'a stored computed column writes every row anew under the strongest lock',
    'an ordinary column that a trigger keeps, filled in batches',
  ),
} as const satisfies Readonly<Record<string, Danger>>

export const asFinding = ({ code, severity, message, answer }: Danger, subject: string): Finding => ({
  code,
  severity,
  subject,
  message,
  answer,
})
