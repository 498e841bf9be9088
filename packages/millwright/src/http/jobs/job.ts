import type { Verdict } from '../../ledger/states.ts'

/** The texts of a problem as the command line prints them. */
export type JobProblem = {
  readonly code: string
  readonly what: string
  readonly state: string
  readonly does: string | null
  readonly next: string
}

/**
 * `asks`: it would destroy something and waits for a typed confirmation; `waiting`: it was confirmed and waits for a second
 * person; `refused`: that person said no, or nobody said anything in time.
 */
export type JobState = 'running' | 'asks' | 'waiting' | 'done' | 'refused'

/** One thing that somebody asked the server to do with an environment. */
export type Job = {
  readonly id: string
  readonly environment: string
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
  /** The same as a person would type it. */
  readonly typed: string
  readonly by: string
  readonly at: string
  readonly state: JobState
  readonly endedAt?: string
  readonly confirmedBy?: string
  readonly approvedBy?: string
  readonly cancelledBy?: string
  /** The plan that was confirmed; another one is not carried out. */
  readonly plan?: string
  readonly run?: string
  readonly exit?: number
  readonly verdict?: Verdict
  readonly why?: string
  readonly problem?: JobProblem
  /** What the command printed as JSON, where it is no report of a run. */
  readonly result?: unknown
}
