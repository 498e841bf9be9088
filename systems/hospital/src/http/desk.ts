import type { Project, Queries } from 'millwright'
import type { Caller } from '../accounts/caller.ts'
import type { Act } from '../audit/record.ts'
import { type Database, openHospital } from '../database/open.ts'
import { dayOf } from './clock.ts'

/** What every route works with. */
export type Desk = {
  readonly project: Project
  readonly db: Database
  /** The moment, UTC, as it is stored. */
  readonly now: () => string
  /** The calendar day where the server stands; statuses are computed for it. */
  readonly today: () => string
  /** An answer to who signs in takes at least this long, so that its time tells nothing. */
  readonly leastSignInMs: number
  /** One write transaction in the caller's name. The event that tells of it belongs into the same work. */
  readonly change: <T>(caller: Pick<Caller, 'actor'>, work: (db: Queries, act: Act) => Promise<T>) => Promise<T>
}

export type DeskOptions = { readonly clock?: () => Date; readonly leastSignInMs?: number }

/** @throws DB101 to DB107 */
export async function openDesk(project: Project, options: DeskOptions = {}): Promise<Desk> {
  const { clock = () => new Date(), leastSignInMs = 500 } = options
  const db = await openHospital(project)
  const now = (): string => clock().toISOString()
  const today = (): string => dayOf(clock())
  return {
    project,
    db,
    now,
    today,
    leastSignInMs,
    change: ({ actor }, work) => db.write((tx) => work(tx, { actor, at: now(), today: today() })),
  }
}
