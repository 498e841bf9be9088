import { defineProblem, type Problem } from 'millwright'

const untouched = 'The database and the JSON files are as they were.'

export const noFolder = defineProblem('HOSP101', 4, (folder: string) => ({
  what: `There is no folder ${folder}.`,
  state: untouched,
  next: 'Name the folder that holds ocm.json and ppm.json with `--data`.',
}))

export const noRegister = defineProblem('HOSP102', 4, (file: string, folder: string) => ({
  what: `${folder} has no ${file}.`,
  state: untouched,
  does: 'A missing register is never taken for an empty one.',
  next: 'Put the file there, or name the right folder with `--data`.',
}))

export const notWritable = defineProblem('HOSP103', 4, (path: string, words: string) => ({
  what: `${path} cannot be written: ${words}.`,
  state: untouched,
  next: 'Let this user write the database file and its folder, then run the same command again.',
}))

export const tooLittleSpace = defineProblem('HOSP104', 4, (needed: string, free: string) => ({
  what: `The disk has ${free} free, and the move needs ${needed}.`,
  state: untouched,
  next: 'Make room, or name a database on another disk with `--db`.',
}))

export const foreignTable = defineProblem('HOSP105', 4, (table: string) => ({
  what: `The database has a table ${table} that no migration of the hospital made.`,
  state: untouched,
  does: 'The hospital has a database of its own: what stands beside its tables could not be proved unchanged by its history.',
  next: 'Name another database with `--db`; one that does not exist yet will be made.',
}))

export const rehearsalNotProved = defineProblem('HOSP110', 4, (why: string) => ({
  what: `The rehearsal on a copy was not proved: ${why}.`,
  state: untouched,
  next: 'Correct the records that are listed, or choose a policy that says what to do with them, and run `move` again.',
}))

export const sourceDiffers = defineProblem('HOSP111', 4, (words: string) => ({
  what: `The registers were moved before, and the JSON files have changed since: ${words}.`,
  state: 'The database and the JSON files are as they were. Nothing of the change was loaded.',
  does: 'A register that has two homes is never merged by guessing which one is right.',
  next: 'Make the changes in the database. Or go back with `rollback --merge-delta`, which writes what was done in the database into the JSON files, change those, and run `move` again.',
}))

export const otherDay = defineProblem('HOSP112', 4, (began: string, asked: string) => ({
  what: `A move that was interrupted was planned for ${began}, and this one asks for ${asked}.`,
  state: 'What it committed stands, counted and undoable.',
  next: `Go on with \`--as-of ${began}\`, or go back with \`rollback\` first.`,
}))

export const notMoved = defineProblem('HOSP113', 4, (db: string) => ({
  what: `${db} holds no hospital that was moved out of its JSON files.`,
  state: untouched,
  next: 'Move it with `move` first, or check `--db`.',
}))

export type ProblemDocument = Pick<Problem, 'code' | 'exit'> & {
  readonly [part in 'what' | 'state' | 'next']: string
} & {
  readonly does: string | null
}

/** A problem as the member of a JSON document. */
export const problemDocument = ({ code, exit, text }: Problem): ProblemDocument => ({
  code,
  exit,
  what: text.what,
  state: text.state,
  does: text.does ?? null,
  next: text.next,
})
