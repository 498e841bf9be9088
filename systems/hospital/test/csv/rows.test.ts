import { describe, expect, test } from 'vitest'
import { type CsvRow, csvRows } from '../../src/csv/rows.ts'

const rowsOf = async (text: string | Uint8Array, cut = 65_536): Promise<readonly CsvRow[]> => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return Array.fromAsync(csvRows(pieces(bytes, cut)))
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const cellsOf = async (text: string, cut?: number): Promise<readonly (readonly string[])[]> =>
  (await rowsOf(text, cut)).map((row) => ('cells' in row ? row.cells : [row.fault.code]))

describe('the rows of a CSV file', () => {
  test.each([
    ['LF', 'a,b\n1,2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['CR', 'a,b\r1,2\r'],
    ['a missing final line break', 'a,b\r\n1,2'],
    ['a BOM', '\ufeffa,b\n1,2\n'],
    ['a BOM before a quoted name', '\ufeff"a",b\n1,2\n'],
    ['every field in quotes', '"a","b"\r\n"1","2"\r\n'],
  ])('%s', async (_, text) => {
    expect(await cellsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  test('quotes, commas and line breaks inside of quotes belong to the field', async () => {
    expect(await cellsOf('a,b\r\n"say ""ah"", twice","one\r\ntwo\nthree"\r\n')).toEqual([
      ['a', 'b'],
      ['say "ah", twice', 'one\r\ntwo\nthree'],
    ])
  })

  test('wherever the bytes are cut, the rows are the same', async () => {
    const text = 'ä,b\r\n"é""😀",2\r\n\r\n"x\r\ny",z'
    const whole = await rowsOf(text)
    for (const size of [1, 2, 3, 5, 7]) expect(await rowsOf(text, size)).toEqual(whole)
    expect(whole).toHaveLength(4)
  })

  test('a row has the number that a spreadsheet shows, and an empty line is a row with one empty cell', async () => {
    expect(await rowsOf('a,b\n\n"1\n1",2\n3,4')).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: [''] },
      { row: 3, cells: ['1\n1', '2'] },
      { row: 4, cells: ['3', '4'] },
    ])
  })

  test.each(['3"x",4', '"3"x,4', '"3" ,4', 'a "b",4'])(
    'a stray quote spoils its row and no other: %s',
    async (line) => {
      expect(await rowsOf(`a,b\n1,2\n${line}\n5,6\n`)).toEqual([
        { row: 1, cells: ['a', 'b'] },
        { row: 2, cells: ['1', '2'] },
        {
          row: 3,
          fault: {
            code: 'stray_quote',
            message:
              'a quote stands where none may stand: a field with quotes is written in quotes, and its quotes twice',
          },
        },
        { row: 4, cells: ['5', '6'] },
      ])
    },
  )

  test('a quote that is never closed ends the file at its row', async () => {
    expect(await rowsOf('a,b\n1,2\n"3,4\n5,6\n')).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['1', '2'] },
      {
        row: 3,
        fault: { code: 'quote_not_closed', message: 'a quote is opened and never closed; nothing after it was read' },
      },
    ])
  })

  test.each([
    ['a quote that is never closed', '"3,4\n5,6\n'],
    ['a row without an end', `${'x'.repeat(300_000)}\n5,6\n`],
  ])('no row before %s is lost', async (_, end) => {
    const rows = await rowsOf(`a,b\n${'1,2\n'.repeat(5000)}${end}`, 10_000_000)
    expect(rows).toHaveLength(5002)
    expect(rows[5000]).toEqual({ row: 5001, cells: ['1', '2'] })
    expect(rows[5001]).toHaveProperty('fault')
  })

  test.each([
    ['plain', `${'x'.repeat(300_000)},4`],
    ['quoted', `"${'x'.repeat(300_000)}",4`],
  ])('a row without an end is not held in memory: %s', async (_, line) => {
    const rows = await rowsOf(`a,b\n1,2\n${line}\n5,6\n`)
    expect(rows.at(-1)).toEqual({
      row: 3,
      fault: { code: 'row_too_long', message: 'the row is longer than 262144 bytes; nothing after it was read' },
    })
  })

  test.each([
    ['a stray byte', new Uint8Array([0x61, 0x2c, 0xe9, 0x0a])],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0x00, 0x2c, 0x00])],
    ['a character that is cut off', new Uint8Array([0x61, 0x0a, 0xc3])],
  ])('%s is not UTF-8', async (_, bytes) => {
    await expect(rowsOf(bytes)).rejects.toMatchObject({
      status: 400,
      code: 'not_utf8',
      message: 'The file is not UTF-8. Save it as "CSV UTF-8" and send it again',
    })
  })

  test('an empty file has no row', async () => {
    expect(await rowsOf('')).toEqual([])
  })
})
