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
import type { ChunkExecutor } from './executor/executor.ts'
import type { Recorder } from './recorder.ts'

/** Sessions for the parts of a step, beside the runner's own. */
export type Workers = {
  readonly atOnce: number
  open(): Promise<Connection>
  /** The queue of that name, from which others take the parts; without it they are done in this process. */
  queue?(name: string): Promise<ChunkExecutor>
}

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
  /** What the database is, where the configuration says so. */
  readonly environment?: string
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
  /** Who does parts of a step side by side; missing where one session writes at a time. */
  readonly workers?: Workers
  /** The schema differed from the history and the person went on: the result is not called proved. */
  readonly acceptedDrift?: readonly string[]
}

/** What it takes to do a step, in the runner's process or in another one. */
export type StepsContext = Pick<
  RunContext,
  'dialect' | 'db' | 'clock' | 'fence' | 'run' | 'tools' | 'batch' | 'rehearsal' | 'bodies' | 'plan' | 'isInterrupted'
> &
  Pick<RunOrder, 'maxRejects'>

/** What the runner's parts share while a run is under way. */
export type RunContext = RunOrder & { readonly run: string; readonly fence: Fence; readonly recorder: Recorder }

export type RunEnd = { readonly run: string; readonly verdict: Verdict; readonly exit: number; readonly why: string }

export type RunStream = AsyncGenerator<RunEvent, RunEnd, undefined>
