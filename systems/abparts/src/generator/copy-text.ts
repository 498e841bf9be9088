import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { arrayText, type Cell, type TableRows } from './table-rows.ts'

const chunkLength = 1 << 16

/** The tables as a script of COPY blocks, as `psql` reads it, in pieces of about 64 KB. */
export function* copyScript(tables: readonly TableRows[]): Generator<string> {
  for (const table of tables) yield* inChunks(copyBlock(table))
}

/**
 * Writes such a script of any size without holding it.
 *
 * @throws what the file system says when the path cannot be written
 */
export async function writeCopyScript(path: string, before: string, tables: readonly TableRows[]): Promise<void> {
  await pipeline(Readable.from(scriptAfter(before, tables)), createWriteStream(path))
}

function* scriptAfter(before: string, tables: readonly TableRows[]): Generator<string> {
  yield before
  yield* copyScript(tables)
}

function* copyBlock({ table, columns, rows }: TableRows): Generator<string> {
  yield `copy ${table} (${columns.join(', ')}) from stdin;\n`
  for (const row of rows()) yield `${row.map(field).join('\t')}\n`
  yield '\\.\n\n'
}

function field(value: Cell): string {
  if (value === null) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  return (typeof value === 'string' ? value : arrayText(value)).replaceAll(/[\\\t\n\r\b\f\v]/g, escaped)
}

const letters: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

const escaped = (character: string): string => letters[character] as string

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk: string[] = []
  let length = 0
  for (const piece of pieces) {
    chunk.push(piece)
    length += piece.length
    if (length < chunkLength) continue
    yield chunk.join('')
    chunk = []
    length = 0
  }
  if (length > 0) yield chunk.join('')
}
