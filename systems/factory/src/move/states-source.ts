import { createHash } from 'node:crypto'
import type { Position, Queries, Row, Source, SourceChunk, SourcePin, SourceRecord, SourceSpec } from 'millwright'
import { zoneOf } from '../reference/places.ts'
import { instancesOf } from '../shifts/site-instances.ts'
import { type MachineRecord, machineRecords } from './machine-states.ts'
import { type Facts, shiftPlanOf } from './facts.ts'
import { legacyOf } from './legacy.ts'
import { machines, strays } from './selects.ts'

type Legacy = Queries & { close(): Promise<void> }

/** Which machine is under way, and how many of its records were handed on. */
type Mark = { readonly machine: number; readonly handed: number }

/**
 * The states of all machines, folded out of the samples and downtimes of a legacy database, with what was left out of them.
 * Reading goes on within a machine by folding it once more, which gives the same records in the same order.
 */
export const statesFrom = (facts: Facts): SourceSpec => ({
  kind: 'states',
  text: 'samples and downtimes of another database',
  open: (tools) => statesSource(facts, () => tools.openDatabase(facts.source)),
})

function statesSource(facts: Facts, open: () => Promise<Legacy>): Source {
  let opened: Promise<Legacy> | undefined
  const db = (): Promise<Legacy> => (opened ??= open())
  return {
    name: 'equipment states',
    description: { kind: 'states', from: facts.from, to: facts.to },
    isApart: true,
    pin: async () => pinOf(recordsFrom(await db(), facts, { machine: 0, handed: 0 })),
    read: (from, most = 1_000) => chunksFrom(db, { facts, from, most }),
    close: async () => {
      await (await opened)?.close()
      opened = undefined
    },
  }
}

type Placed = { readonly record: MachineRecord; readonly mark: Mark }

async function pinOf(records: AsyncIterable<Placed>): Promise<SourcePin> {
  const hash = createHash('sha256')
  let count = 0
  for await (const { record } of records) {
    hash.update(JSON.stringify(record))
    count += 1
  }
  return { records: count, digest: hash.digest('hex') }
}

type Reading = { readonly facts: Facts; readonly from: Position | undefined; readonly most: number }

async function* chunksFrom(db: () => Promise<Legacy>, { facts, from, most }: Reading): AsyncGenerator<SourceChunk> {
  let index = from?.record ?? 0
  let records: SourceRecord[] = []
  let last: Mark | undefined
  const chunk = (): SourceChunk => ({ records, position: { record: index, mark: last }, bytes: records.length * 150 })
  for await (const { record, mark } of recordsFrom(
    await db(),
    facts,
    (from?.mark as Mark | undefined) ?? { machine: 0, handed: 0 },
  )) {
    records.push({ index, value: record, raw: JSON.stringify(record) })
    index += 1
    last = mark
    if (records.length < most) continue
    yield chunk()
    records = []
  }
  if (records.length > 0) yield chunk()
}

async function* recordsFrom(db: Queries, facts: Facts, from: Mark): AsyncGenerator<Placed> {
  const known = await db.all(legacyOf(facts)(machines))
  for (let machine = from.machine; machine <= known.length; machine++) {
    let handed = 0
    const skip = machine === from.machine ? from.handed : 0
    const row = known[machine]
    for await (const record of row === undefined ? strayRecords(db, facts) : recordsOf(db, facts, row)) {
      handed += 1
      if (handed > skip) yield { record, mark: { machine, handed } }
    }
  }
}

async function* strayRecords(db: Queries, facts: Facts): AsyncGenerator<MachineRecord> {
  for await (const { rows } of db.read(legacyOf(facts)(strays), 1_000)) {
    for (const [code, id] of rows) yield { kind: 'left out', code: String(code), id: String(id) }
  }
}

async function* recordsOf(db: Queries, facts: Facts, row: Row): AsyncGenerator<MachineRecord> {
  const place = { code: String(row['plantCode']), timezone: row['timezone'] as string | null }
  const zone = zoneOf(place, facts.zones)
  if ('invalid' in zone) return
  const site = instancesOf({ siteId: String(row['siteId']), code: place.code, zone: zone.zone }, shiftPlanOf(facts))
  yield* machineRecords(db, { unit: String(row['id']), site, legacy: legacyOf(facts), options: facts.states })
}
