import { afterAll, describe, expect, test } from 'vitest'
import { type NdjsonFileOptions, ndjsonFile } from '../../src/sources/ndjson-file.ts'
import { codesOf, faultsOf, Folder, readAll, readOn, valuesOf } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const source = (text: string | Uint8Array, options?: NdjsonFileOptions) => ndjsonFile(folder.file(text), options)

describe('lines', () => {
  test('are records; blank ones are none', async () => {
    for (const blockBytes of [3, 4096]) {
      const records = await readAll(source('\ufeff{"a":1}\r\n\n  \r\n [2] \n"é"\n', { blockBytes }))
      expect(records.map(({ raw }) => raw)).toEqual(['{"a":1}', '[2] ', '"é"'])
      expect(valuesOf(records)).toEqual([{ a: 1 }, [2], 'é'])
    }
  })

  test('that are not JSON are faults of that record only', async () => {
    const text = '{"a":1}\n{"a":\nnot json\n[1}\n{"a":1} {"a":2}\n1 2\n{"a":"\t"}\n{"a":2}\n'
    for (const blockBytes of [3, 4096]) {
      const records = await readAll(source(text, { blockBytes }))
      expect(faultsOf(records)).toEqual([1, 2, 3, 4, 5, 6].map((index) => `${index} invalid_json`))
      expect(records[1]).toMatchObject({ raw: '{"a":', value: undefined })
      expect(records[7]?.value).toEqual({ a: 2 })
    }
  })

  test('have the faults of every JSON value', async () => {
    const text =
      '{"a":1,"a":2}\n{"n":1e999999}\n"\\ud800"\n[[[1]]]\n{"x":"' + 'y'.repeat(100) + '"}\n12345678901234567890\n'
    for (const blockBytes of [7, 4096]) {
      const records = await readAll(source(text, { maxDepth: 2, maxRecordBytes: 50, blockBytes }))
      expect(faultsOf(records)).toEqual([
        '0 duplicate_key a',
        '1 number_loses_digits n',
        '2 lone_surrogate',
        '3 too_deep',
        '4 record_too_large',
      ])
      expect(records[5]?.value).toBe(12345678901234567890n)
    }
  })

  test('are found again from any position, whatever the chunks', async () => {
    const text = '{"a":"é"}\n\n{"a":"😀"}\r\n{"a":3}\n'
    const { positions, records } = await readOn(source(text, { blockBytes: 5 }), undefined, 1)
    expect(positions.map(({ mark }) => mark)).toEqual([11, 26, 34])
    for (const [at, position] of positions.entries()) {
      expect((await readOn(source(text), position)).records).toEqual(records.slice(at + 1))
    }
  })
})

describe('the last line', () => {
  test.each(['{"a":1}', '[1]', '"x"', '{"a":1}  ', '{"a":1}\r'])('%j needs no line break', async (last) => {
    for (const blockBytes of [3, 4096]) {
      expect(await readAll(source(`1\n${last}`, { blockBytes }))).toHaveLength(2)
    }
  })

  test.each(['{"a":1', '[1', '"x', '12', 'tru', 'true', '{"a":1}}', '{"a":1}x'])(
    '%j without a line break is cut off, or may be',
    async (last) => {
      for (const blockBytes of [3, 4096]) {
        expect((await codesOf(source(`1\n${last}`, { blockBytes })))[1]).toBe('SRC108')
      }
    },
  )

  test('needs a line break where that is declared', async () => {
    expect((await codesOf(source('[1]\n[2]', { lastLineBreak: 'required' })))[1]).toBe('SRC125')
    expect(await readAll(source('[1]\n[2]\n', { lastLineBreak: 'required' }))).toHaveLength(2)
  })

  test('that is too large and has no end is cut off', async () => {
    const text = `1\n{"a":"${'x'.repeat(100)}`
    expect((await codesOf(source(text, { maxRecordBytes: 20, blockBytes: 8 })))[1]).toBe('SRC108')
  })
})

describe('a problem', () => {
  test.each([
    ['an empty file', '', 'SRC105', {}],
    ['blank lines only', '\n \r\n', 'SRC107', {}],
    ['a byte-order mark only', '\ufeff', 'SRC105', {}],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeff1\n', 'utf16le')), 'SRC111', {}],
    ['Latin-1', new Uint8Array(Buffer.from('"é"\n', 'latin1')), 'SRC112', {}],
    ['a zero byte', '1\n\0\n', 'SRC113', {}],
    ['too few records', '1\n\n2\n', 'SRC114', { minRecords: 3 }],
  ] as const)('%s, for pinning and for reading', async (...[, content, code, options]) => {
    for (const blockBytes of [3, 4096]) {
      expect(await codesOf(source(content, { ...options, blockBytes }))).toEqual([code, code])
    }
  })
})

test('a file cut off within its last two records is never read to the end', async () => {
  const bytes = Buffer.from('{"id":1}\n{"id":2,"name":"é","list":[1,{"x":"\\"]"}]}\n{"id":3,"n":1.5e3}\n')
  const ends = new Set([bytes.indexOf('{"id":3') - 1, bytes.indexOf('{"id":3'), bytes.length - 1])
  for (let length = bytes.indexOf('{"id":2') + 1; length < bytes.length; length++) {
    // After a whole record nothing shows that another one should follow; there the count tells.
    const options = ends.has(length) ? { minRecords: length === bytes.length - 1 ? 4 : 3 } : {}
    for (const blockBytes of [5, 4096]) {
      const codes = await codesOf(source(bytes.subarray(0, length), { ...options, blockBytes }))
      expect(codes[1], `cut at ${length}`).toMatch(/^SRC1(08|12|14)$/)
    }
  }
})
