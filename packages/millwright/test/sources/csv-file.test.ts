import { afterAll, describe, expect, test } from 'vitest'
import { type CsvFileOptions, csvFile } from '../../src/sources/csv-file.ts'
import { codeOf, codesOf, faultsOf, Folder, readAll, readOn, valuesOf } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const source = (text: string | Uint8Array, options?: CsvFileOptions) => csvFile(folder.file(text), options)
const blocks = [1, 2, 3, 5, 8, 4096]

describe('rows', () => {
  test('are records of text by the names of the header', async () => {
    const text = '\ufeffid,name,"no ""te"\r\n1,Zoë,"a, ""b"""\r\n2,,"two\r\nlines"\n"3","",😀\n'
    for (const blockBytes of blocks) {
      const records = await readAll(source(text, { blockBytes }))
      expect(records.map(({ raw }) => raw)).toEqual(['1,Zoë,"a, ""b"""', '2,,"two\r\nlines"', '"3","",😀'])
      expect(valuesOf(records)).toEqual([
        { id: '1', name: 'Zoë', 'no "te': 'a, "b"' },
        { id: '2', name: '', 'no "te': 'two\r\nlines' },
        { id: '3', name: '', 'no "te': '😀' },
      ])
    }
  })

  test.each([';', '\t', '|'] as const)('may be delimited by %j', async (delimiter) => {
    const text = ['a', 'b'].join(delimiter) + '\n' + ['1,5', `"x${delimiter}y"`].join(delimiter) + '\n'
    expect(valuesOf(await readAll(source(text, { delimiter })))).toEqual([{ a: '1,5', b: `x${delimiter}y` }])
  })

  test('keep names that mean something to JavaScript', async () => {
    const [record] = await readAll(source('__proto__,constructor,toString,0\na,b,c,d\n'))
    const value = record?.value as { readonly [name: string]: string }
    expect(Object.entries(value)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'a'],
        ['constructor', 'b'],
        ['toString', 'c'],
        ['0', 'd'],
      ]),
    )
    expect((value as { readonly valueOf?: unknown }).valueOf).toBeUndefined()
    expect('hasOwnProperty' in value).toBe(false)
    expect(({} as { a?: string }).a).toBeUndefined()
  })

  test('an empty line is none, except where a row is one field', async () => {
    for (const blockBytes of blocks) {
      expect(valuesOf(await readAll(source('a,b\n\n1,2\r\n\r\n\n', { blockBytes })))).toEqual([{ a: '1', b: '2' }])
      expect(valuesOf(await readAll(source('a\n1\n\r\n2\n\n', { blockBytes })))).toEqual([
        { a: '1' },
        { a: '' },
        { a: '2' },
        { a: '' },
      ])
    }
  })

  test('that do not have as many fields as the header are faults', async () => {
    for (const blockBytes of blocks) {
      const records = await readAll(source('a,b\n1\n1,2\n1,2,3\n"1\n,2"\n', { blockBytes }))
      expect(faultsOf(records)).toEqual(['0 ragged_row', '2 ragged_row', '3 ragged_row'])
      expect(records[0]?.fault?.message).toBe('the row has 1 fields, the header has 2')
    }
  })

  test('with a quote within a field are faults, and end where they would end without it', async () => {
    const text = 'a,b\n5" pipe,2\n1,"x"y\n"x" ,2\n1,"x"y"z\n1,"a""b"\n'
    for (const blockBytes of blocks) {
      const records = await readAll(source(text, { blockBytes }))
      expect(faultsOf(records)).toEqual(['0 stray_quote', '1 stray_quote', '2 stray_quote', '3 stray_quote'])
      expect(records[0]?.raw).toBe('5" pipe,2')
      expect(records[4]?.value).toEqual({ a: '1', b: 'a"b' })
    }
  })

  test('that are too large are faults, and are not kept', async () => {
    const text = `a,b\n1,${'x'.repeat(50)}\n2,"${'y,\n""'.repeat(20)}"\n3,z\n`
    for (const blockBytes of blocks) {
      const records = await readAll(source(text, { maxRecordBytes: 30, blockBytes }))
      expect(faultsOf(records)).toEqual(['0 record_too_large', '1 record_too_large'])
      expect(records[2]?.value).toEqual({ a: '3', b: 'z' })
    }
  })

  test('are found again from any position, whatever the chunks', async () => {
    const text = 'a;b\né;"x\n""y"\n\n😀;2\r\n3;"4"\n'
    const { positions, records } = await readOn(source(text, { delimiter: ';', blockBytes: 3 }), undefined, 1)
    for (const [at, position] of positions.entries()) {
      for (const blockBytes of blocks) {
        const rest = await readOn(source(text, { delimiter: ';', blockBytes }), position)
        expect(rest.records).toEqual(records.slice(at + 1))
      }
    }
  })

  test('may be in another encoding', async () => {
    const content = Buffer.from('näme;b\nZoë;2\n', 'latin1')
    for (const blockBytes of blocks) {
      const file = source(content, { delimiter: ';', encoding: 'windows-1252', blockBytes })
      expect(valuesOf(await readAll(file))).toEqual([{ näme: 'Zoë', b: '2' }])
    }
  })
})

describe('the header', () => {
  test.each([
    ['a doubled name', 'a,b,a\n1,2,3\n'],
    ['a name of nothing', 'a,,c\n1,2,3\n'],
    ['a name of spaces', 'a, ,c\n1,2,3\n'],
    ['a first line that is empty', '\na,b\n1,2\n'],
    ['a stray quote', 'a,b"c\n1,2\n'],
    ['an open quote', 'a,"b\n1,2\n'],
  ])('%s is a problem', async (_what, text) => {
    for (const blockBytes of blocks) expect(await codesOf(source(text, { blockBytes }))).toEqual(['SRC117', 'SRC117'])
  })

  test('must have the declared columns, in any order', async () => {
    const columns = ['a', 'b']
    expect(await readAll(source('b,a\n1,2\n', { columns }))).toHaveLength(1)
    expect(await codesOf(source('a\n1\n', { columns }))).toEqual(['SRC118', 'SRC118'])
    expect(await codesOf(source('a,b,c\n1,2,3\n', { columns }))).toEqual(['SRC118', 'SRC118'])
  })

  test('may have others where that is declared', async () => {
    expect(await readAll(source('a\n1\n', { columns: ['a', 'b'], missingColumns: 'allow' }))).toHaveLength(1)
    expect(await readAll(source('a,c\n1,2\n', { columns: ['a'], unknownColumns: 'allow' }))).toHaveLength(1)
    const both = csvFile(folder.file('a,c\n1,2\n'), { columns: ['a', 'b'] }).pin()
    await expect(both).rejects.toThrow('does not have the declared columns: missing: "b"; unknown: "c".')
  })

  test('that does not end is not read without bounds', async () => {
    expect(await codeOf(source('a'.repeat(5000), { maxRecordBytes: 100, blockBytes: 64 }).pin())).toBe('SRC117')
  })
})

describe('a problem', () => {
  test.each([
    ['an empty file', '', 'SRC105', {}],
    ['a header only', 'a,b\n', 'SRC107', {}],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeffa\n1\n', 'utf16le')), 'SRC111', {}],
    ['Latin-1', new Uint8Array(Buffer.from('a\né\n', 'latin1')), 'SRC112', {}],
    ['a zero byte', 'a\n\0\n', 'SRC113', {}],
    ['too few records', 'a\n1\n2\n', 'SRC114', { minRecords: 3 }],
    ['an unclosed quote', 'a,b\n1,2\n3,"4\n5,6\n', 'SRC116', {}],
    ['an unclosed quote at the end', 'a,b\n1,2\n3,"', 'SRC116', {}],
    ['an unclosed quote in a large row', `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(50)}`, 'SRC116', { maxRecordBytes: 40 }],
  ] as const)('%s, for pinning and for reading', async (...[, content, code, options]) => {
    for (const blockBytes of blocks) {
      expect(await codesOf(source(content, { ...options, blockBytes }))).toEqual([code, code])
    }
  })

  test('an unclosed quote names the line it stands on', async () => {
    for (const blockBytes of blocks) {
      for (const maxRecordBytes of [20, 4096]) {
        const bad = source(`a,b\n"x\ny",2\n3,"4\n${'5,6\n'.repeat(20)}`, { blockBytes, maxRecordBytes })
        await expect(bad.pin()).rejects.toThrow('opens a quote on line 4 that is never closed.')
        await expect(readOn(bad)).rejects.toThrow('opens a quote on line 4 that is never closed.')
      }
    }
  })

  test('a last row without a line break, unless that is declared', async () => {
    expect((await codesOf(source('a,b\n1,2')))[1]).toBe('SRC125')
    expect(await readAll(source('a,b\n1,2', { lastLineBreak: 'optional' }))).toHaveLength(1)
    expect(await readAll(source('a,b\n1,"2"', { lastLineBreak: 'optional' }))).toHaveLength(1)
    expect((await codesOf(source('a,b\n1', { lastLineBreak: 'optional' })))[1]).toBe('SRC108')
  })
})

test('a file cut off anywhere within its last two records is never read to the end', async () => {
  const bytes = Buffer.from('id,name,note\n1,a,b\n2,"é ""x""","two\nlines"\n3,😀,last\n')
  const wholeAt = bytes.indexOf('3,')
  for (let length = bytes.indexOf('2,"') + 1; length < bytes.length; length++) {
    if (length === wholeAt) continue
    for (const blockBytes of [3, 4096]) {
      const codes = await codesOf(source(bytes.subarray(0, length), { blockBytes }))
      expect(codes[1], `cut at ${length}`).toMatch(/^SRC1(08|12|16|25)$/)
    }
  }
  expect(await codesOf(source(bytes.subarray(0, wholeAt), { minRecords: 3 }))).toEqual(['SRC114', 'SRC114'])
})
