import { type Project, status } from 'millwright'
import { type Phase, recognisePhase } from '../checks/phase.ts'
import type { Session } from '../database/database.ts'
import { onDatabase } from '../database/engine.ts'
import { measured } from '../move/invariants.ts'
import { keptPrints } from '../move/kept-columns.ts'
import { lastId } from '../reports/step-book.ts'
import { otherHistory, runIsOpen } from './problems.ts'

/** Where a database stands before anything is done. */
export type Look = {
  readonly phase: Phase
  /** Whether this history moved it already. */
  readonly isMoved: boolean
  /** How many rows the tables of the old model have. */
  readonly rows: number
}

const legacyTables = [
  'organizations',
  'users',
  'machines',
  'parts',
  'inventory',
  'supplier_orders',
  'supplier_order_items',
  'customer_orders',
  'customer_order_items',
  'part_usage',
  'stock_adjustments',
] as const

/** Looks at a database that is about to be migrated. @throws ABP302, ABP303 */
export async function lookAt(project: Project): Promise<Look> {
  const { migrations, lastRun } = await status(project)
  const isMoved = migrations.some(({ id, state }) => id === lastId && state === 'applied')
  const isBegun = migrations.some(({ run }) => run !== undefined && run === lastRun?.id)
  if (lastRun !== undefined && isBegun && isOpen(lastRun.state)) throw runIsOpen(lastRun.id, lastRun.state)
  const look = await onDatabase(project, (db) =>
    db.reading(async (session) => ({ ...(await recognisePhase(session)), isMoved, rows: await countRows(session) })),
  )
  if (look.phase === 'target' && !isMoved) throw otherHistory(project.target)
  return look
}

const isOpen = (state: string): boolean => !['proved', 'applied', 'reverting', 'reverted'].includes(state)

async function countRows(session: Session): Promise<number> {
  let rows = 0
  for (const table of legacyTables) {
    const [known] = await session.query(`select to_regclass('${table}') is not null as is_known`)
    if (known?.['is_known'] !== true) continue
    rows += Number((await session.query(`select count(*) as n from ${table}`))[0]?.['n'])
  }
  return rows
}

/** Everything that must be the same before and after, by name. */
export async function measureAll(
  session: Session,
  phase: 'before' | 'after',
): Promise<readonly (readonly [string, string])[]> {
  return [...(await measured(session)), ...(await keptPrints(session, phase))]
}
