import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { absoluteAddress } from './dialects.ts'
import { badConfig, cannotReadConfig, noConfig } from './problems.ts'

/** What `millwright.config.ts` (or .js, .json) may say. Paths are relative to the file. */
export type Config = {
  /** Where the data is: `sqlite:app.db`, `pglite:data` or `postgres://user@host/database`. */
  readonly database: string
  /** What screens and reports call the database. */
  readonly label?: string | undefined
  /**
   * What the database is, such as production. The first run writes it into the ledger, and a database that says something else
   * is refused by every command.
   */
  readonly environment?: string | undefined
  readonly migrations?: string | undefined
  /**
   * The file with the wanted schema (default: schema.sql): SQL, or a module that exports tables of Drizzle, or as its default a
   * function that makes the schema with Kysely.
   */
  readonly schema?: string | undefined
  /** Parameters for moves; `--param` on the command line goes before. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Columns whose values no page shows, as `table.column`; those that are named like a secret are hidden anyway. */
  readonly hide?: readonly string[] | undefined
  /** The folder for reports. */
  readonly reports?: string | undefined
  readonly backups?: BackupConfig | undefined
  readonly batch?: BatchConfig | undefined
  readonly workers?: WorkersConfig | undefined
  /** The module whose default export is the application that `millwright serve` shows beside its own pages. */
  readonly application?: string | undefined
}

type WorkersConfig = {
  /** How many parts of a step one process works on at the same time (default: 4). */
  readonly atOnce?: number | undefined
  /** Who does the parts: the process of the run itself (default), or those in which `millwright worker` was typed. */
  readonly executor?: 'process' | 'pg-boss' | undefined
  /** The PostgreSQL in which the queue for workers stands (default: the database itself). */
  readonly queue?: string | undefined
  /** After so many seconds without a sign of life a part is given to another worker (default: 30, at least 10). */
  readonly silenceSeconds?: number | undefined
}

type BackupConfig = {
  readonly directory?: string | undefined
  /** Whether backups are encrypted. */
  readonly encrypt?: boolean | undefined
  /** The file with the key of encrypted backups; without one the key is in the variable MILLWRIGHT_BACKUP_KEY. */
  readonly keyFile?: string | undefined
  /** Whether a run makes a backup first. */
  readonly before?: 'always' | 'never' | undefined
  /** How many of the newest backups `millwright backup prune` keeps. */
  readonly keep?: number | undefined
  /** How many days it keeps every backup. */
  readonly days?: number | undefined
}

type BatchConfig = {
  readonly minRows?: number | undefined
  readonly maxRows?: number | undefined
  readonly targetMs?: number | undefined
  readonly maxBytes?: number | undefined
}

const schema: z.ZodMiniType<Config> = z.strictObject({
  database: z.string().check(z.minLength(1)),
  label: z.optional(z.string()),
  environment: z.optional(z.string().check(z.minLength(1))),
  migrations: z.optional(z.string()),
  schema: z.optional(z.string()),
  params: z.optional(z.record(z.string(), z.string())),
  hide: z.optional(z.array(z.string())),
  reports: z.optional(z.string()),
  application: z.optional(z.string()),
  backups: z.optional(
    z.strictObject({
      directory: z.optional(z.string()),
      encrypt: z.optional(z.boolean()),
      keyFile: z.optional(z.string()),
      before: z.optional(z.enum(['always', 'never'])),
      keep: z.optional(z.int().check(z.positive())),
      days: z.optional(z.int().check(z.positive())),
    }),
  ),
  workers: z.optional(
    z.strictObject({
      atOnce: z.optional(z.int().check(z.positive())),
      executor: z.optional(z.enum(['process', 'pg-boss'])),
      queue: z.optional(z.string()),
      silenceSeconds: z.optional(z.int().check(z.minimum(10))),
    }),
  ),
  batch: z.optional(
    z.strictObject({
      minRows: z.optional(z.int().check(z.positive())),
      maxRows: z.optional(z.int().check(z.positive())),
      targetMs: z.optional(z.int().check(z.positive())),
      maxBytes: z.optional(z.int().check(z.positive())),
    }),
  ),
})

/** Gives an editor the names and types of the configuration. */
export const defineConfig = (config: Config): Config => config

export type LoadedConfig = { readonly root: string; readonly file: string | undefined; readonly config: Config }

export const configNames = [
  'millwright.config.ts',
  'millwright.config.js',
  'millwright.config.mjs',
  'millwright.config.json',
]

export type ConfigFlags = {
  readonly config?: string
  readonly url?: string
  readonly migrations?: string
  readonly cwd?: string
}

/**
 * Finds and checks the configuration: the file named, or the nearest one above the working folder, or none when a URL is given.
 * @throws CONF101 none found, CONF102 unreadable, CONF103 not valid
 */
export async function loadConfig(flags: ConfigFlags): Promise<LoadedConfig> {
  const cwd = resolve(flags.cwd ?? process.cwd())
  const file = flags.config === undefined ? findConfig(cwd) : resolve(cwd, flags.config)
  if (file === undefined && flags.url === undefined) throw noConfig(cwd)
  const found = file === undefined ? undefined : await readConfig(file)
  const root = file === undefined ? cwd : dirname(file)
  // A URL typed on the command line is meant from where it was typed; one in a file is meant from the file.
  const merged = {
    ...(found as object),
    ...(flags.url === undefined ? {} : { database: absoluteAddress(flags.url, cwd) }),
  }
  const config = check(merged, file ?? 'the command line')
  const migrations = flags.migrations === undefined ? {} : { migrations: resolve(cwd, flags.migrations) }
  return { root, file, config: Object.freeze({ ...config, ...migrations }) }
}

function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file))
    if (found !== undefined || dirname(folder) === folder) return found
  }
}

async function readConfig(file: string): Promise<unknown> {
  if (!existsSync(file)) throw cannotReadConfig(file, 'there is no such file')
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'))
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (error) {
    throw causedBy(cannotReadConfig(file, wordsOf(error)), error)
  }
}

function check(found: unknown, file: string): Config {
  const result = schema.safeParse(found)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badConfig(file, issue === undefined ? 'not what a configuration can be' : issueWords(issue))
}

type Issue = z.core.$ZodIssue

function issueWords(issue: Issue): string {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys')
    return `there is no setting called \`${[...issue.path, issue.keys[0] ?? ''].join('.')}\``
  return path === '' ? 'it exports no configuration' : `\`${path}\` ${wantedWords(issue)}`
}

function wantedWords(issue: Issue): string {
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'must not be empty' : 'must be greater than 0'
  if (issue.code === 'invalid_type')
    return `must be ${issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`}`
  return 'is not what it can be'
}
