import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { isProblem, type Project } from 'millwright'
import { notABackup } from './problems.ts'
import { bytesOf, openFile } from './sealed.ts'
import { type BackedTable, backupLabel, rowsLabel } from './write.ts'

export type ReadBackup = {
  readonly path: string
  /** Reads the files of rows where they are encrypted. */
  readonly project: Project
  readonly migration_id: string
  readonly sha256: string
  /** Rows as they stand in the file, each a list in JSON: what was read and written again could have lost digits. */
  readonly tables: readonly (BackedTable & { readonly rows: readonly string[] })[]
}

const ending = /^"end":\{"sha256":"([0-9a-f]{64})"\}\}\n$/

/** Reads a backup and its seal. @throws ABP213 when it is none, or not whole, or was changed; BAK121, BAK122 for its key */
export async function readBackup(project: Project, path: string): Promise<ReadBackup> {
  const text = await textOf(project, path)
  const at = text.lastIndexOf('\n', text.length - 2) + 1
  const [, sealed] = ending.exec(text.slice(at)) ?? []
  if (sealed === undefined) throw notABackup(path, 'it has no end')
  if (createHash('sha256').update(text.slice(0, at)).digest('hex') !== sealed)
    throw notABackup(path, 'it is not what was sealed')
  const { format, migration_id, tables } = JSON.parse(text) as ReadBackup & { readonly format: unknown }
  if (format !== 'millwright-backup') throw notABackup(path, 'it has another format')
  const rows = rowsIn(text)
  const whole = tables.map((table, at) => ({ ...table, rows: rows[at] ?? [] }))
  return { path, project, migration_id, sha256: sealed, tables: whole }
}

async function textOf(project: Project, path: string): Promise<string> {
  try {
    return Buffer.concat(await Array.fromAsync(bytesOf(await openFile(project, path), backupLabel))).toString('utf8')
  } catch (error) {
    if (isProblem(error)) throw error // the key is not there, or another one
    const isThere = (error as NodeJS.ErrnoException).code === undefined
    throw notABackup(path, isThere ? wordsIn(error) : 'there is no file that can be read')
  }
}

const wordsIn = (error: unknown): string => (error instanceof Error ? error.message : String(error))

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
  backup: Pick<ReadBackup, 'path' | 'project'>,
  table: ReadBackup['tables'][number],
): AsyncGenerator<string> {
  if (table.rows_file === undefined) {
    yield* table.rows
    return
  }
  const path = join(dirname(backup.path), table.rows_file)
  try {
    yield* linesIn(bytesOf(await openFile(backup.project, path), rowsLabel(table.name)))
  } catch (error) {
    throw isProblem(error) ? error : notABackup(path, wordsIn(error))
  }
}

async function* linesIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let left = ''
  for await (const chunk of bytes) {
    const lines = (left + decoder.decode(chunk, { stream: true })).split('\n')
    left = lines.pop() ?? ''
    yield* lines
  }
  if (left !== '') yield left
}
