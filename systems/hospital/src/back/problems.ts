import { defineProblem } from 'millwright'

const untouched = 'The database and the JSON files are as they were.'

export const nothingMoved = defineProblem('HOSP120', 4, (db: string) => ({
  what: `${db} holds no move that could be taken back.`,
  state: untouched,
  next: 'Check `--db`; `move` writes into that file.',
}))

export const copyBroken = defineProblem('HOSP121', 4, (path: string, words: string) => ({
  what: `The copy ${path} cannot be trusted: ${words}.`,
  state: untouched,
  does: 'A copy whose SHA-256 is not the one of the run is never put back.',
  next: 'Find the copy that the run made, or take the JSON files from another backup and undo the database with `millwright rollback`.',
}))

export const wouldLose = defineProblem('HOSP122', 4, (words: string) => ({
  what: `Going back would lose what was done in the database since: ${words}.`,
  state: untouched,
  next: 'Add `--merge-delta` to write changes of the registers into the JSON files, or `--accept-loss` to give them up.',
}))

export const notRebuilt = defineProblem('HOSP123', 4, (why: string) => ({
  what: `What the move had written cannot be rebuilt from the copies: ${why}.`,
  state: untouched,
  does: 'Without it nobody can tell which rows were changed since, so nothing is taken back.',
  next: 'Use the version of the hospital that made the run.',
}))

export const followUpsStay = defineProblem('HOSP124', 4, (why: string) => ({
  what: `What came after the move could not be taken back: ${why}.`,
  state:
    'The JSON files are as they were. Migrations that were taken back before stay so; the database was backed up first, and the backup is proved.',
  next: 'Read the report of that run and mend what it names, then type `rollback` again.',
}))
