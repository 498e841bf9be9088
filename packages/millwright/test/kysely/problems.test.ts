/** Every text once, word for word. */
import { expect, test } from 'vitest'
import type { Problem } from '../../src/kernel/problem.ts'
import * as problems from '../../src/kysely/problems.ts'

const full = ({ code, exit, text }: Problem): string =>
  [`${code} ${exit}`, text.what, text.state, ...(text.does === undefined ? [] : [text.does]), text.next].join('\n')

const all: Readonly<Record<keyof typeof problems, readonly [Problem, string]>> = {
  notValue: [
    problems.notValue(2, 'Date'),
    'KYS101 1\nParameter 2 of a query built with Kysely is no database value but Date.\nThe query was not carried out.\nGive text, a number, a bigint, a boolean, bytes or null; write a date as the text that the column holds.',
  ],
  noTransactionHere: [
    problems.noTransactionHere(),
    'KYS102 1\nA transaction was begun through Kysely inside a transaction that is already open.\nNothing was begun; the open transaction goes on.\nMake the queries part of the open transaction, or build Kysely on the connection and let it begin the transaction.',
  ],
  noIsolationLevel: [
    problems.noIsolationLevel('serializable'),
    'KYS103 1\nA transaction with the isolation level serializable was asked for through Kysely.\nNothing was begun.\nLeave the level out: a transaction has the one that its database gives it. For one state throughout use the access mode "read only".',
  ],
  noSavepoint: [
    problems.noSavepoint('before'),
    'KYS104 1\nThe open transaction has no savepoint before.\nNothing was undone or released.\nUse the name of a savepoint that was made in this transaction and not released since.',
  ],
}

test.each(Object.entries(all))('%s', (_, [problem, text]) => expect(full(problem)).toBe(text))
