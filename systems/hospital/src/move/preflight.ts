import { existsSync } from 'node:fs'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isProblem, openDatabase, type Project, type SectionRow, status } from 'millwright'
import { loadedFiles, type LoadedFile, requiredFiles } from '../loads/files.ts'
import type { MoveOptions } from './options.ts'
import { foreignTable, noFolder, noRegister, notWritable, tooLittleSpace } from './problems.ts'

/** What was looked at before anything began. `answer` says what to do. */
export type Looked = SectionRow & { readonly code: string; readonly answer: string | null }

export type Preflight = {
  readonly files: readonly LoadedFile[]
  readonly bytes: number
  readonly looked: readonly Looked[]
}

/** Every reason to stop that can be known before the first file is read. @throws HOSP101 to HOSP105 and the engine's own */
export async function preflight(options: MoveOptions, project: Project): Promise<Preflight> {
  const files = await findFiles(options.data)
  const bytes = await sizeOf(files.map((file) => join(options.data, file)))
  return {
    files,
    bytes,
    looked: [
      fine('settings', 'settings resolved', `data ${options.data}, database ${options.db}, day ${options.asOf}`),
      ...files.map((file) => fine('file_there', file, 'is there')),
      ...missingOf(files),
      await canWrite(options.db),
      await hasSpace(options.db, bytes),
      ...(await lookAtDatabase(options.db, project)),
    ],
  }
}

const fine = (code: string, label: string, value: string): Looked => ({ code, label, value, state: 'ok', answer: null })

async function findFiles(data: string): Promise<readonly LoadedFile[]> {
  const folder = await stat(data).catch(() => undefined)
  if (folder?.isDirectory() !== true) throw noFolder(data)
  const missing = requiredFiles.find((file) => !existsSync(join(data, file)))
  if (missing !== undefined) throw noRegister(missing, data)
  return loadedFiles.filter((file) => existsSync(join(data, file)))
}

const missingOf = (files: readonly LoadedFile[]): readonly Looked[] =>
  loadedFiles
    .filter((file) => !files.includes(file))
    .map((file) => ({
      code: 'file_missing',
      label: file,
      value: 'is not there; its table stays empty',
      state: 'note',
      answer: 'If the file should exist, put it into the folder and run `move` again before the system is used.',
    }))

async function sizeOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The nearest folder above a path that exists. */
function folderOf(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : folderOf(folder)
}

async function canWrite(db: string): Promise<Looked> {
  for (const path of [folderOf(db), ...(existsSync(db) ? [db] : [])]) {
    await access(path, constants.W_OK).catch((error: unknown) => {
      throw notWritable(path, (error as NodeJS.ErrnoException).code ?? 'refused')
    })
  }
  return fine('writable', 'database and its folder', 'can be written')
}

async function hasSpace(db: string, source: number): Promise<Looked> {
  const folder = folderOf(db)
  const { bavail, bsize } = await statfs(folder)
  const needed = 3 * (source + (existsSync(db) ? (await stat(db)).size : 0))
  if (bavail * bsize < needed) throw tooLittleSpace(mega(needed), mega(bavail * bsize))
  return fine('space', 'disk space', `${mega(needed)} needed, ${mega(bavail * bsize)} free`)
}

const mega = (bytes: number): string => `${Math.ceil(bytes / 1_000_000).toLocaleString('en-US')} MB`

async function lookAtDatabase(db: string, project: Project): Promise<readonly Looked[]> {
  if (!existsSync(db)) return [fine('database', 'database', 'does not exist yet and will be made')]
  const state = await status(project)
  if (state.current.length === 0) await refuseForeign(project)
  const drift = state.drift.length === 0 ? 'the schema is what the history gives' : `drift: ${state.drift.join(', ')}`
  await probeWriter(project)
  return [
    fine('history', 'history', `${state.migrations.length - state.pending} applied, ${drift}`),
    fine('writer', 'no other writer', 'the database can be locked'),
  ]
}

async function refuseForeign(project: Project): Promise<void> {
  const db = await openDatabase(project, { readOnly: true })
  try {
    const names = await project.dialect.tableNames(db)
    const taken = names.find((name) => !name.startsWith('millwright_'))
    if (taken !== undefined) throw foreignTable(taken)
  } finally {
    await db.close()
  }
}

/** Takes the write lock for a moment; nothing is written. */
async function probeWriter(project: Project): Promise<void> {
  const db = await openDatabase(project, { busyMs: 2000 })
  const nothing = new Error('only a probe')
  try {
    await db.transaction(() => Promise.reject(nothing))
  } catch (error) {
    if (error !== nothing || isProblem(error)) throw error
  } finally {
    await db.close()
  }
}
