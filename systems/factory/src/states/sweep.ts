import type { Seconds } from '../shifts/local-time.ts'
import type { Told } from './closing.ts'
import {
  type Downtime,
  type Interval,
  noData,
  type Sample,
  type State,
  type StateOptions,
  type Window,
} from './model.ts'

/** Where the sweep stands between two items. It is plain data and can be kept. */
export type Sweep = {
  /** Up to here everything is said. */
  at: Seconds
  sample: Sample | null
  active: Downtime[]
  /** Where the downtimes that touch or overlap each other began, and where the last such run ended. */
  runStart: Seconds | null
  runEnd: Seconds | null
  /** Seconds in which a machine ran although a downtime was reported. */
  conflictSeconds: number
}

export const sweepFrom = (window: Window): Sweep => ({
  at: window.start,
  sample: null,
  active: [],
  runStart: null,
  runEnd: null,
  conflictSeconds: 0,
})

export type Rules = { readonly window: Window; readonly options: StateOptions }

/** Says what was until the next item, and takes the item in. */
export function* sweepOn(sweep: Sweep, told: Told, rules: Rules): Generator<Interval> {
  switch (told.kind) {
    case 'sample':
      yield* advance(sweep, { to: told.sample.at, next: told.sample }, rules)
      sweep.sample = told.sample
      return
    case 'downtime':
      yield* advance(sweep, { to: Math.max(told.downtime.start, rules.window.start), next: null }, rules)
      return begin(sweep, told.downtime)
    case 'closed':
      return close(sweep, told.ids)
    case 'never':
  }
}

/**
 * Takes a sample that changes nothing: nobody reported a downtime, and the machine does what it did. Nearly all samples are
 * such, and they cost a comparison.
 */
export function isTakenIn(sweep: Sweep, sample: Sample, { maxHold }: StateOptions): boolean {
  const { sample: last, runEnd, active } = sweep
  if (last === null || last.runs !== sample.runs || active.length > 0) return false
  if (sample.at - last.at > maxHold || (runEnd !== null && last.at < runEnd)) return false
  sweep.sample = sample
  return true
}

/** Says what was until the window ends. */
export const sweepToEnd = (sweep: Sweep, rules: Rules): Generator<Interval> =>
  advance(sweep, { to: rules.window.end, next: null }, rules)

function begin(sweep: Sweep, downtime: Downtime): void {
  // Downtimes that touch are one run.
  if (sweep.active.length === 0 && sweep.runEnd !== sweep.at) sweep.runStart = sweep.at
  sweep.active.push(downtime)
}

function close(sweep: Sweep, ids: readonly string[]): void {
  sweep.active = sweep.active.filter(({ id }) => !ids.includes(id))
  if (sweep.active.length === 0) sweep.runEnd = sweep.at
}

type Ahead = { readonly to: Seconds; readonly next: Sample | null }

function* advance(sweep: Sweep, { to, next }: Ahead, rules: Rules): Generator<Interval> {
  while (sweep.at < to) {
    const end = nextChange(sweep, to, rules.options.maxHold)
    const interval = intervalAt(sweep, { end, next }, rules)
    if (rules.options.gap === 'idle' || interval.reason !== noData) yield interval
    sweep.at = end
    dropEnded(sweep)
  }
}

function nextChange({ at, sample, active }: Sweep, to: Seconds, maxHold: number): Seconds {
  let change = to
  if (sample !== null && sample.at + maxHold > at) change = Math.min(change, sample.at + maxHold)
  for (const { end } of active) if (end !== null && end > at) change = Math.min(change, end)
  return change
}

function dropEnded(sweep: Sweep): void {
  const { at } = sweep
  if (!sweep.active.some(({ end }) => end !== null && end <= at)) return
  sweep.active = sweep.active.filter(({ end }) => end === null || end > at)
  if (sweep.active.length === 0) sweep.runEnd = at
}

type Piece = { readonly end: Seconds; readonly next: Sample | null }

function intervalAt(sweep: Sweep, { end, next }: Piece, { window, options }: Rules): Interval {
  const { at: start, active } = sweep
  if (active.length === 0) return { start, end, isOpen: false, ...stateWithout(sweep, next, options) }
  const runs = isRunningAnyway(sweep, options)
  if (runs) sweep.conflictSeconds += end - start
  if (runs && options.conflict === 'speed-wins') return { start, end, isOpen: false, state: 'PRODUCING', reason: null }
  const winner = winnerOf(active, options)
  const state = winner.isPlanned ? 'PLANNED_STOP' : 'DOWN'
  return { start, end, state, reason: winner.reason, isOpen: winner.end === null && end === window.end }
}

function isRunningAnyway({ at, sample, runStart }: Sweep, { maxHold }: StateOptions): boolean {
  return sample?.runs === true && sample.at >= (runStart ?? at) && at - sample.at < maxHold
}

type Known = { readonly state: State; readonly reason: string | null }

const unknown: Known = { state: 'IDLE', reason: noData }

function stateWithout({ at, sample, runEnd }: Sweep, next: Sample | null, { maxHold }: StateOptions): Known {
  if (sample !== null && (runEnd === null || sample.at >= runEnd)) {
    return at - sample.at < maxHold ? stateOf(sample) : unknown
  }
  // A sample from inside a downtime says nothing of the time after it; the first one after it does.
  return runEnd !== null && next !== null && next.at - runEnd <= maxHold ? stateOf(next) : unknown
}

const stateOf = ({ runs }: Sample): Known => ({ state: runs ? 'PRODUCING' : 'IDLE', reason: null })

function winnerOf(active: readonly Downtime[], { overlap }: StateOptions): Downtime {
  const isPlannedFirst = overlap === 'planned-first'
  return active.reduce((best, one) => {
    if (best.isPlanned !== one.isPlanned) return best.isPlanned === isPlannedFirst ? best : one
    if (best.start !== one.start) return best.start < one.start ? best : one
    return best.id <= one.id ? best : one
  })
}
