import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { causedBy } from '../../../kernel/problem.ts'
import { serverWords } from '../failure.ts'
import { badArchive, copyTaken } from '../problems.ts'
import { split } from '../split.ts'
import type { Contents, TableData } from './contents.ts'
import { type Item, item, readText, type Store, writeText } from './store.ts'

/** A copy on the disk: a directory that psql can read as well, unless it is encrypted. */
const names = {
  before: 'before.sql',
  after: 'after.sql',
  list: 'contents.json',
  script: 'restore.sql',
  data: 'data',
  /** Notes on finished parts; they are gone when the copy is whole. */
  notes: 'notes',
} as const

const numbered = (folder: string, at: number, ending: string): string =>
  join(folder, `${String(at + 1).padStart(4, '0')}.${ending}`)

/** The rows of a table. What they are is said by its name, not by its number, which may be another one in another copy. */
export const dataOf = (at: number, { path, target }: TableData): Item => ({
  name: numbered(names.data, at, 'copy'),
  label: `rows of ${path} ${target}`,
})

export const noteOf = (at: number): Item => ({ name: numbered(names.notes, at, 'json'), label: 'note' })

/** The numbers of the parts that have a note, be it a good one. */
export const notedIn = async ({ directory }: Store): Promise<readonly number[]> =>
  (await readdir(join(directory, names.notes)).catch(() => [])).map((name) => Number.parseInt(name, 10) - 1)

/** Makes a directory under a passing name, has it filled, and gives it its name; nothing is left of one that failed. */
export async function makeWhole(path: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`
  try {
    if ((await lstat(path).catch(() => undefined)) !== undefined) throw new Error('the name is taken')
    for (const folder of [names.data, names.notes]) await mkdir(join(partial, folder), { recursive: true, mode: 0o700 })
    await fill(partial)
    await rm(join(partial, names.notes), { recursive: true })
    for (const directory of [join(partial, names.data), partial]) await syncDirectory(directory)
    await rename(partial, path)
    await syncDirectory(dirname(path))
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw isSystems(error) ? causedBy(copyTaken(path, serverWords(error)), error) : error
  }
}

const isSystems = (error: unknown): boolean =>
  error instanceof Error && (error.message === 'the name is taken' || 'syscall' in error)

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return // there a directory cannot be opened
  await using directory = await open(path, 'r')
  await directory.sync()
}

/** Writes all of a copy but its rows. */
export async function writeStatements(store: Store, contents: Contents): Promise<void> {
  const { before, tables, after } = contents
  await writeText(store, item(names.before), scriptOf(before))
  await writeText(store, item(names.after), scriptOf(after))
  await writeText(store, item(names.list), listOf(contents))
  await writeText(store, item(names.script), psqlScript(tables))
}

const scriptOf = (statements: readonly string[]): string => statements.map((statement) => `${statement};\n`).join('\n')

/** What psql is told: `psql -d new_database -f restore.sql`, typed in the directory. */
const psqlScript = (tables: readonly TableData[]): string =>
  [
    '\\set ON_ERROR_STOP on',
    'begin;',
    `\\i ${names.before}`,
    ...tables.map((table, at) => `\\copy ${table.target} from '${dataOf(at, table).name}'`),
    `\\i ${names.after}`,
    'commit;',
    'analyze;',
    '',
  ].join('\n')

/** What the program itself reads of a copy, beside its statements. */
const listOf = ({ searchPath, roles, tables }: Contents): string =>
  `${JSON.stringify({ format: 2, searchPath, roles, tables }, undefined, 2)}\n`

/** Reads what a copy says of itself. @throws DB227 when it is not one */
export async function readArchive(store: Store): Promise<Contents> {
  try {
    const read = async (name: string) => readText(store, item(name))
    const [before, after, list] = [await read(names.before), await read(names.after), await read(names.list)]
    const { searchPath, roles, tables } = parseList(JSON.parse(list))
    const found = await readdir(join(store.directory, names.data))
    if (found.length !== tables.length) throw new Error('it has another number of data files than of tables')
    return { searchPath, roles, before: statementsIn(before), tables, after: statementsIn(after) }
  } catch (error) {
    throw causedBy(badArchive(store.directory, serverWords(error)), error)
  }
}

const statementsIn = (text: string): readonly string[] => split(text).map((statement) => statement.text)

function parseList(found: unknown): Pick<Contents, 'searchPath' | 'roles' | 'tables'> {
  const { format, searchPath, roles, tables } = (found ?? {}) as Readonly<Record<string, unknown>>
  if (format === 2 && isListOf(searchPath, isText) && isListOf(roles, isText) && isListOf(tables, isTable))
    return { searchPath, roles, tables }
  throw new Error(`${names.list} is not what it should be`)
}

const isListOf = <T>(list: unknown, isGood: (one: unknown) => one is T): list is readonly T[] =>
  Array.isArray(list) && list.every(isGood)

const isText = (one: unknown): one is string => typeof one === 'string'

const isTable = (one: unknown): one is TableData =>
  typeof one === 'object' && one !== null && 'path' in one && 'target' in one && isText(one.path) && isText(one.target)
