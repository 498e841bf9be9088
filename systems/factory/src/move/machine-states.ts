import type { Queries, Row } from 'millwright'
import type { SiteInstances } from '../shifts/site-instances.ts'
import {
  asItem,
  type RawDowntime,
  type RawSample,
  validDowntime,
  validSamples,
  withDowntimes,
} from '../states/clean.ts'
import { carryFrom, foldItems, foldRest } from '../states/fold.ts'
import type { Downtime, StateOptions, Window } from '../states/model.ts'
import { shiftCutter, type StateRow } from '../states/rows.ts'
import type { Legacy } from './legacy.ts'
import { downtimesOf, evidenceOf, samplesOf } from './selects.ts'

/** What comes of a machine: a row of its states, or something that was left out of them. */
export type MachineRecord =
  | { readonly kind: 'state'; readonly unit: string; readonly shiftInstanceId: string | null; readonly row: StateRow }
  | { readonly kind: 'left out'; readonly code: string; readonly id: string }

type Machine = {
  readonly unit: string
  readonly site: SiteInstances
  readonly legacy: Legacy
  readonly options: StateOptions
}

type Left = (code: string, id: string) => void

const blockRows = 5_000

/** Folds one machine: its states by time, and then what was left out. Its samples are never held all at once. */
export async function* machineRecords(db: Queries, machine: Machine): AsyncGenerator<MachineRecord> {
  const { unit, site } = machine
  const left: MachineRecord[] = []
  const found: Left = (code, id) => void left.push({ kind: 'left out', code, id })
  for await (const row of stateRows(db, machine, found)) {
    yield { kind: 'state', unit, row, shiftInstanceId: site.instances[row.shift]?.id ?? null }
  }
  yield* left
}

async function* stateRows(db: Queries, machine: Machine, found: Left): AsyncGenerator<StateRow> {
  const { site, options } = machine
  const window = await windowOf(db, machine)
  const cleaning = { window, found, idleThreshold: options.idleThreshold }
  const folding = { window, shifts: shiftCutter(site.instances), options, never: (id: string) => found('DT_ZERO', id) }
  const carry = carryFrom(window)
  const waiting = await readDowntimes(db, machine, cleaning)
  for await (const samples of sampleBlocks(db, machine)) {
    yield* foldItems(carry, withDowntimes(validSamples(samples, cleaning), waiting), folding)
  }
  yield* foldItems(carry, waiting.map(asItem), folding)
  yield* foldRest(carry, folding)
}

/**
 * From the start of the first shift in which the machine showed itself to the end of the last one. A machine that came later
 * was not standing still before; one that never showed itself has no time at all.
 */
async function windowOf(db: Queries, { unit, site, legacy }: Machine): Promise<Window> {
  const row = await db.get(legacy(evidenceOf(unit, site)))
  const seconds = (name: string): number | undefined => {
    const value = row?.[name] ?? null
    return value === null ? undefined : Number(value)
  }
  const [first, last] = [seconds('first'), seconds('last')]
  if (first === undefined || last === undefined) return { start: site.start, end: site.start }
  const within = site.instances.filter(({ start, end }) => end > first && start <= last)
  return {
    start: within[0]?.start ?? first,
    end: within.reduce((latest, { end }) => Math.max(latest, end), site.start),
  }
}

type Cleaning = { readonly window: Window; readonly found: Left }

async function readDowntimes(db: Queries, { unit, legacy }: Machine, cleaning: Cleaning): Promise<Downtime[]> {
  const rows = await db.all(legacy(downtimesOf(unit)))
  return rows.map((row) => validDowntime(downtimeIn(row), cleaning)).filter((one) => one !== undefined)
}

const downtimeIn = (row: Row): RawDowntime => ({
  id: row['id'] as string,
  start: Number(row['start']),
  end: row['end'] === null ? null : Number(row['end']),
  isPlanned: row['isPlanned'] === true,
  reason: row['reason'] as string | null,
  type: row['type'] as string | null,
})

/** Samples by time, in blocks of which none ends within a second. */
async function* sampleBlocks(db: Queries, { unit, legacy }: Machine): AsyncGenerator<readonly RawSample[]> {
  let rest: RawSample[] = []
  for await (const { rows } of db.read(legacy(samplesOf(unit)), blockRows)) {
    const block = [...rest, ...rows.map(sampleIn)]
    const last = Math.floor((block.at(-1)?.at ?? 0) / 1_000)
    const cut = block.findIndex(({ at }) => Math.floor(at / 1_000) === last)
    rest = block.slice(cut)
    yield block.slice(0, cut)
  }
  yield rest
}

const sampleIn = ([id, at, createdAt, speed]: readonly unknown[]): RawSample => ({
  id: id as string,
  at: Number(at),
  createdAt: Number(createdAt),
  speed: speed as number | null,
})
