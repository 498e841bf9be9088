import { defineProblem } from '../kernel/problem.ts'
import { formatCount, plural } from '../kernel/text.ts'

const untouched = 'Nothing was written by this step.'
const committed = 'Batches committed before stay, are counted, and can be undone.'

export const badDeclaration = defineProblem('MOVE101', 4, (why: string) => ({
  what: `The move cannot be planned: ${why}.`,
  state: 'Nothing was read or written.',
  next: 'Correct the migration file and run the same command again.',
}))

export const noTable = defineProblem('MOVE102', 4, (step: string, table: string) => ({
  what: `Step "${step}" names the table ${table}, which does not exist at that point of the history.`,
  state: untouched,
  next: 'Add a migration that creates it before this move, or correct the name.',
}))

export const noColumn = defineProblem('MOVE103', 4, (step: string, table: string, column: string) => ({
  what: `Step "${step}" names the column ${table}.${column}, which does not exist.`,
  state: untouched,
  next: 'Correct the name in the move, or add the column in a migration before it.',
}))

export const keyNotUnique = defineProblem('MOVE104', 4, (step: string, table: string, key: string) => ({
  what: `Step "${step}" uses (${key}) as the key of ${table}, but nothing in ${table} makes it unique.`,
  state: untouched,
  next: `Declare a primary key or a unique constraint on (${key}), or name the columns of one that exists.`,
}))

export const keyIsChanged = defineProblem('MOVE105', 4, (step: string, column: string) => ({
  what: `Step "${step}" changes the column ${column}, which is also its key: rows could be skipped or done twice.`,
  state: untouched,
  next: 'Name another unique key with `key`.',
}))

export const unevenRows = defineProblem('MOVE106', 4, (step: string, record: number, difference: string) => ({
  what: `The map of step "${step}" returned a row with other columns for record ${record}: ${difference}.`,
  state: committed,
  next: 'Return the same columns for every record (null where there is no value), then type `millwright resume`.',
}))

export const tooManyRejects = defineProblem(
  'MOVE107',
  4,
  (step: string, { rejected, max }: { rejected: number; max: number }, example: string) => ({
    what: `Step "${step}" rejected ${rejected} records and ${max} are allowed. The first: ${example}.`,
    state: `The rejected records are kept with their raw text. ${committed}`,
    next: 'Read them with `millwright rejects list`, then mend the source or the move, or go on with `millwright resume --max-rejects N`; or go back with `millwright rollback`.',
  }),
)

export const sourceChanged = defineProblem('MOVE108', 4, (step: string, source: string) => ({
  what: `The source ${source} of step "${step}" is not the one this run began with: its content changed.`,
  state: committed,
  next: 'Put the original back and type `millwright resume`, or go back with `millwright rollback` and begin again with the new one.',
}))

export const mapFailed = defineProblem('MOVE109', 4, (step: string, record: number, words: string) => ({
  what: `The code of step "${step}" failed on record ${record}: ${words}.`,
  state: committed,
  next: 'Correct the code (a record that cannot be loaded is rejected by the shape, not by an error), then type `millwright resume`.',
}))

export const noProgress = defineProblem('MOVE110', 1, (step: string, position: string) => ({
  what: `Step "${step}" stopped moving at position ${position}.`,
  state: committed,
  next: 'The key does not grow with the order it is read in; name a unique key with a total order.',
}))

export const undoConflict = defineProblem('MOVE111', 4, (step: string, row: string) => ({
  what: `Undoing step "${step}" met a row that was changed since: ${row}.`,
  state: 'Rows undone before it stay undone, each batch as a whole; this row and its batch are as they were.',
  next: 'Decide with `--on-conflict keep-new` (leave such rows and list them) or `--on-conflict keep-old` (restore them), and run the command again.',
}))

export const notEmpty = defineProblem('MOVE112', 4, (step: string, table: string) => ({
  what: `Step "${step}" is to be undone by emptying ${table}, but that table holds rows already.`,
  state: 'Nothing was written by this step.',
  next: 'Leave out its `undo`, so that the step keeps a journal, or load into a table of its own.',
}))

export const createdChanged = defineProblem('MOVE113', 4, (step: string, table: string, rows: number) => ({
  what: `Undoing step "${step}" would empty ${table}, but it holds ${rows} rows that are not exactly those the step wrote.`,
  state: 'The rows are as they were; this step is not undone.',
  next: 'Save the rows that came later, then run the command again with `--on-conflict keep-old`, which empties the table.',
}))

export const keyIsNull = defineProblem(
  'MOVE114',
  4,
  (step: string, { table, key }: { table: string; key: string }, rows: number) => ({
    what: `Step "${step}" walks along the key (${key}) of ${table}, and ${plural(rows, 'row has', 'rows have')} NULL in it.`,
    state: untouched,
    next: 'Name a unique key without NULL with `key`, or leave such rows out with `where`.',
  }),
)

export const notDerived = defineProblem('MOVE115', 4, (step: string, table: string, rows: number) => ({
  what: `Undoing step "${step}" would empty ${table}, and ${plural(rows, 'row', 'rows')} of it ${rows === 1 ? 'is' : 'are'} not what its query gives now.`,
  state: 'The rows are as they were; this step is not undone.',
  next: 'Bring what they say back to where the query reads, then run the command again; or give it up with `--on-conflict keep-old`, which empties the table.',
}))

export const tooManyToPrune = defineProblem(
  'MOVE116',
  4,
  (step: string, table: string, { rows, atMost }: { rows: number; atMost: number }) => ({
    what: `Step "${step}" would delete ${plural(rows, 'row')} of ${table}, and at most ${formatCount(atMost)} may go.`,
    state: untouched,
    next: 'Look at the rows that its `where` finds; when they are the right ones, raise `atMost`.',
  }),
)

export const notDeleted = defineProblem('MOVE117', 4, (step: string, table: string, rows: number) => ({
  what: `The database kept ${plural(rows, 'row')} of ${table} that step "${step}" deleted.`,
  state: committed,
  next: 'A trigger or a policy does that: leave such rows out with `where`, or change it, then type `millwright resume`.',
}))

export const notIndependent = defineProblem('MOVE118', 4, (step: string, why: string) => ({
  what: `Step "${step}" cannot be done in parts side by side: ${why}.`,
  state: 'Nothing was read or written.',
  next: 'Leave out its `parts`, or change the step so that no row depends on another one.',
}))
