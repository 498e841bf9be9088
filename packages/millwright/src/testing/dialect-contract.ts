import { afterEach, beforeEach, describe } from 'vitest'
import type { Connection } from '../kernel/connection.ts'
import { describeFailures } from './dialect-contract/failures.ts'
import { describeInserts } from './dialect-contract/inserts.ts'
import { describeMisuse } from './dialect-contract/misuse.ts'
import { describeReading } from './dialect-contract/reading.ts'
import { describeSnapshots } from './dialect-contract/snapshots.ts'
import type { DialectUnderTest, Subject } from './dialect-contract/subject.ts'
import { describeTransactions } from './dialect-contract/transactions.ts'
import { describeValues } from './dialect-contract/values.ts'

/** Holds a dialect against everything that the code above the port relies on. */
export function describeDialect(name: string, make: () => Promise<DialectUnderTest>): void {
  describe(name, () => {
    let given: DialectUnderTest
    let db: Connection
    beforeEach(async () => {
      given = await make()
      db = await given.dialect.open(given.url, { create: true })
    })
    afterEach(async () => {
      await db.close()
      await given.dispose()
    })
    const about = (): Subject => ({ given, db })
    describeValues(about)
    describeInserts(about)
    describeTransactions(about)
    describeReading(about)
    describeMisuse(about)
    describeFailures(about)
    describeSnapshots(about)
  })
}
