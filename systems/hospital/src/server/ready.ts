import { type Project, status, type Status } from 'millwright'
import { grantedPermissions } from '../accounts/guards.ts'
import type { Database } from '../database/open.ts'
import { type ApiDocument, operationsOf } from 'millwright/http'
import { noHospital, notAtHead, otherSchema, permissionNowhere, runUnderWay } from './problems.ts'

/**
 * A server works on exactly the schema that its program knows.
 * @throws HOSP401 to HOSP404, and the engine's problems with the database itself
 */
export async function demandHead(project: Project, db: string): Promise<void> {
  const found = await status(project)
  if (!found.exists) throw noHospital(db)
  refuseRun(found, db)
  const pending = found.migrations.filter(({ state }) => state === 'pending' || state === 'out-of-order')
  if (pending.length > 0)
    throw notAtHead(
      db,
      pending.map(({ id, name }) => `${id} ${name}`),
    )
  if (found.exit !== 0) throw otherSchema(db, wordsOf(found))
}

function refuseRun({ lock, lastRun, exit }: Status, db: string): void {
  if (lock !== undefined) throw runUnderWay(db, lock.run)
  if (exit !== 0 && lastRun !== undefined && !over.includes(lastRun.state)) throw runUnderWay(db, lastRun.id)
}

const over: readonly string[] = ['proved', 'applied', 'reverted']

const wordsOf = ({ drift, migrations }: Status): readonly string[] => [
  ...drift,
  ...migrations.filter(({ state }) => state !== 'applied').map(({ id, state }) => `migration ${id} is ${state}`),
]

/** Every permission that some route demands stands in some role. @throws HOSP405 */
export async function demandPermissions(db: Database, document: ApiDocument): Promise<void> {
  const granted = new Set(await db.read(grantedPermissions))
  const demanded = new Set(operationsOf(document).map(({ permission }) => permission))
  const missing = [...demanded].filter((name) => name !== 'public' && name !== 'signed-in' && !granted.has(name))
  if (missing.length > 0) throw permissionNowhere(missing.sort())
}
