import type { Clock } from '../../kernel/clock.ts'
import type { RunEvent } from '../../ledger/events.ts'

/** What shows a run while it happens. `end` writes the last state and lets go of the window. */
export type Terminal = { show(event: RunEvent): void; end(): void }

/** Calls the work every `ms` milliseconds; what it returns stops that. */
export type Every = (ms: number, work: () => void) => () => void

/** Where a renderer writes and what it needs to know. `columns` and `rows` are read anew at every drawing. */
export type Screen = {
  readonly stream: { write(text: string): unknown }
  readonly columns: number
  readonly rows: number
  readonly clock: Pick<Clock, 'now' | 'ticks'>
  readonly every: Every
}
