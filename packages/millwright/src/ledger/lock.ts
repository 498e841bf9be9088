import { hostname } from 'node:os'
import type { Connection, Queries } from '../kernel/connection.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Problem } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import { countOf } from '../kernel/value.ts'
import { fenced, lockBusy } from './problems.ts'
import { holdShare } from './share.ts'

/** The right to write for a run. Every batch proves it again: a process that was overtaken is refused. */
export type Fence = {
  readonly run: string
  readonly epoch: number
  /** Several work on parts of one step side by side: none of them keeps another one out. */
  readonly isShared?: boolean
}

export type LockState = {
  readonly run: string | undefined
  readonly epoch: number
  readonly holder: string
  readonly beat: number
  readonly takenAt: string | undefined
}

/** Who this process is, in words another process can check: host and process id. */
export const thisHolder = (): string => `${hostname()} process ${process.pid}`

/**
 * Takes the lock for a run and raises the epoch, so that an earlier holder is fenced off.
 * @throws RUN101 when another living process holds it
 */
export async function takeLock(db: Connection, run: string, clock: Clock): Promise<Fence> {
  const seen = await readLock(db)
  if (seen.run !== undefined && !(await isGone(db, seen, clock))) throw lockBusy(seen.holder, seen.run)
  const epoch = seen.epoch + 1
  await db.transaction(async (tx) => {
    const changed = await tx.run(sql`update millwright_lock
      set run = ${run}, epoch = ${epoch}, holder = ${thisHolder()}, beat = beat + 1, taken_at = ${clock.now().toISOString()}
      where epoch = ${seen.epoch}`)
    if (changed !== 1) throw tooLate(await readLock(tx))
  })
  heldHere.add(nameOf({ run, epoch }))
  return { run, epoch }
}

// Somebody took the lock between the look at it and here, and may even have given it back.
const tooLate = ({ run, holder }: LockState): Problem =>
  run === undefined ? lockBusy('which has ended by now', 'another one') : lockBusy(holder, run)

/** Fences that this process took and did not give back: two runs of one process exclude each other, too. */
const heldHere = new Set<string>()

const nameOf = ({ run, epoch }: Pick<Fence, 'epoch'> & { readonly run: string | undefined }): string =>
  `${run} ${epoch}`

/** Gives the lock back; a fence that was overtaken gives nothing back. */
export const releaseLock = async (db: Queries, { run, epoch }: Fence): Promise<void> => {
  heldHere.delete(nameOf({ run, epoch }))
  await db.run(sql`update millwright_lock set run = null, holder = '' where run = ${run} and epoch = ${epoch}`)
}

/** Takes the lock away from whoever holds it; the holder's next batch is refused. */
export const breakLock = async (db: Queries): Promise<void> => {
  await db.run(sql`update millwright_lock set run = null, holder = '', epoch = epoch + 1`)
}

/** Must be the first statement of every transaction that writes for a run. @throws RUN102 when overtaken */
export async function holdFence(tx: Queries, { run, epoch, isShared = false }: Fence): Promise<void> {
  if (isShared) return holdShare(tx, { run, epoch })
  const held = await tx.run(sql`update millwright_lock set beat = beat + 1 where run = ${run} and epoch = ${epoch}`)
  if (held !== 1) throw fenced(run)
}

export async function readLock(db: Queries): Promise<LockState> {
  const row = await db.get(sql`select run, epoch, holder, beat, taken_at from millwright_lock where id = 1`)
  return {
    run: (row?.['run'] as string | null) ?? undefined,
    epoch: countOf(row?.['epoch']),
    holder: String(row?.['holder'] ?? ''),
    beat: countOf(row?.['beat']),
    takenAt: (row?.['taken_at'] as string | null) ?? undefined,
  }
}

/** How long a holder on another machine may stand still before it counts as gone, in milliseconds. */
export const leaseMs = 15_000

// Wall clocks of two machines differ, so a foreign holder is only watched: a beat that does not move for one lease is gone.
async function isGone(db: Connection, seen: LockState, clock: Clock): Promise<boolean> {
  // Our own process id in a lock that we do not hold was another process's, before the id was given to us.
  if (seen.holder === thisHolder()) return !heldHere.has(nameOf(seen))
  const isHere = isHolderAlive(seen.holder)
  if (isHere !== undefined) return !isHere
  const until = clock.ticks() + leaseMs
  while (clock.ticks() < until) {
    await clock.sleep(Math.min(500, until - clock.ticks()))
    const now = await readLock(db)
    if (now.beat !== seen.beat || now.epoch !== seen.epoch) return false
  }
  return true
}

/** Whether the holder's process still runs; undefined for one on another machine. */
export function isHolderAlive(holder: string): boolean | undefined {
  const here = /^(.*) process (\d+)$/.exec(holder)
  return here?.[1] === hostname() ? isAlive(Number(here[2])) : undefined
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false // our own earlier run in this process ended without giving the lock back
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
