import { replacedBy } from '../history/way.ts'
import type { Queries } from '../kernel/connection.ts'
import type { AppliedMigration } from '../ledger/ledger.ts'
import { markProved } from '../ledger/ledger.ts'
import { holdFence, releaseLock, takeLock } from '../ledger/lock.ts'
import { appendEvent, eventTail } from '../ledger/event-log.ts'
import type { Run } from '../ledger/runs.ts'
import { nothingToAccept, unfinishedRun } from './problems.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

export type AcceptResult = { readonly accepted: readonly string[]; readonly reason: string; readonly by: string }

/** Accepts applied migrations that were not proved: who did it, when and why stands in the ledger. @throws VAL108, RUN120 */
export const accept = (project: Project, reason: string): Promise<AcceptResult> =>
  withLedger(
    project,
    async (db, { graph, applied, runs, unfinished }) => {
      if (unfinished !== undefined) throw unfinishedRun(unfinished.id, unfinished.state)
      const open = applied.filter(({ proved }) => !proved)
      if (open.length === 0) throw nothingToAccept()
      const fence = await takeLock(db, runs[0]?.id ?? '', project.clock)
      try {
        await db.transaction(async (tx) => {
          await holdFence(tx, fence)
          for (const each of open) {
            const migration = graph.migrations.get(each.id)
            const replaced = migration === undefined ? [] : replacedBy(migration)
            await acceptOne(project, tx, { each, replaced, runs, reason })
          }
        })
      } finally {
        await releaseLock(db, fence)
      }
      return { accepted: open.map(({ id }) => id), reason, by: project.actor }
    },
    { readOnly: false },
  )

type Accepting = {
  readonly each: AppliedMigration
  /** What the ledger lists in its place, where it is a squash. */
  readonly replaced: readonly string[]
  readonly runs: readonly Run[]
  readonly reason: string
}

async function acceptOne(
  { clock, actor }: Project,
  tx: Queries,
  { each, replaced, runs, reason }: Accepting,
): Promise<void> {
  for (const id of [each.id, ...replaced]) await markProved(tx, id, true)
  const run = each.run ?? runs[0]?.id // a stamped one is told by the newest run
  if (run === undefined) return
  const finding = {
    code: 'VAL110',
    severity: 'info' as const,
    subject: each.id,
    message: `${actor} accepted it without a proof: ${reason}`,
  }
  const tail = await eventTail(tx, run)
  await appendEvent(tx, run, {
    tail,
    at: clock.now().toISOString(),
    news: { type: 'finding', finding, migration: each.id },
  })
}
