import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProblem } from '../../src/kernel/problem.ts'
import type { Position, Source, SourceRecord } from '../../src/sources/source.ts'

/** A directory that goes away with its test file. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'millwright-sources-'))
  #files = 0

  /** Writes a new file and returns its path. */
  file(content: string | Uint8Array, name = `file-${this.#files++}`): string {
    const path = join(this.path, name)
    writeFileSync(path, content)
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export type Read = { readonly records: readonly SourceRecord[]; readonly positions: readonly Position[] }

/** Everything that follows a position. */
export async function readOn(source: Source, from?: Position, chunkRecords?: number): Promise<Read> {
  const records: SourceRecord[] = []
  const positions: Position[] = []
  for await (const chunk of source.read(from, chunkRecords)) {
    records.push(...chunk.records)
    positions.push(chunk.position)
  }
  return { records, positions }
}

/** Pins and reads. */
export async function readAll(source: Source, chunkRecords?: number): Promise<readonly SourceRecord[]> {
  const { records } = await source.pin()
  const read = await readOn(source, undefined, chunkRecords)
  if (read.records.length !== records) throw new Error(`pinned ${records} records, read ${read.records.length}`)
  return read.records
}

export const valuesOf = (records: readonly SourceRecord[]): unknown[] => records.map(({ value }) => value)

export const faultsOf = (records: readonly SourceRecord[]): string[] =>
  records.flatMap(({ index, fault }) =>
    fault === undefined ? [] : [`${index} ${fault.code} ${fault.path ?? ''}`.trim()],
  )

/** The code of the problem that work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no problem'
  } catch (error) {
    return isProblem(error) ? error.code : String(error)
  }
}

/** The codes that pinning and reading end with; both must see that an input is bad. */
export const codesOf = async (source: Source): Promise<readonly [string, string]> => [
  await codeOf(source.pin()),
  await codeOf(readOn(source)),
]
