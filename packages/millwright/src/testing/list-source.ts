import { hashOf } from '../kernel/hash.ts'
import { storedJson } from '../kernel/json.ts'
import type { Position, Source, SourceChunk } from '../sources/source.ts'
import type { SourceSpec } from '../steps/declared.ts'

/** Records that are made when they are read: a list too long for the memory can be described by its length. */
export type MadeRecords = { readonly length: number; at(index: number): unknown }

/**
 * A source for tests: records from a list, or made one by one.
 *
 * @example m.load('parts', { from: listOf('parts', [{ sku: 'A' }]), to: 'part', key: ['sku'], map: (r) => r })
 */
export const listOf = (name: string, records: MadeRecords): SourceSpec => ({
  kind: 'list',
  text: `list ${name}`,
  open: () => listSource(name, records),
})

function listSource(name: string, records: MadeRecords): Source {
  return {
    name,
    description: { name, records: records.length },
    pin: async () => ({ records: records.length, digest: digestOf(records) }),
    read: (from, chunkRecords) => chunks(records, from?.record ?? 0, chunkRecords ?? 1000),
    close: async () => {},
  }
}

const digestOf = (records: MadeRecords): string =>
  Array.isArray(records) ? hashOf(records) : hashOf([records.length, records.at(0), records.at(records.length - 1)])

async function* chunks(records: MadeRecords, from: number, size: number): AsyncGenerator<SourceChunk> {
  for (let start = from; start < records.length; start += size) yield chunkOf(records, start, size)
}

function chunkOf(records: MadeRecords, start: number, size: number): SourceChunk {
  const end = Math.min(start + size, records.length)
  const found = Array.from({ length: end - start }, (_, at) => {
    const value = records.at(start + at)
    return { index: start + at, raw: storedJson(value), value }
  })
  const position: Position = { record: end, mark: end }
  return { records: found, position, bytes: found.reduce((sum, { raw }) => sum + raw.length, 0) }
}
