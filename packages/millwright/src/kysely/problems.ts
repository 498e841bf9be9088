import { defineProblem } from '../kernel/problem.ts'
import { oneLine } from '../kernel/text.ts'

export const notValue = defineProblem('KYS101', 1, (place: number, kind: string) => ({
  what: `Parameter ${place} of a query built with Kysely is no database value but ${oneLine(kind)}.`,
  state: 'The query was not carried out.',
  next: 'Give text, a number, a bigint, a boolean, bytes or null; write a date as the text that the column holds.',
}))

export const noTransactionHere = defineProblem('KYS102', 1, () => ({
  what: 'A transaction was begun through Kysely inside a transaction that is already open.',
  state: 'Nothing was begun; the open transaction goes on.',
  next: 'Make the queries part of the open transaction, or build Kysely on the connection and let it begin the transaction.',
}))

export const noIsolationLevel = defineProblem('KYS103', 1, (level: string) => ({
  what: `A transaction with the isolation level ${oneLine(level)} was asked for through Kysely.`,
  state: 'Nothing was begun.',
  next: 'Leave the level out: a transaction has the one that its database gives it. For one state throughout use the access mode "read only".',
}))

export const noSavepoint = defineProblem('KYS104', 1, (name: string) => ({
  what: `The open transaction has no savepoint ${oneLine(name)}.`,
  state: 'Nothing was undone or released.',
  next: 'Use the name of a savepoint that was made in this transaction and not released since.',
}))
