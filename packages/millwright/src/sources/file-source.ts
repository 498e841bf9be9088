import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Counter } from './counter.ts'
import type { Cutter } from './cutter.ts'
import type { Encoding } from './encoding.ts'
import { openInput } from './input-file.ts'
import type { Parsed } from './json-value.ts'
import { badPosition, miscounted, noRecords, sourceChanged, tooFewRecords } from './problems.ts'
import type { Position, Source, SourceChunk, SourcePin, SourceRecord } from './source.ts'
import { Window } from './window.ts'

/** What all files have in common. */
export type FileOptions = {
  /** Default: the file's base name. */
  readonly name?: string
  /** Default `utf-8`. Text that is not valid in it is a problem, never replaced. */
  readonly encoding?: Encoding
  /** A larger record is faulty and is never held in memory as a whole. Counted in characters. Default 16 MiB. */
  readonly maxRecordBytes?: number
  /** Fewer records are a problem. */
  readonly minRecords?: number
  /** No records at all are no problem. */
  readonly allowEmpty?: boolean
  /** Directories the file must lie in after all links are followed. Default: anywhere. */
  readonly roots?: readonly string[]
  /** Bytes read at once. Default 256 KiB. */
  readonly blockBytes?: number
}

/** How far reading had come: the record's number and the byte it ended at. */
export type From = { readonly record: number; readonly byte: number }

/** How files of one format are read. */
export type Format = {
  readonly kind: string
  readonly description: { readonly [key: string]: string | number | boolean }
  /** A cutter, and a window that stands where it begins. */
  start(opener: Opener, from: From | undefined): Promise<{ readonly cutter: Cutter; readonly window: Window }>
  counter(opener: Opener): Promise<Counter>
  /** Reads one record from its own text, where that is enough. */
  readonly parse?: (raw: string) => Parsed
}

/** Opens windows on the file that is being read. */
export type Opener = (offset?: number) => Promise<Window>

const usualBlockBytes = 256 * 1024
export const usualRecordBytes = 16 * 1024 * 1024
/** A chunk is handed on when its records are this large together, however few they are. */
const mostChunkCharacters = 1024 * 1024

export class FileSource implements Source {
  readonly name: string
  readonly isApart = true
  readonly description: Source['description']
  readonly parse?: NonNullable<Source['parse']>
  readonly #path: string
  readonly #options: FileOptions
  readonly #format: Format
  #pin: SourcePin | undefined

  constructor(path: string, options: FileOptions, format: Format) {
    this.#path = path
    this.#options = options
    this.#format = format
    this.name = options.name ?? basename(path)
    this.description = describeFile(path, options, format)
    const { parse } = format
    if (parse !== undefined) this.parse = (raw) => asSource(parse(raw))
  }

  async pin(): Promise<SourcePin> {
    await using file = await openInput(this.#path, this.#options.roots)
    const counter = await this.#format.counter(this.#opener(file))
    const window = await this.#opener(file)()
    await countAll(window, counter)
    this.#checkEnough(window, counter.records)
    this.#pin = { records: counter.records, bytes: window.position, digest: window.hash.digest('hex') }
    return this.#pin
  }

  async *read(from?: Position, chunkRecords = 1000): AsyncGenerator<SourceChunk> {
    await using file = await openInput(this.#path, this.#options.roots)
    const before = await file.stat()
    const opener = this.#opener(file, from?.record)
    const { cutter, window } = await this.#format.start(opener, from && fromOf(from, this.name))
    const rest = yield* readChunks({ cutter, window, chunkRecords, maxRecord: this.#maxRecord })
    const after = await file.stat()
    this.#verify(window, before.size === after.size && before.mtimeMs === after.mtimeMs)
    if (rest !== undefined) yield rest
  }

  async close(): Promise<void> {
    // Files are open only while they are read.
  }

  get #maxRecord(): number {
    return this.#options.maxRecordBytes ?? usualRecordBytes
  }

  #opener(file: FileHandle, handed = 0): Opener {
    const { encoding = 'utf-8', blockBytes = usualBlockBytes } = this.#options
    return (offset) => Window.open(file, { source: this.name, encoding, blockBytes, handed }, offset)
  }

  #checkEnough(window: Window, records: number): void {
    const { allowEmpty = false, minRecords = 0 } = this.#options
    if (records < minRecords) throw tooFewRecords(window, records, minRecords)
    if (records === 0 && !allowEmpty) throw noRecords(window)
  }

  #verify(window: Window, isUntouched: boolean): void {
    this.#checkEnough(window, window.records)
    if (this.#pin === undefined) {
      if (!isUntouched) throw sourceChanged(window)
      return
    }
    if (window.hash.digest('hex') !== this.#pin.digest) throw sourceChanged(window)
    if (window.records !== this.#pin.records) throw miscounted(window, this.#pin.records)
  }
}

const asSource = ({ value, fault }: Parsed): ReturnType<NonNullable<Source['parse']>> =>
  fault === undefined ? { value } : { fault }

function fromOf({ record, mark }: Position, source: string): From {
  const byte = Number(mark)
  if (Number.isSafeInteger(byte) && byte >= 0 && record >= 0) return { record, byte }
  throw badPosition({ source, records: record, handed: record }, 'the mark is not a place in a file')
}

function describeFile(path: string, options: FileOptions, { kind, description }: Format): Source['description'] {
  const { encoding = 'utf-8', maxRecordBytes = usualRecordBytes, minRecords = 0, allowEmpty = false } = options
  return { kind, path, encoding, maxRecordBytes, minRecords, allowEmpty, ...description }
}

async function countAll(window: Window, counter: Counter): Promise<void> {
  while (!window.ended) {
    await window.fill()
    counter.add(window)
    window.at = window.text.length
  }
  counter.finish(window)
}

type Reading = {
  readonly cutter: Cutter
  readonly window: Window
  readonly chunkRecords: number
  readonly maxRecord: number
}

/** Records on their way into a chunk, and the bytes at which the first begins and the last ends. */
type Batch = { readonly began: number; ended: number; readonly records: SourceRecord[]; characters: number }

/** All chunks but the last, which is returned so that it can be held back until the file is verified. */
async function* readChunks(reading: Reading): AsyncGenerator<SourceChunk, SourceChunk | undefined> {
  const { cutter, window, maxRecord } = reading
  let batch = newBatch(window.position)
  for (;;) {
    if (gather(reading, batch)) {
      const chunk = chunkOf(window, batch)
      window.handed = window.records
      batch = newBatch(batch.ended)
      yield chunk
      continue
    }
    if (window.ended) break
    if (window.text.length - window.at > maxRecord) cutter.giveUp(window)
    else await window.fill()
  }
  await cutter.finish(window)
  return batch.records.length === 0 ? undefined : chunkOf(window, batch)
}

const newBatch = (began: number): Batch => ({ began, ended: began, records: [], characters: 0 })

/** Adds records until the chunk is full (true) or the window is used up. */
function gather({ cutter, window, chunkRecords }: Reading, batch: Batch): boolean {
  const { records } = batch
  let end = -1
  let isFull = false
  while (!isFull) {
    const record = cutter.next(window)
    if (record === undefined) break
    end = window.at
    records.push(record)
    window.records++
    batch.characters += record.raw.length
    isFull = records.length >= chunkRecords || batch.characters >= mostChunkCharacters
  }
  // The cutter may have gone past the last record, which is where reading has to go on.
  if (end >= 0) batch.ended = window.positionOf(end)
  return isFull
}

const chunkOf = (window: Window, { records, began, ended }: Batch): SourceChunk => ({
  records,
  position: { record: window.records, mark: ended },
  bytes: ended - began,
})
