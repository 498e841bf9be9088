/** What is read against JSON.parse and csv-parse, which know nothing of blocks, chunks and positions. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { csvFile } from '../../src/sources/csv-file.ts'
import { jsonFile } from '../../src/sources/json-file.ts'
import { ndjsonFile } from '../../src/sources/ndjson-file.ts'
import type { Source } from '../../src/sources/source.ts'
import { Folder, readOn, valuesOf } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\\', '"', '{', ']', ',', 'é', '😀', '\u2028', '\\"'),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1.5e-7, 2 ** 53 - 1),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}))
const reading = fc.record({ blockBytes: fc.integer({ min: 4, max: 60 }), chunk: fc.integer({ min: 1, max: 5 }) })

/** What JSON keeps of a value. Not by JSON.parse: see the test of escaped names in json-file.test.ts. */
function kept(written: unknown): unknown {
  if (typeof written === 'number') return keptNumber(written)
  if (Array.isArray(written)) return written.map(kept)
  if (typeof written !== 'object' || written === null) return written
  return Object.fromEntries(Object.entries(written).map(([key, member]) => [key, kept(member)]))
}

function keptNumber(number: number): number | bigint {
  const digits = JSON.stringify(number)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? Number(digits) : BigInt(digits)
}

/** Reads everything in chunks, and again from each position with other chunks. */
async function readEveryWay(source: Source, chunk: number): Promise<unknown[]> {
  const pin = await source.pin()
  const { records, positions } = await readOn(source, undefined, chunk)
  expect(records).toHaveLength(pin.records)
  expect(records.map(({ index }) => index)).toEqual(records.map((_, at) => at))
  expect(positions.at(-1)?.record ?? 0).toBe(records.length)
  for (const position of positions) {
    const stored = JSON.parse(JSON.stringify(position)) as typeof position
    expect((await readOn(source, stored, 7)).records).toEqual(records.slice(position.record))
  }
  return records.map(({ value: read, fault }) => fault ?? read)
}

test('a JSON array', async () => {
  const spaces = fc.constantFrom(undefined, 1, '\t', '\r\n ')
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 8 }), reading, spaces, async (list, { blockBytes, chunk }, space) => {
      const json = JSON.stringify(list, null, space)
      const file = jsonFile(folder.file(json, 'list.json'), { blockBytes, allowEmpty: true })
      expect(await readEveryWay(file, chunk)).toEqual(kept(list))
    }),
    { numRuns: 300 },
  )
})

test('the entries of an object, and an array within one', async () => {
  const entries = fc.dictionary(text, value, { maxKeys: 5 })
  await fc.assert(
    fc.asyncProperty(entries, fc.array(value), reading, async (object, list, { blockBytes, chunk }) => {
      const json = JSON.stringify(object)
      const file = jsonFile(folder.file(json, 'object.json'), { blockBytes, allowEmpty: true, object: 'entries' })
      const wanted = Object.entries(kept(object) as object).map(([key, held]) => ({ key, value: held as unknown }))
      expect(await readEveryWay(file, chunk)).toEqual(wanted)
      const around = JSON.stringify({ ...object, 'the list': list, after: object })
      const within = jsonFile(folder.file(around, 'around.json'), { blockBytes, allowEmpty: true, at: 'the list' })
      expect(await readEveryWay(within, chunk)).toEqual(kept(list))
    }),
    { numRuns: 150 },
  )
})

test('NDJSON', async () => {
  const ends = fc.constantFrom('\n', '\r\n', '\n\n')
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { maxLength: 8, minLength: 1 }),
      reading,
      ends,
      async (list, { blockBytes, chunk }, end) => {
        const lines = list.map((item) => JSON.stringify(item))
        const file = ndjsonFile(folder.file(lines.map((line) => line + end).join(''), 'lines.ndjson'), { blockBytes })
        expect(await readEveryWay(file, chunk)).toEqual(kept(list))
      },
    ),
    { numRuns: 200 },
  )
})

test('CSV', async () => {
  const field = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('', '"', ',', '\n', '\r\n', ';', 'é', '😀', '""'),
  )
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
  const style = fc.record({
    end: fc.constantFrom('\n', '\r\n'),
    delimiter: fc.constantFrom(',', ';', '\t', '|' as const),
    quotes: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(table, reading, style, async (rows, { blockBytes, chunk }, { end, delimiter, quotes }) => {
      const names = (rows[0] as string[]).map((_, at) => `column ${at}`)
      const write = (cell: string) => (quotes || /[",;\t|\r\n\0]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
      const csv = [names, ...rows]
        .map((row) => row.map(write).join(delimiter) + end)
        .join('')
        .replaceAll('\0', '')
      const file = csvFile(folder.file(csv, 'table.csv'), { blockBytes, delimiter: delimiter as ',', allowEmpty: true })
      const wanted = parse(csv, {
        columns: true,
        delimiter,
        recordDelimiter: end,
        skipEmptyLines: names.length > 1,
      }) as object[]
      expect(await readEveryWay(file, chunk)).toEqual(wanted)
    }),
    { numRuns: 300 },
  )
})

test('bytes at random never pass for something else', async () => {
  const mess = fc.array(fc.constantFrom('[', ']', '{', '}', '"', ',', ':', '1', 'a', '\\', ' ', 'é', 'true', '\n'), {
    maxLength: 14,
  })
  await fc.assert(
    fc.asyncProperty(mess, reading, async (pieces, { blockBytes }) => {
      const json = pieces.join('')
      const file = jsonFile(folder.file(json, 'mess.json'), { blockBytes, allowEmpty: true })
      const read = await readOn(file).then(
        ({ records }) => records,
        () => undefined,
      )
      expect(isArray(json)).toBe(read !== undefined)
      if (read !== undefined && read.every(({ fault }) => fault === undefined))
        expect(valuesOf(read)).toEqual(JSON.parse(json))
    }),
    { numRuns: 2000 },
  )
})

function isArray(json: string): boolean {
  try {
    return Array.isArray(JSON.parse(json))
  } catch {
    return false
  }
}
