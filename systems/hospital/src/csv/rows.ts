import { Readable } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { notUtf8 } from './problems.ts'

/** What keeps a row from being read at all. */
export type RowFault = { readonly code: 'quote_not_closed' | 'stray_quote' | 'row_too_long'; readonly message: string }

/** `row` is the number a spreadsheet shows: the header is row 1, a line break inside of quotes starts no row. */
export type CsvRow =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly fault: RowFault }

/** No register's row comes near: a longer one is a file whose quotes went wrong. */
const mostRowBytes = 262_144

/**
 * The rows of a CSV file (RFC 4180; a BOM, CRLF, LF and CR are taken as they come), read as they are asked for. A row
 * after which nothing can be told apart any more is the last one.
 *
 * @throws Refusal `not_utf8`
 */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  let ending: Ending | undefined
  const parsed = Readable.from(textOf(bytes)).compose(
    parse({
      ...dialect,
      on_skip: (error) => {
        ending ??= endingOf(error)
        return undefined
      },
    }),
  ) as AsyncIterable<ParsedRow>
  let row = 0
  for await (const { record, raw } of parsed) {
    if (row === ending?.after) break
    row++
    yield hasStrayQuote(raw) ? { row, fault: strayQuote } : { row, cells: record }
  }
  if (ending !== undefined) yield { row: ending.after + 1, fault: ending.fault }
}

const dialect = {
  raw: true,
  relax_column_count: true,
  relax_quotes: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: mostRowBytes,
  // As an error of the stream, a fault would take the rows along that wait before it.
  skip_records_with_error: true,
}

type ParsedRow = { readonly record: readonly string[]; readonly raw: string }

/** A decoder that leaves no damaged character behind as U+FFFD; it takes the BOM off. */
async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw notUtf8()
    }
  }
  for await (const chunk of bytes) yield decode(chunk)
  yield decode()
}

const strayQuote: RowFault = {
  code: 'stray_quote',
  message: 'a quote stands where none may stand: a field with quotes is written in quotes, and its quotes twice',
}

/** The parser takes a quote in the middle of a field for a character, so the row is looked at once more. */
function hasStrayQuote(raw: string): boolean {
  return raw.includes('"') && !wellQuoted.test(raw)
}

const wellQuoted = /^(?:"[^"]*(?:""[^"]*)*"|[^",\r\n]*)(?:,(?:"[^"]*(?:""[^"]*)*"|[^",\r\n]*))*[\r\n]*$/

/** The fault after which nothing can be told apart, and how many rows stand before it. */
type Ending = { readonly after: number; readonly fault: RowFault }

function endingOf(error: CsvError | undefined): Ending {
  const after = Number(error?.['records'])
  if (error?.code === 'CSV_QUOTE_NOT_CLOSED') return { after, fault: notClosed }
  if (error?.code === 'CSV_MAX_RECORD_SIZE') return { after, fault: tooLong }
  throw error ?? new TypeError('the parser left a row out and does not say why')
}

const notClosed: RowFault = {
  code: 'quote_not_closed',
  message: 'a quote is opened and never closed; nothing after it was read',
}
const tooLong: RowFault = {
  code: 'row_too_long',
  message: `the row is longer than ${mostRowBytes} bytes; nothing after it was read`,
}
