import type { Dialect } from '../dialects/dialect.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Connection } from '../kernel/connection.ts'
import type { Fence } from '../ledger/lock.ts'
import type { StepKey } from '../ledger/parts.ts'
import type { SourceTools } from './declared.ts'

/** What every step gets from the runner. */
export type StepContext = {
  readonly dialect: Dialect
  readonly db: Connection
  readonly clock: Clock
  readonly fence: Fence
  readonly key: StepKey
  readonly tools: SourceTools
  readonly budget: Budget
  readonly batch: BatchLimits
  /** Asked between batches: true ends the step at this boundary. */
  isPauseWanted(): Promise<boolean>
}

/** The reject budget of a run: how many rejects are left before it must stop. */
export type Budget = { readonly max: number; readonly accept: ReadonlySet<string>; used: number; first?: string }

export type BatchLimits = {
  readonly minRows: number
  readonly maxRows: number
  /** What a batch should take, in milliseconds. */
  readonly targetMs: number
  readonly maxBytes: number
}

/** A quarter of a second a batch: a pause feels immediate, and nobody waits for longer for the rows that it changes. */
export const defaultBatch: BatchLimits = { minRows: 100, maxRows: 40_000, targetMs: 250, maxBytes: 8 * 1024 * 1024 }

/**
 * The limits of batches that only put new rows in, for which nobody waits: they take twice as long. Pages of indexes that every
 * batch touches are written half as often then, which is a seventh of the time of a large load.
 */
export const forNewRows = (limits: BatchLimits): BatchLimits => ({ ...limits, targetMs: limits.targetMs * 2 })

/** The first batch's size, and how many records are read at a time, before anything is known about their speed. */
export const firstBatchRows = ({ minRows, maxRows }: BatchLimits): number => Math.min(maxRows, Math.max(minRows, 1000))

/** The next batch's size from how long the last one took. */
export function nextBatchRows(last: number, tookMs: number, limits: BatchLimits): number {
  if (tookMs > limits.targetMs * 1.5) return Math.max(limits.minRows, Math.floor(last / 2))
  if (tookMs < limits.targetMs * 0.6) return Math.min(limits.maxRows, Math.ceil(last * 1.5))
  return last
}

/** The size with which a batch is tried again that met somebody's lock. */
export const smallerBatch = (rows: number, { minRows }: BatchLimits): number =>
  Math.max(Math.min(rows, minRows), Math.floor(rows / 2))

export type StepEnd = 'done' | 'paused'
