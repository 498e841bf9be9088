import { randomBytes } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { causedBy } from '../../../kernel/problem.ts'
import { serverWords } from '../failure.ts'
import { badArchive, copyTaken } from '../problems.ts'
import { split } from '../split.ts'
import type { Contents, TableData } from './contents.ts'

/** A copy on the disk: a directory that psql can read as well. */
export const names = {
  before: 'before.sql',
  after: 'after.sql',
  list: 'contents.json',
  script: 'restore.sql',
  data: 'data',
} as const

export const dataFile = (at: number): string => join(names.data, `${String(at + 1).padStart(4, '0')}.copy`)

/** Makes a directory under a passing name, has it filled, and gives it its name; nothing is left of one that failed. */
export async function makeWhole(path: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString('hex')}.partial`
  try {
    if ((await lstat(path).catch(() => undefined)) !== undefined) throw new Error('the name is taken')
    await mkdir(join(partial, names.data), { recursive: true, mode: 0o700 })
    await fill(partial)
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

export async function writeText(path: string, text: string): Promise<void> {
  await using file = await createPrivate(path)
  await file.writeFile(text)
  await file.sync()
}

/** A new file that only its owner can read, whatever the umask says. */
export async function createPrivate(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx', 0o600)
  await file.chmod(0o600)
  return file
}

export const scriptOf = (statements: readonly string[]): string =>
  statements.map((statement) => `${statement};\n`).join('\n')

/** What psql is told: `psql -d new_database -f restore.sql`, typed in the directory. */
export const psqlScript = (tables: readonly TableData[]): string =>
  [
    '\\set ON_ERROR_STOP on',
    'begin;',
    `\\i ${names.before}`,
    ...tables.map(({ target }, at) => `\\copy ${target} from '${dataFile(at)}'`),
    `\\i ${names.after}`,
    'commit;',
    'analyze;',
    '',
  ].join('\n')

/** What the program itself reads of a copy, beside its statements. */
export const listOf = ({ searchPath, tables }: Contents): string =>
  `${JSON.stringify({ format: 1, searchPath, tables }, undefined, 2)}\n`

/** Reads what a copy says of itself. @throws DB227 when it is not one */
export async function readArchive(path: string): Promise<Contents> {
  try {
    const read = async (name: string) => readFile(join(path, name), 'utf8')
    const [before, after, list] = [await read(names.before), await read(names.after), await read(names.list)]
    const { searchPath, tables } = parseList(JSON.parse(list))
    const found = await readdir(join(path, names.data))
    if (found.length !== tables.length) throw new Error('it has another number of data files than of tables')
    return { searchPath, before: statementsIn(before), tables, after: statementsIn(after) }
  } catch (error) {
    throw causedBy(badArchive(path, serverWords(error)), error)
  }
}

const statementsIn = (text: string): readonly string[] => split(text).map((statement) => statement.text)

function parseList(found: unknown): Pick<Contents, 'searchPath' | 'tables'> {
  const { format, searchPath, tables } = (found ?? {}) as Readonly<Record<string, unknown>>
  if (format === 1 && isListOf(searchPath, isText) && isListOf(tables, isTable)) return { searchPath, tables }
  throw new Error(`${names.list} is not what it should be`)
}

const isListOf = <T>(list: unknown, isGood: (one: unknown) => one is T): list is readonly T[] =>
  Array.isArray(list) && list.every(isGood)

const isText = (one: unknown): one is string => typeof one === 'string'

const isTable = (one: unknown): one is TableData =>
  typeof one === 'object' && one !== null && 'path' in one && 'target' in one && isText(one.path) && isText(one.target)
