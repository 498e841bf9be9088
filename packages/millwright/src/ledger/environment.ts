import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { readMeta } from './ledger.ts'

const environmentMeta = 'environment'

/** What the database says it is; undefined while nobody has said it. The ledger must be there. */
export const readEnvironment = (db: Queries): Promise<string | undefined> => readMeta(db, environmentMeta)

/** Says what the database is. What it says already stays. */
export const markEnvironment = async (db: Queries, name: string): Promise<void> => {
  await db.run(
    sql`insert into millwright_meta (key, value) values (${environmentMeta}, ${name}) on conflict (key) do nothing`,
  )
}
