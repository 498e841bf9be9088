import type { Finding, Severity } from '../kernel/finding.ts'
import type { ProblemText } from '../kernel/problem.ts'
import type { Counters } from '../kernel/counters.ts'
import type { Verdict } from './states.ts'

/** How many rows a step will read, and how well that is known. */
export type Total = { readonly rows: number; readonly certainty: 'exact' | 'estimated' } | undefined

/** A check's answer. `before` and `after` are what it measured, as text; `compared` says in words what was compared. */
export type CheckResult = {
  readonly name: string
  readonly kind: string
  readonly level: Severity
  readonly migration: string
  readonly step?: string
  readonly ok: boolean
  readonly compared: string
  readonly before?: string
  readonly after?: string
  readonly differences: number
  readonly samples: readonly string[]
}

/** What is known of a backup; `proved` only after a restore was compared with the original. */
export type BackupFacts = {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly tables: number
  readonly rows: number
  readonly createdAt: string
  readonly provedAt?: string
  readonly proofMs?: number
}

export type PlannedItem = {
  readonly migration: string
  readonly direction: 'up' | 'down'
  readonly kind: 'sql' | 'code' | 'move'
  readonly steps: readonly { readonly name: string; readonly kind: string }[]
}

/** News of a run, in the order in which it happened. */
export type RunNews =
  | {
      readonly type: 'runStarted'
      readonly plan: string
      readonly items: readonly PlannedItem[]
      readonly epoch: number
      readonly resumed: boolean
      readonly target: string
      readonly rehearsal: boolean
    }
  | { readonly type: 'backupProved'; readonly backup: BackupFacts }
  | { readonly type: 'backupSkipped'; readonly reason: string }
  | { readonly type: 'itemStarted'; readonly migration: string; readonly direction: 'up' | 'down' }
  | { readonly type: 'itemDone'; readonly migration: string; readonly direction: 'up' | 'down'; readonly ms: number }
  | {
      readonly type: 'stepStarted'
      readonly migration: string
      readonly step: string
      readonly kind: string
      readonly total: Total
      readonly done: Counters
    }
  | {
      readonly type: 'progress'
      readonly migration: string
      readonly step: string
      readonly counters: Counters
      readonly batchRows: number
      readonly batchMs: number
      readonly position: string
    }
  | {
      readonly type: 'stepDone'
      readonly migration: string
      readonly step: string
      readonly counters: Counters
      readonly ms: number
    }
  | { readonly type: 'finding'; readonly finding: Finding; readonly migration?: string; readonly step?: string }
  | { readonly type: 'check'; readonly result: CheckResult }
  | { readonly type: 'waiting'; readonly reason: string }
  | { readonly type: 'paused'; readonly reason: string }
  | {
      readonly type: 'failed'
      readonly code: string
      readonly text: ProblemText
      readonly migration?: string
      readonly step?: string
      readonly driver?: string
    }
  | { readonly type: 'verdict'; readonly verdict: Verdict; readonly why: string; readonly ms: number }

/** News with its place in the run. `progress` is not stored: the ledger's counters say the same. */
export type RunEvent = RunNews & { readonly run: string; readonly seq: number; readonly at: string }
export type RunEventType = RunNews['type']

/** A stream of events that ends with a value. */
export type Events<T> = AsyncGenerator<RunNews, T, undefined>
