import type { Queries } from '../kernel/connection.ts'
import { readMeta, writeMeta } from './ledger.ts'

const queueMeta = 'queue'

/** The name of the queue from which the parts of this database's steps are taken; undefined before the first one. */
export const readQueueName = (db: Queries): Promise<string | undefined> => readMeta(db, queueMeta)

/** The same, made where there is none; a copy of a database keeps the name, and the runs in it have others. */
export async function queueNameOf(tx: Queries, id: () => string): Promise<string> {
  const known = await readQueueName(tx)
  if (known !== undefined) return known
  const name = `parts-${id()}`
  await writeMeta(tx, queueMeta, name)
  return name
}
