import type { Queries } from '../../../kernel/connection.ts'
import type { Finding } from '../../../kernel/finding.ts'
import type { DdlOrder } from '../../ddl.ts'
import { proveConstraints } from './prove/constraints.ts'
import { proveConversions, proveNotNull } from './prove/values.ts'
import { decideFate } from './write/fate.ts'
import { Script } from './write/script.ts'

/** Asks the rows that are there whether they can go where they are to go. Reads only. */
export async function prove(db: Queries, order: DdlOrder): Promise<readonly Finding[]> {
  const script = new Script(order, decideFate(order))
  return [
    ...(await proveConversions(db, script)),
    ...(await proveNotNull(db, script)),
    ...(await proveConstraints(db, script)),
  ]
}
