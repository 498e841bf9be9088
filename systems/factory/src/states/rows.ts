import type { Seconds } from '../shifts/local-time.ts'
import type { Instance } from '../shifts/instances.ts'
import { type Category, type Interval, noData, type State, type StateOptions } from './model.ts'

/** A row of equipment_states. */
export type StateRow = {
  readonly start: Seconds
  readonly end: Seconds
  readonly state: State
  readonly category: Category
  readonly reason: string | null
  /** The place of its shift in the list of instances, or -1 outside of every shift. */
  readonly shift: number
  readonly isOpen: boolean
}

/** Two intervals that follow each other as one, when nothing changed between them. */
export function joined(a: Interval, b: Interval): Interval | undefined {
  const isSame = a.state === b.state && a.reason === b.reason && a.end === b.start
  return isSame ? { ...a, end: b.end, isOpen: b.isOpen } : undefined
}

/** The rows of a whole interval: its category is that of its whole length, and then every shift gets its part. */
export function* rowsOf(interval: Interval, shifts: ShiftCutter, options: StateOptions): Generator<StateRow> {
  const category = categoryOf(interval, options)
  const { state, reason, isOpen } = interval
  for (const { start, end, shift } of shifts(interval.start, interval.end)) {
    yield { start, end, state, category, reason, shift, isOpen: isOpen && end === interval.end }
  }
}

function categoryOf({ start, end, state, reason }: Interval, { minorStop }: StateOptions): Category {
  switch (state) {
    case 'PRODUCING':
      return 'PRODUCTION'
    case 'PLANNED_STOP':
      return 'PLANNED'
    case 'DOWN':
      return 'AVAILABILITY_LOSS'
    case 'IDLE':
      return reason !== noData && end - start < minorStop ? 'PERFORMANCE_LOSS' : 'AVAILABILITY_LOSS'
  }
}

type Part = { readonly start: Seconds; readonly end: Seconds; readonly shift: number }

/** Cuts an interval where shifts begin and end. */
export type ShiftCutter = (start: Seconds, end: Seconds) => Iterable<Part>

/** For instances by their start. A second of two shifts belongs to the one that began earlier. */
export function shiftCutter(instances: readonly Instance[]): ShiftCutter {
  const spans = exclusive(instances)
  return (start, end) => partsOf(spans, start, end)
}

type Spans = readonly Part[]

function exclusive(instances: readonly Instance[]): Spans {
  const spans: Part[] = []
  let taken = -Infinity
  for (const [shift, { start, end }] of instances.entries()) {
    const from = Math.max(start, taken)
    if (from < end) spans.push({ start: from, end, shift })
    taken = Math.max(taken, end)
  }
  return spans
}

function* partsOf(spans: Spans, start: Seconds, end: Seconds): Generator<Part> {
  let at = start
  for (let next = firstAfter(spans, start); at < end; next++) {
    const span = spans[next]
    const until = Math.min(end, span?.start ?? end)
    if (at < until) yield { start: at, end: until, shift: -1 }
    if (span === undefined || span.start >= end) return
    const from = Math.max(start, span.start)
    at = Math.min(end, span.end)
    yield { start: from, end: at, shift: span.shift }
  }
}

/** The first span that ends after an instant. */
function firstAfter(spans: Spans, at: Seconds): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] as Part).end <= at) low = middle + 1
    else high = middle
  }
  return low
}
