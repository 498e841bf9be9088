import type { Seconds } from '../shifts/local-time.ts'

export type State = 'PRODUCING' | 'IDLE' | 'DOWN' | 'PLANNED_STOP'

export type Category = 'PRODUCTION' | 'AVAILABILITY_LOSS' | 'PERFORMANCE_LOSS' | 'PLANNED'

/** The reason of time of which nobody knows anything. */
export const noData = 'NO_DATA'

/** A valid sample: at a whole second, with a speed, and the only one there. */
export type Sample = { readonly at: Seconds; readonly runs: boolean }

/** A valid downtime. Without an end it is open: a machine that runs again closes it. */
export type Downtime = {
  readonly id: string
  readonly start: Seconds
  readonly end: Seconds | null
  readonly isPlanned: boolean
  readonly reason: string
}

/** What happened to a machine, by time; at one instant the sample comes before the downtimes that begin there. */
export type Item =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'downtime'; readonly downtime: Downtime }

/** Time in which state and reason stay what they are. */
export type Interval = {
  readonly start: Seconds
  readonly end: Seconds
  readonly state: State
  readonly reason: string | null
  /** It ends with the window only because a downtime has no end yet. */
  readonly isOpen: boolean
}

export type Window = { readonly start: Seconds; readonly end: Seconds }

/** How the rules are applied; the defaults are those of the specification. */
export type StateOptions = {
  /** How long a sample stays valid: twice the time between samples. */
  readonly maxHold: number
  /** Idle time shorter than this is a minor stop. */
  readonly minorStop: number
  /** A machine that is faster than this runs. */
  readonly idleThreshold: number
  /** Whether a machine that runs is running although somebody reported a downtime. */
  readonly conflict: 'speed-wins' | 'event-wins'
  readonly overlap: 'planned-first' | 'unplanned-first'
  /** Whether time without data is idle time or no row at all. */
  readonly gap: 'idle' | 'hole'
}

export const defaultOptions: StateOptions = {
  maxHold: 120,
  minorStop: 300,
  idleThreshold: 0,
  conflict: 'speed-wins',
  overlap: 'planned-first',
  gap: 'idle',
}
