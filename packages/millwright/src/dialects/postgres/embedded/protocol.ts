import type { Value } from '../../../kernel/value.ts'
import { readerOf } from '../values.ts'
import type { WireResult } from '../wire.ts'

/**
 * The part of the wire protocol that one statement needs. The library has its own, but that decodes every field by
 * itself and takes a byte order mark at its beginning away.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function statementMessages(text: string, values: readonly (string | null)[]): Uint8Array {
  return Buffer.concat([
    message('P', [cString(''), cString(text), int16(0)]),
    message('B', [cString(''), cString(''), int16(0), int16(values.length), ...values.map(parameter), int16(0)]),
    message('D', [Buffer.from('P'), cString('')]),
    message('E', [cString(''), int32(0)]),
    message('S', []),
  ])
}

function message(type: string, parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

const cString = (text: string): Uint8Array => Buffer.from(`${text}\0`)

function int16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function parameter(value: string | null): Uint8Array {
  if (value === null) return int32(-1)
  const bytes = Buffer.from(value)
  return Buffer.concat([int32(bytes.length), bytes])
}

/** Reads the answer to one statement. @throws the server's error, with its SQLSTATE as `code` */
export function readAnswer(answer: Uint8Array): WireResult {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
  const reading: Reading = { columns: [], readers: [], rows: [], tag: '', error: undefined }
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readInt32BE(at + 1)
    messages[String.fromCharCode(bytes[at] as number)]?.(reading, bytes.subarray(at + 5, at + 1 + length))
    at += 1 + length
  }
  if (reading.error !== undefined) throw reading.error
  const words = reading.tag.split(' ')
  return { columns: reading.columns, rows: reading.rows, command: words[0] ?? '', count: countIn(words.at(-1)) }
}

type Reading = {
  columns: string[]
  readers: ((text: string) => Value)[]
  readonly rows: Value[][]
  tag: string
  error: Error | undefined
}

const countIn = (word: string | undefined): number => (word !== undefined && /^\d+$/.test(word) ? Number(word) : 0)

const messages: Readonly<Record<string, (reading: Reading, body: Buffer) => void>> = {
  T: readDescription,
  D: readRow,
  C: (reading, body) => {
    reading.tag = body.toString('utf8', 0, body.length - 1)
  },
  E: (reading, body) => {
    reading.error ??= errorIn(body)
  },
}

function readDescription(reading: Reading, body: Buffer): void {
  for (let at = 2; at < body.length; ) {
    const end = body.indexOf(0, at)
    reading.columns.push(body.toString('utf8', at, end))
    reading.readers.push(readerOf(body.readUInt32BE(end + 7)))
    at = end + 19
  }
}

function readRow(reading: Reading, body: Buffer): void {
  const row: Value[] = []
  for (let at = 2; at < body.length; ) {
    const length = body.readInt32BE(at)
    at += 4
    if (length < 0) row.push(null)
    else {
      const read = reading.readers[row.length] as (text: string) => Value
      row.push(read(body.toString('utf8', at, at + length)))
      at += length
    }
  }
  reading.rows.push(row)
}

function errorIn(body: Buffer): Error {
  const fields = new Map<string, string>()
  for (let at = 0; body[at] !== 0 && at < body.length; ) {
    const end = body.indexOf(0, at)
    fields.set(String.fromCharCode(body[at] as number), body.toString('utf8', at + 1, end))
    at = end + 1
  }
  const position = fields.get('P')
  return Object.assign(new Error(fields.get('M') ?? 'the server failed without a word'), {
    code: fields.get('C') ?? 'XX000',
    ...(position === undefined ? {} : { position }),
  })
}
