import type { RunEvent } from '../ledger/events.ts'
import { type ItemView, noView, type RunView, type StepView, viewAfter } from '../ledger/run-view.ts'
import { type Pace, type PaceMeter, paceMeter } from './pace.ts'

/** A run as a renderer follows it: the view, and how fast its running step is. */
export type Follower = {
  take(event: RunEvent, ticks: number): RunView
  readonly view: RunView
  readonly events: number
  paceAt(ticks: number): Pace | undefined
}

/** Follows a run from its beginning, or from the view of somebody who saw its first events. */
export function followRun(
  start: { readonly view: RunView; readonly events: number } = { view: noView, events: 0 },
): Follower {
  let { view, events } = start
  let meter: PaceMeter | undefined
  return {
    take: (event, ticks) => {
      const before = view
      view = viewAfter(view, event)
      events = Math.max(events, event.seq)
      if (event.type === 'stepStarted') meter = paceMeter({ ticks, rows: event.done.read })
      if (event.type === 'stepDone' || event.type === 'failed') meter = undefined
      if (event.type === 'progress') {
        meter ??= paceMeter({ ticks, rows: runningIn(before)?.step?.counters.read ?? 0 })
        meter.note(ticks, event.counters.read)
      }
      return view
    },
    get view() {
      return view
    },
    get events() {
      return events
    },
    paceAt: (ticks) => meter?.at(ticks),
  }
}

/** The step that runs, with its item; an item without steps stands alone. */
export function runningIn({ items }: RunView): { readonly item: ItemView; readonly step?: StepView } | undefined {
  const item = items.find(({ state }) => state === 'running')
  if (item === undefined) return undefined
  const step = item.steps.find(({ state }) => state === 'running')
  return step === undefined ? { item } : { item, step }
}
