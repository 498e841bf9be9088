import { createHash, type Hash } from 'node:crypto'
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
import { shiftCutter, type StateRow } from '../../src/states/rows.ts'
import { eventsOf } from '../../src/generator/events.ts'
import type { Machine, Recipe } from '../../src/generator/recipe.ts'
import { samplesOf } from '../../src/generator/samples.ts'

export type Tally = Partial<Record<CleaningCode, number>>

/** The rows of a generated machine, from its legacy samples and downtimes. */
export function* statesOf(recipe: Recipe, machine: Machine, tally: Tally): Generator<StateRow> {
  const { start, end, shifts } = machine.unit.site
  const window = { start, end }
  const found = (code: CleaningCode): void => void (tally[code] = (tally[code] ?? 0) + 1)
  const instances = shifts.map((shift) => ({
    ...shift,
    date: '',
    shift: { code: '', name: '', start: '', end: '', breakMinutes: 0 },
  }))
  const folding = { window, shifts: shiftCutter(instances), never: () => found('DT_ZERO') }
  const samples = validSamples(rawSamples(recipe, machine), { window, found })
  const downtimes = rawDowntimes(recipe, machine)
    .map((raw) => validDowntime(raw, { window, found }))
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.start - b.start)
  const carry = carryFrom(window)
  yield* foldItems(carry, withDowntimes(samples, downtimes), folding)
  yield* foldItems(carry, downtimes.map(asItem), folding)
  yield* foldRest(carry, folding)
}

function* rawSamples(recipe: Recipe, machine: Machine): Generator<RawSample> {
  for (const row of samplesOf(recipe, machine)) {
    yield { id: row.id, at: row.at * 1_000, createdAt: row.createdAt * 1_000, speed: row.speed }
  }
}

const rawDowntimes = (recipe: Recipe, machine: Machine): readonly RawDowntime[] =>
  [...eventsOf(recipe, machine)].map((row) => ({
    id: row.id,
    start: row.start * 1_000,
    end: row.end === null ? null : row.end * 1_000,
    isPlanned: row.isPlanned,
    reason: row.reason,
    type: null,
  }))

/** The digest of rows as the specification writes them: machine, start, end, state, category, reason. */
export type Digest = {
  add(g: number, row: StateRow): void
  result(): { readonly rows: number; readonly digest: string }
}

export const stateDigest = (): Digest => {
  const hash: Hash = createHash('sha256')
  let rows = 0
  return {
    add: (g, { start, end, state, category, reason }) => {
      rows += 1
      hash.update(`${g}|${start}|${end}|${state}|${category}|${reason ?? ''}\n`)
    },
    result: () => ({ rows, digest: hash.digest('hex') }),
  }
}
