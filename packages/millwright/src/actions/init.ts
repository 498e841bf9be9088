import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { maskUrl } from '../backup/place.ts'
import { cannotWrite } from '../history/problems.ts'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { configNames } from './config.ts'
import { configExists } from './problems.ts'
import { locate } from './project.ts'

export type InitFlags = {
  readonly cwd: string
  readonly config?: string
  readonly url?: string
  readonly migrations?: string
}

/** What was made, and the database that the configuration names. */
export type Made = { readonly files: readonly string[]; readonly database: string }

/** Makes a configuration and an empty folder for migrations. @throws CONF104, CONF105, HIST142 */
export async function init({
  cwd,
  config,
  url = 'sqlite:app.db',
  migrations = 'migrations',
}: InitFlags): Promise<Made> {
  const file = resolve(cwd, config ?? 'millwright.config.ts')
  const there = [file, ...configNames.map((name) => join(dirname(file), name))].find((each) => existsSync(each))
  if (there !== undefined) throw configExists(there)
  await locate(url, dirname(file))
  const folder = resolve(dirname(file), migrations)
  const state = join(dirname(file), '.millwright')
  await attempt(folder, () => mkdir(folder, { recursive: true }))
  await attempt(state, () => makeState(state))
  await attempt(file, () => writeFile(file, configText(url, migrations), { flag: 'wx' }))
  return { files: [file, folder], database: maskUrl(url) }
}

async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw causedBy(cannotWrite(path, wordsOf(error)), error)
  }
}

/** Backups and reports hold data: only their owner may read them, and no version control shall keep them. */
async function makeState(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, '.gitignore'), '*\n')
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const configText = (url: string, migrations: string): string => `export default {
  /** Where the data is. A relative path is meant from this folder. */
  database: ${quoted(url)},
  migrations: ${quoted(migrations)},
  backups: {
    /** Before every run: 'always' or 'never'. \`millwright backup prune\` keeps this many, and all that are younger. */
    before: 'always',
    keep: 10,
    days: 30,
  },
} satisfies import('millwright').Config
`
