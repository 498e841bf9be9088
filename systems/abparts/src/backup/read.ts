import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { notABackup } from './problems.ts'
import type { BackedTable } from './write.ts'

export type ReadBackup = {
  readonly path: string
  readonly migration_id: string
  readonly sha256: string
  /** Rows as they stand in the file, each a list in JSON: what was read and written again could have lost digits. */
  readonly tables: readonly (BackedTable & { readonly rows: readonly string[] })[]
}

const ending = /^"end":\{"sha256":"([0-9a-f]{64})"\}\}\n$/

/** Reads a backup and its seal. @throws ABP213 when it is none, or not whole, or was changed */
export async function readBackup(path: string): Promise<ReadBackup> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw notABackup(path, 'there is no file that can be read')
  })
  const at = text.lastIndexOf('\n', text.length - 2) + 1
  const [, sealed] = ending.exec(text.slice(at)) ?? []
  if (sealed === undefined) throw notABackup(path, 'it has no end')
  if (createHash('sha256').update(text.slice(0, at)).digest('hex') !== sealed)
    throw notABackup(path, 'it is not what was sealed')
  const { format, migration_id, tables } = JSON.parse(text) as ReadBackup & { readonly format: unknown }
  if (format !== 'millwright-backup') throw notABackup(path, 'it has another format')
  const rows = rowsIn(text)
  return { path, migration_id, sha256: sealed, tables: tables.map((table, at) => ({ ...table, rows: rows[at] ?? [] })) }
}

/** Every row has a line of its own, and no text in JSON has the end of a line in it. */
function rowsIn(text: string): readonly (readonly string[])[] {
  const tables: string[][] = []
  let rows: string[] | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('{"schema":')) tables.push([])
    if (line.startsWith('],"row_count":')) rows = undefined
    else if (rows !== undefined) rows.push(line.replace(/,$/, ''))
    if (line.endsWith('"rows":[')) rows = tables.at(-1)
  }
  return tables
}

/** The rows of a table, each a list in JSON, wherever they stand. */
export async function* linesOf(
  backup: Pick<ReadBackup, 'path'>,
  table: ReadBackup['tables'][number],
): AsyncGenerator<string> {
  if (table.rows_file === undefined) {
    yield* table.rows
    return
  }
  const { createReadStream } = await import('node:fs')
  const { createInterface } = await import('node:readline')
  const input = createReadStream(join(dirname(backup.path), table.rows_file), 'utf8')
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}
