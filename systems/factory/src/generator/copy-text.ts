import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Cell, TableRows } from './table.ts'

const chunkLength = 1 << 16

/**
 * Writes tables of any size as a script for `psql`, after a text that makes them.
 *
 * @throws what the file system says when the path cannot be written
 */
export async function writeCopyScript(path: string, before: string, tables: readonly TableRows[]): Promise<void> {
  await pipeline(Readable.from(scriptOf(before, tables)), createWriteStream(path))
}

function* scriptOf(before: string, tables: readonly TableRows[]): Generator<string> {
  yield before
  for (const table of tables) yield* inChunks(copyBlock(table))
}

function* copyBlock({ table, columns, rows }: TableRows): Generator<string> {
  yield `copy "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) from stdin;\n`
  for (const row of rows()) yield `${row.map(field).join('\t')}\n`
  yield '\\.\n\n'
}

function field(value: Cell): string {
  if (value === null) return '\\N'
  return typeof value === 'string'
    ? value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] as string)
    : String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const piece of pieces) {
    chunk += piece
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
