import { afterAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/kernel/hash.ts'
import { type JsonFileOptions, jsonFile } from '../../src/sources/json-file.ts'
import { codeOf, codesOf, faultsOf, Folder, readAll, readOn, valuesOf } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const source = (text: string | Uint8Array, options?: JsonFileOptions) => jsonFile(folder.file(text), options)
const faults = async (text: string, options?: JsonFileOptions) => faultsOf(await readAll(source(text, options)))

describe('records', () => {
  test('come with their number, their text and their value', async () => {
    const [first, second] = await readAll(source('[ {"a": 1} ,\n\t[2]\r\n]  '))
    expect(first).toEqual({ index: 0, raw: '{"a": 1}', value: { a: 1 } })
    expect(second).toEqual({ index: 1, raw: '[2]', value: [2] })
  })

  test('may be of any kind', async () => {
    expect(valuesOf(await readAll(source('[1,"x",true,null,-2.5e3,{},[],""]')))).toEqual([
      1,
      'x',
      true,
      null,
      -2500,
      {},
      [],
      '',
    ])
  })

  test('keep names that mean something to JavaScript', async () => {
    const [record] = await readAll(source('[{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}]'))
    expect(Object.keys(record?.value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    expect(record?.value).not.toHaveProperty('isAdmin')
  })

  test('keep names with escapes, which JSON.parse of V8 13.6 takes for others it has seen', async () => {
    const text = '[{"a":1,"\\\\":2},{"a":1,"\\n":3},{"a":1,"\\"":4},{"a":1,"\\u0041":5,"\\\\":6}]'
    expect(valuesOf(await readAll(source(text)))).toEqual([
      { a: 1, '\\': 2 },
      { a: 1, '\n': 3 },
      { a: 1, '"': 4 },
      { a: 1, A: 5, '\\': 6 },
    ])
  })

  test('the byte-order mark is no part of them', async () => {
    expect(valuesOf(await readAll(source('\ufeff[{"a":1}]')))).toEqual([{ a: 1 }])
  })

  test('are handed on in chunks whose positions are the bytes behind them', async () => {
    const { positions } = await readOn(source('["é", "b", "c"]'), undefined, 2)
    expect(positions).toEqual([
      { record: 2, mark: 10 },
      { record: 3, mark: 15 },
    ])
  })

  test('do not wait in a chunk until they take too much memory', async () => {
    const large = JSON.stringify('x'.repeat(600_000))
    const { positions } = await readOn(source(`[${[large, large, large].join()}]`))
    expect(positions).toHaveLength(2)
  })
})

describe('the source', () => {
  test('describes itself without opening anything', () => {
    const { name, description } = jsonFile('data/ocm.json', { at: 'items', minRecords: 3 })
    expect(name).toBe('ocm.json')
    expect(description).toEqual({
      kind: 'json-file',
      path: 'data/ocm.json',
      encoding: 'utf-8',
      maxRecordBytes: 16_777_216,
      minRecords: 3,
      allowEmpty: false,
      maxDepth: 64,
      numbers: 'exact',
      entries: false,
      at: 'items',
    })
  })

  test('is pinned with its records, bytes and SHA-256', async () => {
    expect(await source('[1,2]\n').pin()).toEqual({
      records: 2,
      bytes: 6,
      digest: sha256('[1,2]\n'),
    })
  })
})

describe('a record has a fault when', () => {
  test('a key is doubled, at any depth', async () => {
    expect(await faults('[{"a":1,"a":2},{"b":[{"c":1},{"x":{"d":1,"\\u0064":2}}]},{"a":{"a":{"a":1}}}]')).toEqual([
      '0 duplicate_key a',
      '1 duplicate_key b.1.x.d',
    ])
  })

  test('it is nested too deep', async () => {
    expect(await faults('[[[1]],[[[1]]],{"a":[[2]]},1]', { maxDepth: 2 })).toEqual(['1 too_deep', '2 too_deep'])
  })

  test('it is too large, whether or not it fits in a block', async () => {
    const text = JSON.stringify([{ a: 'x'.repeat(100) }, { b: 1 }, 'y'.repeat(99), { c: '},]"\\'.repeat(20) }, 7])
    for (const blockBytes of [7, 64, 4096]) {
      expect(await faults(text, { maxRecordBytes: 80, blockBytes })).toEqual([
        '0 record_too_large',
        '2 record_too_large',
        '3 record_too_large',
      ])
    }
  })

  test('a number would lose digits', async () => {
    const lost = ['1e999999', '-1e400', '1e-400', '0.1234567890123456789', '123456789012345678.5', '1'.repeat(1001)]
    for (const number of lost)
      expect(await faults(`[{"n":[${number}]}]`), number).toEqual(['0 number_loses_digits n.0'])
  })

  test('it holds half of a surrogate pair', async () => {
    expect(await faults('["\\ud800",{"a":"x\\udc00"},{"\\ud83d":1},"\\ud83d\\ude00","\\\\ud800"]')).toEqual([
      '0 lone_surrogate',
      '1 lone_surrogate a',
      '2 lone_surrogate \ufffd',
    ])
  })
})

describe('numbers', () => {
  test('above 2^53 come as bigint, others keep their digits', async () => {
    const text =
      '[9007199254740991,9007199254740992,-12345678901234567890,0.1,1.50,1e21,0.30000000000000004,100000000000000000000.0,0e9,-0]'
    expect(valuesOf(await readAll(source(text)))).toEqual([
      9007199254740991,
      9007199254740992n,
      -12345678901234567890n,
      0.1,
      1.5,
      1e21,
      0.30000000000000004,
      1e20,
      0,
      -0,
    ])
  })

  test('come as text where that is declared', async () => {
    const text = '[{"a":1e999999,"b":[1.50,"x",null]},-0]'
    expect(valuesOf(await readAll(source(text, { numbers: 'text' })))).toEqual([
      { a: '1e999999', b: ['1.50', 'x', null] },
      '-0',
    ])
  })
})

describe('an array within an object', () => {
  const text = '{"n": 2, "items": [{"a":1}, {"a":2}], "rest": {"items": [5]}, "x": "]}"}'

  test('is found by its key', async () => {
    for (const blockBytes of [3, 4096]) {
      expect(valuesOf(await readAll(source(text, { at: 'items', blockBytes })))).toEqual([{ a: 1 }, { a: 2 }])
    }
  })

  test('may stand behind something large or deep', async () => {
    const before = `"x": ${JSON.stringify('y'.repeat(300))}, "z": ${'['.repeat(100)}${']'.repeat(100)}`
    const options = { at: 'items', maxRecordBytes: 100, blockBytes: 16 }
    expect(valuesOf(await readAll(source(`{${before}, "items": [1]}`, options)))).toEqual([1])
  })

  test('its key may be escaped', async () => {
    expect(valuesOf(await readAll(source('{"\\u0069tems":[1]}', { at: 'items', blockBytes: 3 })))).toEqual([1])
  })

  test.each([
    ['is not there', '{"a":[1]}'],
    ['is no array', '{"items":{"a":1}}'],
    ['stands there twice', '{"items":[1],"items":[2]}'],
  ])('is a problem when it %s', async (_what, bad) => {
    expect(await codesOf(source(bad, { at: 'items', blockBytes: 3 }))).toEqual(['SRC121', 'SRC121'])
  })

  test('reading goes on within it', async () => {
    const at = source(text, { at: 'items' })
    const { positions } = await readOn(at, undefined, 1)
    expect(valuesOf((await readOn(at, positions[0])).records)).toEqual([{ a: 2 }])
  })
})

describe('the entries of an object', () => {
  const text = '{"ER": ["pump"], "ICU ": [], "ER": null}'

  test('are records of a key and a value', async () => {
    for (const blockBytes of [3, 4096]) {
      const records = await readAll(source(text, { object: 'entries', blockBytes }))
      expect(valuesOf(records)).toEqual([
        { key: 'ER', value: ['pump'] },
        { key: 'ICU ', value: [] },
        { key: 'ER', value: null },
      ])
      expect(records[0]?.raw).toBe('"ER": ["pump"]')
    }
  })

  test('have faults with the key in the path', async () => {
    expect(await faults('{"a":{"b":1,"b":2},"\\ud800":1,"c":{"d":1e999}}', { object: 'entries' })).toEqual([
      '0 duplicate_key a.b',
      '1 lone_surrogate \ufffd',
      '2 number_loses_digits c.d',
    ])
  })

  test('an array is not an object', async () => {
    expect(await codesOf(source('[1]', { object: 'entries' }))).toEqual(['SRC106', 'SRC106'])
  })

  test.each(['{1:2}', '{"a" 1}', '{"a":}', '{"a"}', '{"a":1 "b":2}', '{"\\x":1}'])('%s is a problem', async (bad) => {
    expect(await codeOf(readOn(source(bad, { object: 'entries' })))).toBe('SRC119')
  })
})

type Bad = readonly [what: string, content: string | Uint8Array, code: string, options?: JsonFileOptions]

describe('a problem', () => {
  const bad: readonly Bad[] = [
    ['an empty file', '', 'SRC105'],
    ['white space only', ' \n\t ', 'SRC105'],
    ['a byte-order mark only', '\ufeff', 'SRC105'],
    ['an object', '{"a":1}', 'SRC106'],
    ['a number', '5', 'SRC106'],
    ['words', 'NaN', 'SRC106'],
    ['a closing bracket', ']', 'SRC106'],
    ['an empty array', ' [ ] ', 'SRC107'],
    ['no closing bracket', '[1,2', 'SRC108'],
    ['no record after a comma', '[1,', 'SRC108'],
    ['only an opening bracket', '[', 'SRC108'],
    ['an unclosed string', '[1,"abc]', 'SRC108'],
    ['an unclosed record', '[1,{"a":[1]', 'SRC108'],
    ['a comma after the last record', '[1,2,]', 'SRC109'],
    ['a second array', '[1][2]', 'SRC110'],
    ['text after the end', '[1]x', 'SRC110'],
    ['a second closing bracket', '[1]]', 'SRC110'],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeff[1]', 'utf16le')), 'SRC111'],
    ['big-endian UTF-16', new Uint8Array([0xfe, 0xff, 0, 0x5b]), 'SRC111'],
    ['a UTF-8 mark in Latin-1', '\ufeff[1]', 'SRC111', { encoding: 'latin1' }],
    ['Latin-1 in UTF-8', new Uint8Array(Buffer.from('["é"]', 'latin1')), 'SRC112'],
    ['a character cut at the end', new Uint8Array(Buffer.from('["é').subarray(0, 3)), 'SRC112'],
    [
      'half a surrogate pair in UTF-16',
      new Uint8Array(Buffer.from('["\ud800"]', 'utf16le')),
      'SRC112',
      { encoding: 'utf-16le' },
    ],
    ['half a character in UTF-16', new Uint8Array([0x5b, 0, 0x31, 0, 0x5d]), 'SRC112', { encoding: 'utf-16le' }],
    ['a zero byte', '["a\0b"]', 'SRC113'],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from('[1]', 'utf16le')), 'SRC113'],
    ['too few records', '[1,2]', 'SRC114', { minRecords: 3 }],
  ]

  test.each(bad.map(([what, ...about]) => ({ what, about })))(
    '$what, for pinning and for reading',
    async ({ about }) => {
      const [content, code, options] = about
      for (const blockBytes of [3, 4096]) {
        expect(await codesOf(source(content, { ...options, blockBytes }))).toEqual([code, code])
      }
    },
  )

  test.each([
    '[1 2]',
    '[,1]',
    '[1,,2]',
    '[{"a":1],2]',
    '[{"a":1}}',
    '[tru]',
    "['a']",
    '[{a:1}]',
    '[01]',
    '[+1]',
    '[1.]',
    '["\t"]',
    '[:]',
  ])('%s is not valid JSON', async (text) => {
    expect(await codeOf(readOn(source(text)))).toBe('SRC119')
  })

  test('an empty array is none where that is declared', async () => {
    expect(await readAll(source('[]', { allowEmpty: true }))).toEqual([])
  })

  test('a mark that is none of ours', async () => {
    for (const mark of ['x', -1, 1.5, {}]) {
      expect(await codeOf(readOn(source('[1,2]'), { record: 1, mark }))).toBe('SRC124')
    }
    expect(await codeOf(readOn(source('[1,2]'), { record: 1, mark: 99 }))).toBe('SRC124')
  })
})

test('a file cut off anywhere in its last two records is never read to the end', async () => {
  const text = '[{"id":1},{"id":2,"name":"é","list":[1,{"x":"\\"]"}]},{"id":3,"n":1.5e3}]\n'
  const bytes = Buffer.from(text)
  const end = bytes.lastIndexOf(']')
  for (let length = bytes.indexOf('{"id":2'); length <= end; length++) {
    for (const blockBytes of [5, 4096]) {
      const codes = await codesOf(source(bytes.subarray(0, length), { blockBytes }))
      expect(codes[0], `cut at ${length}`).toMatch(/^SRC1(08|12)$/)
      expect(codes[1], `cut at ${length}`).toMatch(/^SRC1(08|12)$/)
    }
  }
})

test('a million nested arrays are passed over without parsing or recursion', async () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
  expect(await faults(`[1,${deep},{"a":${deep}},2]`)).toEqual(['1 too_deep', '2 too_deep'])
  expect(await codesOf(source('['.repeat(1_000_000)))).toEqual(['SRC108', 'SRC108'])
})

describe('other encodings', () => {
  const value = [{ a: 'Zoë' }, { b: 'ñ' }, { c: 'ß' }]
  const texts = { latin1: 'latin1', 'windows-1252': 'latin1', 'utf-16le': 'utf16le' } as const

  test.each(Object.entries(texts))('%s is read, and positions are bytes of the file', async (encoding, encoder) => {
    const content = Buffer.from(JSON.stringify(value), encoder)
    for (const blockBytes of [4, 4096]) {
      const options = { encoding: encoding as keyof typeof texts, blockBytes }
      const file = source(content, options)
      expect(valuesOf(await readAll(file))).toEqual(value)
      const { positions } = await readOn(file, undefined, 1)
      for (const [at, position] of positions.entries()) {
        expect(valuesOf((await readOn(file, position)).records)).toEqual(value.slice(at + 1))
      }
    }
  })

  test('Windows-1252 has a euro sign, Latin-1 has a control character there', async () => {
    const content = new Uint8Array([0x5b, 0x22, 0x80, 0x22, 0x5d])
    expect(valuesOf(await readAll(source(content, { encoding: 'windows-1252' })))).toEqual(['€'])
    expect(valuesOf(await readAll(source(content, { encoding: 'latin1' })))).toEqual(['\u0080'])
  })

  test('a mark of the declared encoding is no part of the text', async () => {
    const content = Buffer.from('\ufeff["😀"]', 'utf16le')
    for (const blockBytes of [4, 5, 4096]) {
      expect(valuesOf(await readAll(source(content, { encoding: 'utf-16le', blockBytes })))).toEqual(['😀'])
    }
  })
})
