import type { Connection, Queries } from '../kernel/connection.ts'
import type { Finding } from '../kernel/finding.ts'
import { plural } from '../kernel/text.ts'
import { appendEvent, eventTail } from '../ledger/event-log.ts'
import { holdFence, releaseLock, takeLock } from '../ledger/lock.ts'
import { readReject, setRejectState, setRejectText, type StoredReject } from '../ledger/rejects.ts'
import { findRun } from '../ledger/runs.ts'
import { notOpen, sameText } from './problems.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

export type RejectCorrection = { readonly run?: string; readonly id: number; readonly raw: string }
export type RejectExclusion = { readonly run?: string; readonly ids: readonly number[]; readonly because: string }

/** What became of rejects that a person decided about. */
export type DecidedRejects = { readonly run: string; readonly rejects: readonly StoredReject[] }

/**
 * Gives an open reject another text, with which `rejects retry` tries it. The text it came with is kept in the run's log.
 * @throws REJ102, REJ103, RUN101, RUN105
 */
export const correctReject = (project: Project, { run, id, raw }: RejectCorrection): Promise<DecidedRejects> =>
  deciding(project, { run, ids: [id] }, async (tx, [reject]) => {
    if (reject?.raw === raw) throw sameText(id)
    await setRejectText(tx, id, raw)
    return {
      ...about('REJ201', [reject as StoredReject]),
      message: `${project.actor} corrected its text; as it came: ${reject?.raw}`,
    }
  })

/** Leaves open rejects out for good; nobody tries them again. @throws REJ102, RUN101, RUN105 */
export const excludeRejects = (project: Project, { run, ids, because }: RejectExclusion): Promise<DecidedRejects> =>
  deciding(project, { run, ids }, async (tx, rejects) => {
    for (const { id } of rejects) await setRejectState(tx, id, 'excluded')
    const message = `${project.actor} left out ${plural(rejects.length, 'record')}: ${because}`
    return { ...about('REJ202', rejects), message, rows: rejects.length }
  })

const about = (code: string, rejects: readonly StoredReject[]): Pick<Finding, 'code' | 'severity' | 'subject'> => ({
  code,
  severity: 'info',
  subject: rejects
    .slice(0, 10)
    .map(({ id, record, source }) => `#${id}, record ${record} of ${source}`)
    .join('; '),
})

type Which = { readonly run: string | undefined; readonly ids: readonly number[] }
type Decide = (tx: Queries, rejects: readonly StoredReject[]) => Promise<Finding>

/** Under the lock, and with the decision in the run's log in the same transaction. */
const deciding = (project: Project, { run: word, ids }: Which, decide: Decide): Promise<DecidedRejects> =>
  withLedger(
    project,
    async (db) => {
      const run = await findRun(db, word)
      const fence = await takeLock(db, run.id, project.clock)
      try {
        const rejects = await openOnes(db, run.id, ids)
        await db.transaction(async (tx) => {
          await holdFence(tx, fence)
          const finding = await decide(tx, rejects)
          const at = project.clock.now().toISOString()
          const [{ migration, step }] = rejects as [StoredReject]
          await appendEvent(tx, run.id, {
            tail: await eventTail(tx, run.id),
            at,
            news: { type: 'finding', finding, migration, step },
          })
        })
        return { run: run.id, rejects: await readAll(db, run.id, ids) }
      } finally {
        await releaseLock(db, fence)
      }
    },
    { readOnly: false },
  )

async function openOnes(db: Connection, run: string, ids: readonly number[]): Promise<readonly StoredReject[]> {
  const found = await readAll(db, run, ids)
  const open = new Set(
    found.filter(({ state, outcome }) => state === 'open' && outcome === 'rejected').map(({ id }) => id),
  )
  const missing = ids.filter((id) => !open.has(id))
  if (missing.length > 0 || ids.length === 0) throw notOpen(run, missing)
  return found
}

async function readAll(db: Connection, run: string, ids: readonly number[]): Promise<readonly StoredReject[]> {
  const found: StoredReject[] = []
  for (const id of new Set(ids)) {
    const reject = await readReject(db, run, id)
    if (reject !== undefined) found.push(reject)
  }
  return found
}
