import {
  asItem,
  type CleaningCode,
  type RawDowntime,
  type RawSample,
  validDowntime,
  validSamples,
  withDowntimes,
} from '../../src/states/clean.ts'
import { carryFrom, foldItems, foldRest } from '../../src/states/fold.ts'
import { defaultOptions, type Item, type StateOptions } from '../../src/states/model.ts'
import { shiftCutter, type StateRow } from '../../src/states/rows.ts'
import type { Instance } from '../../src/shifts/instances.ts'
import type { OracleInput } from './seconds-oracle.ts'

export type Folded = { readonly rows: readonly StateRow[]; readonly codes: Partial<Record<CleaningCode, number>> }

const instancesFrom = (shifts: OracleInput['shifts']): readonly Instance[] =>
  shifts.map(([start, end]) => ({
    start,
    end,
    date: '',
    shift: { code: '', name: '', start: '', end: '', breakMinutes: 0 },
  }))

export const optionsOf = ({ maxHold, minorStop, eventWins, unplannedFirst, holes }: OracleInput): StateOptions => ({
  ...defaultOptions,
  ...(maxHold === undefined ? {} : { maxHold }),
  ...(minorStop === undefined ? {} : { minorStop }),
  conflict: eventWins === true ? 'event-wins' : 'speed-wins',
  overlap: unplannedFirst === true ? 'unplanned-first' : 'planned-first',
  gap: holes === true ? 'hole' : 'idle',
})

/** What the code under test makes of the oracle's input; `sliceAfter` says after which items it is stopped and gone on with. */
export function folded(input: OracleInput, sliceAfter: (item: number) => boolean = () => false): Folded {
  const [start, end] = input.window
  const window = { start, end }
  const codes: Partial<Record<CleaningCode, number>> = {}
  const found = (code: CleaningCode): void => void (codes[code] = (codes[code] ?? 0) + 1)
  const waiting = downtimesIn(input, window, found)
  const items = [...withDowntimes(samplesIn(input, window, found), waiting), ...waiting.map(asItem)]
  const folding = {
    window,
    shifts: shiftCutter(instancesFrom(input.shifts)),
    options: optionsOf(input),
    never: () => found('DT_ZERO'),
  }
  let carry = carryFrom(window)
  const rows: StateRow[] = []
  for (const slice of slicesOf(items, sliceAfter)) {
    carry = JSON.parse(JSON.stringify(carry)) as typeof carry
    rows.push(...foldItems(carry, slice, folding))
  }
  rows.push(...foldRest(carry, folding))
  return { rows, codes }
}

type Window = { readonly start: number; readonly end: number }

function samplesIn(input: OracleInput, window: Window, found: (code: CleaningCode) => void) {
  const raw: RawSample[] = input.samples.map((one) => ({
    ...one,
    at: one.at * 1_000,
    createdAt: one.createdAt * 1_000,
  }))
  return validSamples(
    raw.toSorted((a, b) => a.at - b.at),
    { window, found },
  )
}

function downtimesIn(input: OracleInput, window: Window, found: (code: CleaningCode) => void) {
  const raw: RawDowntime[] = input.events.map((one) => ({
    ...one,
    start: one.start * 1_000,
    end: one.end === null ? null : one.end * 1_000,
    type: null,
  }))
  return raw
    .map((one) => validDowntime(one, { window, found }))
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.start - b.start)
}

function* slicesOf(items: readonly Item[], sliceAfter: (item: number) => boolean): Generator<readonly Item[]> {
  let slice: Item[] = []
  for (const [at, item] of items.entries()) {
    slice.push(item)
    if (!sliceAfter(at)) continue
    yield slice
    slice = []
  }
  yield slice
}

/** A row as the oracle writes it. */
export const lineOf = ({ start, end, state, category, reason, shift, isOpen }: StateRow): string =>
  [start, isOpen ? `${end}open` : end, state, category, reason ?? '', shift].join('|')
