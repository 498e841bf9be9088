import { type Connection, type Params, type Queries, sql } from 'millwright'
import { type Facts, factsFrom } from '../loads/params.ts'

/** A run of the hospital's moves with the facts that its plan carries. */
export type StoredRun = { readonly run: string; readonly state: string; readonly facts: Facts }

/** The newest run that moved something up, finished or not. */
export async function readMoveRun(db: Queries): Promise<StoredRun | undefined> {
  const rows = await db.all(
    sql`select id, state, document from millwright_run where state <> 'reverted' order by seq desc`,
  )
  for (const row of rows) {
    const plan = JSON.parse(row['document'] as string) as { readonly direction: string; readonly params: Params }
    if (plan.direction === 'up' && plan.params['data'] !== undefined)
      return { run: row['id'] as string, state: row['state'] as string, facts: factsFrom(plan.params) }
  }
  return undefined
}

/** What became of the records of one step. */
export type StepFigures = {
  readonly read: number
  readonly written: number
  readonly unchanged: number
  readonly suffixed: number
  readonly quarantined: number
  readonly rejected: number
  readonly withoutRow: number
}

/** Counted from the lineage and the list of rejects: what the ledger's counters say must agree with it. */
export async function readFigures(db: Connection, run: string, step: string): Promise<StepFigures> {
  const lineage = await db.all(sql`select action, count(*) as n from millwright_lineage
    where run = ${run} and step = ${step} group by action`)
  const count = (test: (action: string) => boolean): number =>
    lineage.reduce((sum, row) => sum + (test(row['action'] as string) ? Number(row['n']) : 0), 0)
  const accepted = await countRejects(db, { run, step, accepted: 1 })
  const refused = await countRejects(db, { run, step, accepted: 0 })
  const suffixed = count((action) => action.startsWith('renamed'))
  return {
    read: count(() => true),
    written: count((action) => action === 'inserted' || action === 'updated') + suffixed,
    unchanged: count((action) => action === 'unchanged'),
    suffixed,
    quarantined: accepted,
    rejected: refused,
    withoutRow: count((action) => action === 'filtered' || action.startsWith('merged')),
  }
}

type Which = { readonly run: string; readonly step: string; readonly accepted: 0 | 1 }

/** Records with at least one rule that is not accepted count as refused, and only as that. */
async function countRejects(db: Connection, { run, step, accepted }: Which): Promise<number> {
  const row =
    await db.get(sql`select count(*) as n from (select record, min(accepted) as accepted from millwright_reject
    where run = ${run} and step = ${step} and outcome = 'rejected' group by record) where accepted = ${accepted}`)
  return Number(row?.['n'])
}
