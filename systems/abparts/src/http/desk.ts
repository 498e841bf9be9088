import type { Project } from 'millwright'
import { openPool, type Pool } from '../database/pool.ts'

/** What every route works with. */
export type Desk = {
  readonly project: Project
  readonly db: Pool
  readonly now: () => Date
  /** An answer to who signs in takes at least this long, so that its time tells nothing. */
  readonly leastSignInMs: number
}

export type DeskOptions = {
  readonly clock?: () => Date
  readonly leastSignInMs?: number
  /** Connections with a server; 10 unless said. */
  readonly connections?: number
}

/** @throws DB101 to DB107 */
export async function openDesk(project: Project, options: DeskOptions = {}): Promise<Desk> {
  const { clock = () => new Date(), leastSignInMs = 300, connections = 10 } = options
  return { project, db: await openPool(project, connections), now: clock, leastSignInMs }
}
