import type { Seconds } from '../shifts/local-time.ts'
import type { Downtime, Item, StateOptions } from './model.ts'

/** What the sweep is told: as the items, and when downtimes without an end are over. */
export type Told =
  | Item
  | { readonly kind: 'closed'; readonly ids: readonly string[] }
  | { readonly kind: 'never'; readonly id: string }

/** What is known of downtimes without an end, between two items. It is plain data and can be kept. */
export type Closing = {
  open: Downtime[]
  /** The last sample, when it runs: with a second one soon after it, it closes what began before. */
  candidate: Seconds | null
  /** Downtimes after that sample, which wait until it is known what it closed. */
  held: Downtime[]
}

export const nothingOpen = (): Closing => ({ open: [], candidate: null, held: [] })

/**
 * Takes the next item and hands on what is settled by it. A downtime without an end is over at the first sample that runs
 * and is followed, within `maxHold`, by another that runs; a single one is no proof that a machine is up again.
 */
export function* settle(closing: Closing, item: Item, { maxHold }: Pick<StateOptions, 'maxHold'>): Generator<Told> {
  if (item.kind === 'downtime') {
    yield* takeDowntime(closing, item.downtime, maxHold)
    return
  }
  const { sample } = item
  yield* decide(closing, sample.runs && isSoon(closing, sample.at, maxHold))
  yield item
  closing.candidate = sample.runs ? sample.at : null
}

/** Hands on what still waits when nothing more comes. What is open then stays open. */
export function* settleRest(closing: Closing): Generator<Told> {
  yield* decide(closing, false)
}

const isSoon = ({ candidate }: Closing, at: Seconds, maxHold: number): boolean =>
  candidate !== null && at - candidate <= maxHold

function* takeDowntime(closing: Closing, downtime: Downtime, maxHold: number): Generator<Told> {
  if (closing.candidate !== null && !isSoon(closing, downtime.start, maxHold)) yield* decide(closing, false)
  const { candidate, open, held } = closing
  if (candidate !== null && (open.length + held.length > 0 || isOpenFrom(candidate, downtime))) {
    held.push(downtime)
    return
  }
  // What began after that sample is not closed by it.
  if (downtime.start !== candidate) closing.candidate = null
  yield begun(closing, downtime)
}

const isOpenFrom = (candidate: Seconds, { start, end }: Downtime): boolean => end === null && start === candidate

function* decide(closing: Closing, isClosed: boolean): Generator<Told> {
  const { candidate, held } = closing
  closing.candidate = null
  if (isClosed && closing.open.length > 0) {
    yield { kind: 'closed', ids: closing.open.map(({ id }) => id) }
    closing.open = []
  }
  if (held.length === 0) return
  closing.held = []
  for (const downtime of held) {
    // A downtime that is over when it begins never was.
    if (isClosed && candidate !== null && isOpenFrom(candidate, downtime)) yield { kind: 'never', id: downtime.id }
    else yield begun(closing, downtime)
  }
}

function begun(closing: Closing, downtime: Downtime): Told {
  if (downtime.end === null) closing.open.push(downtime)
  return { kind: 'downtime', downtime }
}
