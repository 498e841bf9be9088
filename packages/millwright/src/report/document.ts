import type { Counters } from '../kernel/counters.ts'
import type { Severity } from '../kernel/finding.ts'
import type { ItemView } from '../ledger/run-view.ts'
import type { Verdict } from '../ledger/states.ts'

/**
 * One run as one JSON document, format version 1. Every member is always there, in this order; what is not known is
 * `null`, never left out. Texts may hold anything that the data held: whoever prints them must make them printable.
 */
export type Report = {
  readonly format: 1
  readonly verdict: ReportVerdict
  /** Facts of the ledger that speak against the verdict. Empty in every sound run. */
  readonly doubts: readonly string[]
  readonly run: ReportRun
  readonly failure: ReportFailure | null
  readonly ledger: { readonly counters: Counters; readonly balanced: boolean }
  readonly items: readonly ReportItem[]
  readonly checks: readonly ReportCheck[]
  readonly rejects: ReportRejects
  readonly findings: readonly ReportFinding[]
  readonly backup: ReportBackup
  readonly compared: readonly string[]
  readonly notCompared: readonly string[]
  readonly sections: readonly Section[]
  readonly next: readonly NextCommand[]
  readonly environment: ReportEnvironment
}

/** `word` is null as long as the run has not ended. */
export type ReportVerdict = {
  readonly word: Verdict | null
  readonly exitCode: number | null
  readonly why: string
}

export type ReportRun = {
  readonly id: string
  readonly plan: string
  readonly target: string
  readonly rehearsal: boolean
  readonly resumed: boolean
  readonly epoch: number
  readonly actor: string
  readonly command: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly ms: number | null
}

export type ReportFailure = {
  readonly code: string
  readonly what: string
  readonly state: string
  readonly does: string | null
  readonly next: string
  readonly migration: string | null
  readonly step: string | null
  readonly driver: string | null
}

type State = ItemView['state']

export type ReportItem = {
  readonly migration: string
  readonly direction: 'up' | 'down'
  readonly kind: ItemView['kind']
  readonly state: State
  readonly ms: number | null
  readonly steps: readonly ReportStep[]
}

export type ReportStep = {
  readonly name: string
  readonly kind: string
  readonly state: State
  readonly counters: Counters
  readonly balanced: boolean
  readonly total: { readonly rows: number; readonly certainty: 'exact' | 'estimated' } | null
  readonly ms: number | null
  readonly rowsPerSecond: number | null
}

export type ReportCheck = {
  readonly name: string
  readonly kind: string
  readonly level: Severity
  readonly migration: string
  readonly step: string | null
  readonly ok: boolean
  readonly compared: string
  readonly before: string | null
  readonly after: string | null
  readonly differences: number
  readonly samples: readonly string[]
}

/** `leftOut` counts the groups that were not written down because there are too many. */
export type ReportRejects = {
  readonly rejected: number
  readonly merged: number
  readonly groups: readonly ReportRejectGroup[]
  readonly leftOut: number
}

export type ReportRejectGroup = {
  readonly migration: string
  readonly step: string
  readonly rule: string
  readonly path: string
  readonly outcome: 'rejected' | 'merged'
  readonly accepted: boolean
  readonly state: 'open' | 'loaded' | 'excluded'
  readonly rows: number
  readonly message: string
  readonly samples: readonly RejectSample[]
}

/** One rejected record; `raw` is cut and printable in the report. */
export type RejectSample = { readonly source: string | null; readonly record: number | null; readonly raw: string }

export type ReportFinding = {
  readonly code: string
  readonly severity: Severity
  readonly subject: string
  readonly message: string
  readonly rows: number | null
  readonly samples: readonly string[]
  readonly answer: string | null
  readonly migration: string | null
  readonly step: string | null
}

export type ReportBackup =
  | {
      readonly made: true
      readonly id: string
      readonly path: string
      readonly bytes: number
      readonly sha256: string
      readonly tables: number
      readonly rows: number
      readonly createdAt: string
      readonly proof: { readonly at: string; readonly ms: number | null } | null
    }
  | { readonly made: false; readonly reason: string }

/** What a system adds in its own words, such as a checklist. */
export type Section = { readonly title: string; readonly rows: readonly SectionRow[] }

/** `note` marks a row that only informs; `open` one that a person still has to look at. */
export type SectionRow = {
  readonly label: string
  readonly value: string
  readonly state: 'ok' | 'failed' | 'open' | 'note'
  readonly detail?: string
}

export type NextCommand = { readonly command: string; readonly purpose: string }

/** Who ran what, where. `events` is the length and the last hash of the run's event log. */
export type ReportEnvironment = {
  readonly version: string
  readonly runtime: string
  readonly database: string
  readonly events: { readonly count: number; readonly head: string } | null
}
