import { type Closing, nothingOpen, settle, settleRest, type Told } from './closing.ts'
import { defaultOptions, type Interval, type Item, type StateOptions, type Window } from './model.ts'
import { joined, rowsOf, type ShiftCutter, type StateRow } from './rows.ts'
import { isTakenIn, type Rules, type Sweep, sweepFrom, sweepOn, sweepToEnd } from './sweep.ts'

/**
 * Everything that the next item needs to know of those before it: plain data, so that it can be kept with a checkpoint and
 * the rows after it are the same as if nothing had stopped.
 */
export type Carry = {
  readonly closing: Closing
  readonly sweep: Sweep
  /** The interval that may still grow. */
  pending: Interval | null
}

export type Folding = {
  readonly window: Window
  readonly shifts: ShiftCutter
  readonly options?: Partial<StateOptions>
  /** Called for a downtime without an end that turned out to have none: it is over when it begins. */
  readonly never?: (id: string) => void
}

export const carryFrom = (window: Window): Carry => ({
  closing: nothingOpen(),
  sweep: sweepFrom(window),
  pending: null,
})

/**
 * Folds the items of one machine, by time, into rows that are whole. The carry is changed: with a copy of it, later items
 * go on where these end.
 */
export function* foldItems(carry: Carry, items: Iterable<Item>, folding: Folding): Generator<StateRow> {
  const rules = rulesOf(folding)
  for (const item of items) {
    if (isQuiet(carry, item, rules)) continue
    for (const told of settle(carry.closing, item, rules.options)) yield* tell(carry, told, folding)
  }
}

/** The rows until the window ends, when there are no more items. */
export function* foldRest(carry: Carry, folding: Folding): Generator<StateRow> {
  const rules = rulesOf(folding)
  for (const told of settleRest(carry.closing)) yield* tell(carry, told, folding)
  for (const interval of sweepToEnd(carry.sweep, rules)) yield* grow(carry, interval, folding)
  if (carry.pending !== null) yield* rowsOf(carry.pending, folding.shifts, rules.options)
  carry.pending = null
}

const rulesOf = ({ window, options }: Folding): Rules => ({ window, options: { ...defaultOptions, ...options } })

function isQuiet({ closing, sweep }: Carry, item: Item, { options }: Rules): boolean {
  if (item.kind !== 'sample' || closing.open.length + closing.held.length > 0) return false
  if (!isTakenIn(sweep, item.sample, options)) return false
  closing.candidate = item.sample.runs ? item.sample.at : null
  return true
}

function* tell(carry: Carry, told: Told, folding: Folding): Generator<StateRow> {
  if (told.kind === 'never') folding.never?.(told.id)
  for (const interval of sweepOn(carry.sweep, told, rulesOf(folding))) yield* grow(carry, interval, folding)
}

function* grow(carry: Carry, interval: Interval, folding: Folding): Generator<StateRow> {
  const whole = carry.pending === null ? interval : joined(carry.pending, interval)
  if (whole === undefined) yield* rowsOf(carry.pending as Interval, folding.shifts, rulesOf(folding).options)
  carry.pending = whole ?? interval
}
