import type { RunEvent } from '../../ledger/events.ts'
import { type ItemView, noView, type RunView, type StepView, viewAfter } from '../../ledger/run-view.ts'
import { type Pace, type PaceMeter, paceMeter } from './pace.ts'

/** A run as a renderer follows it: the view, and how fast its running step is. */
export type Follower = {
  take(event: RunEvent, ticks: number): RunView
  readonly view: RunView
  readonly events: number
  paceAt(ticks: number): Pace | undefined
}

export function followRun(): Follower {
  let view = noView
  let events = 0
  let meter: PaceMeter | undefined
  return {
    take: (event, ticks) => {
      view = viewAfter(view, event)
      events = Math.max(events, event.seq)
      if (event.type === 'stepStarted') meter = paceMeter({ ticks, rows: event.done.read })
      if (event.type === 'stepDone' || event.type === 'failed') meter = undefined
      if (event.type === 'progress') meter?.note(ticks, event.counters.read)
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
