import type { Seconds } from '../shifts/local-time.ts'
import { defaultOptions, type Downtime, type Item, type Sample, type StateOptions, type Window } from './model.ts'

/** A sample as it was read. Times are milliseconds, as the legacy database keeps them. */
export type RawSample = {
  readonly id: string
  readonly at: number
  readonly createdAt: number
  readonly speed: number | null
}

export type RawDowntime = {
  readonly id: string
  readonly start: number
  readonly end: number | null
  readonly isPlanned: boolean
  readonly reason: string | null
  /** The code of its type, for a downtime without a reason of its own. */
  readonly type: string | null
}

/** What became of a sample or a downtime that is not used as it is. */
export type CleaningCode =
  | 'SMP_OUT_OF_WINDOW'
  | 'SMP_DUPLICATE'
  | 'SMP_NULL'
  | 'DT_NEGATIVE'
  | 'DT_ZERO'
  | 'DT_OPEN'
  | 'DT_OUT_OF_WINDOW'

export type Found = (code: CleaningCode, id: string) => void

const longestReason = 255

/** Durations must add up: whole seconds, always rounded down. */
const wholeSecond = (milliseconds: number): Seconds => Math.floor(milliseconds / 1_000)

/**
 * The valid samples of one machine, from samples by time. Of several in one second the one that was stored last stays, and
 * of those stored together the first by id; where that one has no speed, the second has no sample.
 */
export function* validSamples(
  samples: Iterable<RawSample>,
  { window, idleThreshold = defaultOptions.idleThreshold, found }: Cleaning,
): Generator<Sample> {
  for (const { at, sample } of bySecond(samples, { window, found })) {
    if (sample.speed === null) found('SMP_NULL', sample.id)
    else yield { at, runs: sample.speed > idleThreshold }
  }
}

type Second = { readonly at: Seconds; readonly sample: RawSample }

function* bySecond(samples: Iterable<RawSample>, { window, found }: Cleaning): Generator<Second> {
  let best: Second | undefined
  for (const sample of samples) {
    const at = wholeSecond(sample.at)
    if (at < window.start || at >= window.end) found('SMP_OUT_OF_WINDOW', sample.id)
    else if (best?.at !== at) {
      if (best !== undefined) yield best
      best = { at, sample }
    } else {
      const winner = later(best.sample, sample)
      found('SMP_DUPLICATE', (winner === sample ? best.sample : sample).id)
      best = { at, sample: winner }
    }
  }
  if (best !== undefined) yield best
}

export type Cleaning = { readonly window: Window; readonly found: Found } & Partial<Pick<StateOptions, 'idleThreshold'>>

function later(a: RawSample, b: RawSample): RawSample {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? a : b
  return a.id <= b.id ? a : b
}

/** A downtime as the rules take it, or nothing when it is none. What has no end is closed later, by a sample. */
export function validDowntime(raw: RawDowntime, { window, found }: Cleaning): Downtime | undefined {
  const start = wholeSecond(raw.start)
  const end = raw.end === null ? null : wholeSecond(raw.end)
  const code = downtimeFault({ start, end }, window)
  if (code !== undefined) {
    found(code, raw.id)
    return undefined
  }
  if (end === null) found('DT_OPEN', raw.id)
  return { id: raw.id, start, end, isPlanned: raw.isPlanned, reason: reasonOf(raw) }
}

type Span = { readonly start: Seconds; readonly end: Seconds | null }

function downtimeFault({ start, end }: Span, window: Window): CleaningCode | undefined {
  if (end !== null && end < start) return 'DT_NEGATIVE'
  if (end === start) return 'DT_ZERO'
  return start >= window.end || (end !== null && end <= window.start) ? 'DT_OUT_OF_WINDOW' : undefined
}

function reasonOf({ reason, type }: RawDowntime): string {
  const own = reason?.trim() ?? ''
  return Array.from(own === '' ? (type ?? 'UNKNOWN') : own)
    .slice(0, longestReason)
    .join('')
}

/**
 * Samples with the downtimes that begin before them, as the sweep reads them. Downtimes are taken from the front of their
 * list, by time; what is left there belongs to later samples.
 */
export function* withDowntimes(samples: Iterable<Sample>, waiting: Downtime[]): Generator<Item> {
  for (const sample of samples) {
    while ((waiting[0]?.start ?? Infinity) < sample.at) yield asItem(waiting.shift() as Downtime)
    yield { kind: 'sample', sample }
  }
}

export const asItem = (downtime: Downtime): Item => ({ kind: 'downtime', downtime })
