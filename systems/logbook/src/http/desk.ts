import type { Project, Queries } from 'millwright'
import type { Caller } from '../accounts/caller.ts'
import type { Act } from '../book/audit.ts'
import { clockAt, readShip, type Ship } from '../book/ship.ts'
import { type Database, openBook } from '../database/open.ts'
import type { SoundingTables } from '../domain/sounding-table.ts'
import type { ReadImage } from '../ocr/read-image.ts'
import { shipTables } from '../project.ts'

/** What every route works with. */
export type Desk = {
  readonly project: Project
  readonly db: Database
  readonly tables: SoundingTables
  /** Reads photographed forms; missing where no program for it was named. */
  readonly readImage?: ReadImage
  /** As it stood when the program began. */
  readonly ship: Ship
  /** The moment, UTC, as it is stored. */
  readonly now: () => string
  /** The moment by the ship's clock. */
  readonly clock: () => string
  /** One write transaction in the caller's name. The event that tells of it belongs into the same work. */
  readonly change: <T>(caller: Pick<Caller, 'actor'>, work: (db: Queries, act: Act) => Promise<T>) => Promise<T>
}

/** @throws DB101 to DB107, ORB111 */
export async function openDesk(project: Project, clock: () => Date = () => new Date()): Promise<Desk> {
  const tables = shipTables()
  const db = await openBook(project)
  const ship = await db.read(readShip)
  const now = (): string => clock().toISOString()
  return {
    project,
    db,
    tables,
    ship,
    now,
    clock: () => clockAt(now(), ship.zone).clock,
    change: ({ actor }, work) => db.write((tx) => work(tx, { actor, at: now() })),
  }
}
