import type { Dialect } from '../dialects/dialect.ts'
import type { Body } from '../history/migration.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Connection } from '../kernel/connection.ts'
import type { BackupFacts, RunEvent } from '../ledger/events.ts'
import type { Fence } from '../ledger/lock.ts'
import type { Verdict } from '../ledger/states.ts'
import type { Plan } from '../plan/plan.ts'
import type { BatchLimits } from '../steps/context.ts'
import type { SourceTools } from '../steps/declared.ts'
import type { OnConflict } from '../steps/undo.ts'
import type { Recorder } from './recorder.ts'

/** What an action hands to the runner. */
export type RunOrder = {
  readonly dialect: Dialect
  readonly db: Connection
  readonly clock: Clock
  readonly plan: Plan
  readonly bodies: ReadonlyMap<string, Body>
  /** The target in words, without secrets. */
  readonly target: string
  readonly command: string
  readonly actor: string
  readonly version: string
  readonly tools: SourceTools
  readonly batch: BatchLimits
  readonly rehearsal: boolean
  /** The text of each migration, kept in the ledger. */
  contentOf(migration: string): string
  /** Makes and proves a backup before the first change, or says why there is none. */
  backup(run: string): Promise<BackupFacts | { readonly skipped: string }>
  /** True when the person asked to pause (Ctrl-C). */
  isInterrupted(): boolean
  /** The newest run when the plan was made; empty for none. Another one since then makes the plan stale. */
  readonly seen?: string
  /** Takes up this run instead of beginning a new one. */
  readonly resume?: string
  /** The run that this one undoes: at the end the database is compared with what it was before that run. */
  readonly reverts?: string
  readonly onConflict: OnConflict
  readonly maxRejects?: number
  /** The schema differed from the history and the person went on: the result is not called proved. */
  readonly acceptedDrift?: readonly string[]
}

/** What the runner's parts share while a run is under way. */
export type RunContext = RunOrder & { readonly run: string; readonly fence: Fence; readonly recorder: Recorder }

export type RunEnd = { readonly run: string; readonly verdict: Verdict; readonly exit: number; readonly why: string }

export type RunStream = AsyncGenerator<RunEvent, RunEnd, undefined>
