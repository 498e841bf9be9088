import { defineProblem } from '../../kernel/problem.ts'
import { formatCount, oneLine, plural } from '../../kernel/text.ts'

const nothing = 'Nothing was read or written.'

export const databaseMissing = defineProblem('DB201', 4, (place: string) => ({
  what: `There is no database ${oneLine(place)}.`,
  state: nothing,
  next: 'Check the name. A new database is made by `millwright up`, where the user may make one.',
}))

export const cannotConnect = defineProblem('DB202', 4, (place: string, words: string) => ({
  what: `No connection to ${oneLine(place)} could be made: ${oneLine(words)}.`,
  state: nothing,
  next: 'Check that the server runs, the address, the user and the password (PGPASSWORD or a .pgpass file keep it out of the configuration).',
}))

export const serverTooOld = defineProblem('DB203', 4, (place: string, version: string) => ({
  what: `${oneLine(place)} is PostgreSQL ${oneLine(version)}; Millwright needs 15 or newer.`,
  state: nothing,
  next: 'Upgrade the server first.',
}))

export const badUrl = defineProblem('DB204', 2, (url: string, why: string) => ({
  what: `The address ${oneLine(url)} is not one of a PostgreSQL database: ${oneLine(why)}.`,
  state: nothing,
  next: 'Write it as postgres://user@host:5432/database?sslmode=verify-full',
}))

export const databaseBusy = defineProblem('DB205', 4, (place: string, words: string) => ({
  what: `Somebody else is at work on the same rows or tables of ${oneLine(place)}: ${oneLine(words)}.`,
  state: 'The statement was not carried out, and the transaction it stood in was undone.',
  does: 'Millwright has tried again for as long as it is told to, and gave the lock back each time.',
  next: 'Find the session that holds the lock (pg_stat_activity, pg_locks), let it finish, and type the command again.',
}))

export const diskFull = defineProblem('DB206', 4, (place: string, words: string) => ({
  what: `There is no room left for ${oneLine(place)}: ${oneLine(words)}.`,
  state: 'The whole transaction was undone; everything committed before it is intact.',
  next: 'Make room on the disk of the server, then type the command again.',
}))

export const notWritable = defineProblem('DB207', 4, (place: string, words: string) => ({
  what: `${oneLine(place)} does not let this user do it: ${oneLine(words)}.`,
  state: 'The statement was not carried out.',
  next: 'Grant the right, or connect as a user who has it; a standby or a read-only session takes no changes.',
}))

export const badStatement = defineProblem('DB208', 4, (statement: string, words: string) => ({
  what: `PostgreSQL does not accept a statement: ${oneLine(words)}.`,
  state: 'The statement was not carried out.',
  next: `Correct the statement, which begins: ${statement}`,
}))

export const constraintBroken = defineProblem('DB209', 4, (statement: string, words: string) => ({
  what: `A constraint of the database refused a change: ${oneLine(words)}.`,
  state: 'The statement was undone.',
  next: `Correct the data or the statement, which begins: ${statement}`,
}))

export const driverFailed = defineProblem('DB210', 1, (statement: string, words: string) => ({
  what: `PostgreSQL failed: ${oneLine(words)}.`,
  state: 'The statement was not carried out, and the transaction it stood in was undone.',
  next: `Look at the words above and at the statement, which begins: ${statement}`,
}))

export const newOrphans = defineProblem('DB211', 4, (table: string, parent: string, rows: number) => ({
  what: `${plural(rows, 'row')} of ${oneLine(table)} would point at a row of ${oneLine(parent)} that does not exist.`,
  state: 'The whole transaction was undone.',
  next: `Correct the migration so that ${oneLine(table)} keeps its parents, then type the command again.`,
}))

export const misuse = defineProblem('DB212', 1, (words: string) => ({
  what: `Millwright used its database connection wrongly: ${words}.`,
  state: 'The statement was not carried out.',
  next: 'This is a mistake in the program, not in the data: please report it with the words above.',
}))

export const transactionLost = defineProblem('DB213', 4, (place: string) => ({
  what: `A statement ended the transaction on ${oneLine(place)} before its time.`,
  state: 'What the transaction had done until then was undone or kept by that statement; nothing was done after it.',
  next: 'Remove BEGIN, COMMIT and ROLLBACK from the migration.',
}))

export const severalStatements = defineProblem('DB214', 1, (statement: string) => ({
  what: 'Several statements were given where one was expected.',
  state: 'None of them was carried out.',
  next: `Give them one by one. The first begins: ${statement}`,
}))

export const notStorable = defineProblem('DB215', 4, (words: string) => ({
  what: `PostgreSQL cannot store a value as it is: ${words}.`,
  state: 'The statement was not carried out.',
  next: 'Correct the value in the source or in the map.',
}))

export const databaseCorrupt = defineProblem('DB216', 4, (place: string, words: string) => ({
  what: `The database ${oneLine(place)} is damaged: ${oneLine(words)}.`,
  state: 'The statement that met the damage changed nothing.',
  does: 'Millwright stops at the damage.',
  next: 'Keep a copy of the data directory, then restore the last proved backup: `millwright backup list`.',
}))

export const unfinished = defineProblem('DB217', 4, (thing: string, line: number) => ({
  what: `The ${thing} that begins on line ${formatCount(line)} does not end.`,
  state: 'Nothing of the script was carried out.',
  next: `Close it, or remove its beginning on line ${formatCount(line)}.`,
}))

export const metaCommand = defineProblem('DB218', 4, (command: string, line: number) => ({
  what: `${oneLine(command)} on line ${formatCount(line)} is a command of psql, not a statement of SQL.`,
  state: 'Nothing of the script was carried out.',
  next: 'Remove it, or write what it does in SQL: \\i as the statements of that file, \\copy as a load, \\set as a parameter of a move.',
}))

export const inlineData = defineProblem('DB219', 4, (line: number) => ({
  what: `COPY on line ${formatCount(line)} reads rows from its own script, as only psql can give them.`,
  state: 'Nothing of the script was carried out.',
  next: 'Write the rows as INSERT, or keep them in a file and load them with a move.',
}))

export const transactionSpoiled = defineProblem('DB220', 4, (place: string) => ({
  what: `A statement failed in a transaction on ${oneLine(place)}, and the work went on as if it had not.`,
  state: 'The whole transaction was undone.',
  next: 'Put a statement that may fail into a savepoint, or let its error end the work.',
}))

export const connectionLost = defineProblem('DB221', 4, (place: string, words: string) => ({
  what: `The connection to ${oneLine(place)} was lost: ${oneLine(words)}.`,
  state:
    'What was committed before stands. A transaction that was open is undone; one that was being committed may be either, and the ledger in the database knows which.',
  next: 'When the server answers again, type `millwright status`, then `millwright resume`.',
}))

export const needsOwnSession = defineProblem('DB222', 4, (statement: string) => ({
  what: 'A statement that runs outside of a transaction was sent through a connection pooler, which gives no session of its own.',
  state: 'The statement was not carried out.',
  next: `Connect to the server itself instead of to the pooler. The statement begins: ${statement}`,
}))

export const newEnumValue = defineProblem('DB223', 4, (words: string) => ({
  what: `A new value of an enum was used in the transaction that added it: ${oneLine(words)}.`,
  state: 'The whole transaction was undone.',
  next: 'Put ALTER TYPE … ADD VALUE into a migration of its own, before the one that uses the value.',
}))

export const noSchema = defineProblem('DB224', 4, (place: string, path: string) => ({
  what: `None of the schemas in the search path of ${oneLine(place)} exists (${oneLine(path)}).`,
  state: nothing,
  next: 'Name one that exists: ?search_path=app at the end of the address, or create it first.',
}))

export const timedOut = defineProblem('DB225', 4, (statement: string, words: string) => ({
  what: `A statement was stopped: ${oneLine(words)}.`,
  state: 'The statement was not carried out, and the transaction it stood in was undone.',
  next: `Give it more time with ?statement_timeout=10min at the end of the address. It begins: ${statement}`,
}))

export const cannotCover = defineProblem('DB226', 4, (place: string, kinds: readonly string[]) => ({
  what: `${oneLine(place)} holds what Millwright cannot copy: ${oneLine(kinds.join(', '), 300)}.`,
  state: 'Nothing was written; the database is as it was.',
  next: 'Use pg_dump for this database, and `--no-backup` for runs; what a copy would leave out is never left out without a word.',
}))

export const badArchive = defineProblem('DB227', 4, (path: string, words: string) => ({
  what: `${oneLine(path)} is not a copy of a database: ${oneLine(words)}.`,
  state: 'Nothing was restored.',
  next: 'Use another backup from `millwright backup list`.',
}))

export const copyTaken = defineProblem('DB228', 4, (path: string, words: string) => ({
  what: `The copy ${oneLine(path)} cannot be made: ${oneLine(words)}.`,
  state: 'No copy was made, and nothing that was there before was touched.',
  next: 'Choose a new name in a directory that exists and belongs to this user.',
}))

export const cannotMake = defineProblem('DB229', 4, (place: string, words: string) => ({
  what: `No database could be made beside ${oneLine(place)}: ${oneLine(words)}.`,
  state: 'The database is the same as before.',
  next: 'Let the user make databases (ALTER ROLE … CREATEDB), or connect as one who may.',
}))

export const inUse = defineProblem('DB230', 4, (place: string, words: string) => ({
  what: `The database ${oneLine(place)} cannot be replaced while others use it: ${oneLine(words)}.`,
  state: 'The database is the same as before.',
  next: 'Stop the programs that are connected to it, then type the command again.',
}))
