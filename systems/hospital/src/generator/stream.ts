import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { injected } from './generate.ts'
import { injectStress } from './stress.ts'
import type { Draft, Profile, RegisterName } from './manifest.ts'

export type StreamOptions = {
  readonly register: RegisterName
  readonly n: number
  readonly seed: number
  readonly profile: Profile
  readonly asOf: string
}

export type StreamForm = 'json' | 'ndjson' | 'csv'

const blockSize = 5_000

/** Any number of records, made block by block so that memory does not grow; running numbers and serials go on from block to block. */
export function* streamRecords(options: StreamOptions): Generator<Draft> {
  for (let offset = 0, block = 0; offset < options.n; offset += blockSize, block++) {
    const into = injected({ ...options, n: Math.min(blockSize, options.n - offset), seed: options.seed, offset })
    if (options.profile === 'stress') injectStress(into, options.asOf)
    yield* into.records
  }
}

/**
 * Writes a register file of any size without holding it in memory.
 *
 * @example await writeStream('/tmp/ocm.ndjson', 'ndjson', { register: 'ocm', n: 1_000_000, seed: 1, profile: 'real', asOf: '2025-06-28' })
 */
export async function writeStream(path: string, form: StreamForm, options: StreamOptions): Promise<void> {
  const file = createWriteStream(path)
  await pipeline(Readable.from(chunks(forms[form](streamRecords(options)))), file)
  if (!file.closed) await once(file, 'close')
}

function* chunks(pieces: Iterable<string>): Generator<string> {
  let chunk: string[] = []
  let size = 0
  for (const piece of pieces) {
    chunk.push(piece)
    size += piece.length
    if (size < 65_536) continue
    yield chunk.join('')
    chunk = []
    size = 0
  }
  if (size > 0) yield chunk.join('')
}

const forms: Readonly<Record<StreamForm, (records: Iterable<Draft>) => Iterable<string>>> = {
  json: jsonPieces,
  ndjson: ndjsonPieces,
  csv: csvPieces,
}

function* jsonPieces(records: Iterable<Draft>): Generator<string> {
  let before = '['
  for (const record of records) {
    yield `${before}${JSON.stringify([record], null, 2).slice(1, -2)}`
    before = ','
  }
  yield before === '[' ? '[]' : '\n]'
}

function* ndjsonPieces(records: Iterable<Draft>): Generator<string> {
  for (const record of records) yield `${JSON.stringify(record)}\n`
}

// RFC 4180 but for LF line ends; a quarter's object becomes the columns PPM_Q_I_engineer and PPM_Q_I_date.
function* csvPieces(records: Iterable<Draft>): Generator<string> {
  let header: string | undefined
  for (const record of records) {
    const flat = Object.entries(record).flatMap(([key, value]) => flatten(key, value))
    const keys = flat.map(([key]) => cell(key)).join(',')
    header ??= yield* head(keys)
    yield `${flat.map(([, value]) => cell(value)).join(',')}\n`
  }
}

function* head(keys: string): Generator<string, string> {
  yield `${keys}\n`
  return keys
}

function flatten(key: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (!key.startsWith('PPM_Q_')) return [[key, value]]
  const quarter = (value ?? {}) as Draft
  return [
    [`${key}_engineer`, quarter['engineer']],
    [`${key}_date`, quarter['quarter_date']],
  ]
}

function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value as string | number)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
