import { defineProblem } from '../../kernel/problem.ts'
import { formatCount, oneLine, plural } from '../../kernel/text.ts'

export const databaseMissing = defineProblem('DB101', 4, (path: string) => ({
  what: `There is no database ${oneLine(path)}.`,
  state: 'Nothing was read or written, and no file was made.',
  next: 'Check the path. A new database is made by `millwright up`.',
}))

export const cannotOpen = defineProblem('DB102', 4, (path: string, words: string) => ({
  what: `The database ${oneLine(path)} cannot be opened: ${oneLine(words)}.`,
  state: 'Nothing was read or written.',
  next: 'Check that the path names a file, that its directory exists, and that this user may read and write both.',
}))

export const notDatabase = defineProblem('DB103', 4, (path: string) => ({
  what: `${oneLine(path)} is not a SQLite database.`,
  state: 'The file was not changed.',
  next: 'Check the path; an encrypted or compressed database has to be turned into a plain one first.',
}))

export const databaseCorrupt = defineProblem('DB104', 4, (path: string, words: string) => ({
  what: `The database ${oneLine(path)} is damaged: ${oneLine(words)}.`,
  state: 'The statement that met the damage changed nothing.',
  does: 'Millwright stops at the damage.',
  next: 'Keep a copy of the file, then restore the last proved backup: `millwright backup list`.',
}))

export const databaseBusy = defineProblem('DB105', 4, (path: string, words: string) => ({
  what: `Another program keeps the database ${oneLine(path)} locked: ${oneLine(words)}.`,
  state: 'The statement was not carried out, and the transaction it stood in was undone.',
  does: 'Millwright has waited for the lock for as long as it is told to.',
  next: 'Find the program that writes to the database, let it finish, and type the command again.',
}))

export const diskFull = defineProblem('DB106', 4, (path: string, words: string) => ({
  what: `There is no room left for the database ${oneLine(path)}: ${oneLine(words)}.`,
  state: 'The whole transaction was undone; everything committed before it is intact.',
  next: 'Make room on the disk, then type the command again.',
}))

export const readOnly = defineProblem('DB107', 4, (path: string, words: string) => ({
  what: `The database ${oneLine(path)} cannot be written: ${oneLine(words)}.`,
  state: 'Nothing was written.',
  next: 'Check the rights of the file and of its directory; SQLite writes to both.',
}))

export const badStatement = defineProblem('DB108', 4, (statement: string, words: string) => ({
  what: `SQLite does not accept a statement: ${oneLine(words)}.`,
  state: 'The statement was not carried out.',
  next: `Correct the statement, which begins: ${statement}`,
}))

export const constraintBroken = defineProblem('DB109', 4, (statement: string, words: string) => ({
  what: `A constraint of the database refused a change: ${oneLine(words)}.`,
  state: 'The statement was undone.',
  next: `Correct the data or the statement, which begins: ${statement}`,
}))

export const driverFailed = defineProblem('DB110', 1, (statement: string, words: string) => ({
  what: `SQLite failed: ${oneLine(words)}.`,
  state: 'The statement was not carried out, and the transaction it stood in was undone.',
  next: `Look at the words above and at the statement, which begins: ${statement}`,
}))

export const newOrphans = defineProblem('DB111', 4, (table: string, parent: string, rows: number) => ({
  what: `${plural(rows, 'row')} of ${oneLine(table)} would point at a row of ${oneLine(parent)} that does not exist.`,
  state: 'The whole transaction was undone.',
  next: `Correct the migration so that ${oneLine(table)} keeps its parents, then type the command again.`,
}))

export const misuse = defineProblem('DB112', 1, (words: string) => ({
  what: `Millwright used its database connection wrongly: ${words}.`,
  state: 'The statement was not carried out.',
  next: 'This is a mistake in the program, not in the data: please report it with the words above.',
}))

export const transactionLost = defineProblem('DB113', 4, (path: string) => ({
  what: `A statement or a trigger ended the transaction on ${oneLine(path)} before its time.`,
  state: 'What the transaction had done until then was undone or kept by that statement; nothing was done after it.',
  next: 'Remove BEGIN, COMMIT and ROLLBACK (also in conflict clauses and triggers) from the migration.',
}))

export const severalStatements = defineProblem('DB114', 1, (statement: string) => ({
  what: 'Several statements were given where one was expected.',
  state: 'None of them was carried out.',
  next: `Give them one by one. The first begins: ${statement}`,
}))

export const notStorable = defineProblem('DB115', 4, (words: string) => ({
  what: `SQLite cannot store a value as it is: ${words}.`,
  state: 'The statement was not carried out.',
  next: 'Correct the value in the source or in the map.',
}))

export const notAFile = defineProblem('DB116', 4, (url: string) => ({
  what: `The database ${oneLine(url)} lives in memory and cannot be copied or replaced.`,
  state: 'Nothing was changed.',
  next: 'Use a database in a file: sqlite:path/to/file.db',
}))

export const targetTaken = defineProblem('DB117', 4, (path: string, words: string) => ({
  what: `The copy ${oneLine(path)} cannot be made: ${oneLine(words)}.`,
  state: 'No copy was made, and nothing that was there before was touched.',
  next: 'Choose a new name in a directory that exists and belongs to this user.',
}))

export const inUse = defineProblem('DB118', 4, (path: string, words: string) => ({
  what: `The database ${oneLine(path)} cannot be replaced while another program uses it: ${oneLine(words)}.`,
  state: 'The database is the same as before.',
  next: 'Stop the programs that have it open, then type the command again.',
}))

export const unfinished = defineProblem('DB119', 4, (thing: string, line: number) => ({
  what: `The ${thing} that begins on line ${formatCount(line)} does not end.`,
  state: 'Nothing of the script was carried out.',
  next: `Close it, or remove its beginning on line ${formatCount(line)}.`,
}))
