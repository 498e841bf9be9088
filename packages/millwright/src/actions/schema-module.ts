import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Spelling } from '../dialects/ddl.ts'
import { notASchema, noSchemaModule, schemaModuleFails } from '../diff/problems.ts'
import type { Connection } from '../kernel/connection.ts'
import { causedBy, wordsBeneath, wordsOf } from '../kernel/problem.ts'

/** Whether a file is read as a module and not as SQL. */
export const isModuleFile = (file: string): boolean => /\.[cm]?[jt]s$/i.test(file)

/** What a module says of a schema: a function that makes it, or tables of Drizzle. */
export type SchemaModule =
  | { readonly kind: 'function'; readonly file: string; readonly make: (db: unknown) => unknown }
  | { readonly kind: 'drizzle'; readonly file: string; readonly exports: Readonly<Record<string, unknown>> }

/** Imports a module that tells a schema. @throws DIFF204, DIFF207 */
export async function readSchemaModule(file: string): Promise<SchemaModule> {
  const exports = await imported(file)
  const make = exports['default'] ?? exports['up']
  if (typeof make === 'function') return { kind: 'function', file, make: make as (db: unknown) => unknown }
  if (Object.values(exports).some(isDrizzleTable)) return { kind: 'drizzle', file, exports }
  throw notASchema(file)
}

async function imported(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    throw causedBy(noSchemaModule(file, wordsOf(error).split('\n')[0] ?? ''), error)
  }
}

const tableMark = Symbol.for('drizzle:IsDrizzleTable')

const isDrizzleTable = (value: unknown): boolean => typeof value === 'object' && value !== null && tableMark in value

/** Lets a function make its schema in a scratch database, through Kysely. @throws DIFF203, DIFF208 */
export async function runSchemaFunction(
  { file, make }: Extract<SchemaModule, { kind: 'function' }>,
  db: Connection,
  spelling: Spelling,
): Promise<void> {
  try {
    const builders = await import('../kysely/builder.ts') // Kysely is only there where it is installed
    await make(builders[spelling.kysely](db))
  } catch (error) {
    throw causedBy(schemaModuleFails(file, wordsBeneath(error)), error)
  }
}

type DrizzleKit = {
  readonly generateDrizzleJson: MakeJson
  readonly generateMigration: MakeStatements
  readonly generateSQLiteDrizzleJson: MakeJson
  readonly generateSQLiteMigration: MakeStatements
}
type MakeJson = (exports: Readonly<Record<string, unknown>>) => unknown
type MakeStatements = (from: unknown, to: unknown) => Promise<readonly string[]>

/** The statements that Drizzle's own tool makes of its tables; it is taken from where the module lies. @throws DIFF208 */
export async function drizzleStatements(
  { file, exports }: Extract<SchemaModule, { kind: 'drizzle' }>,
  spelling: Spelling,
): Promise<readonly string[]> {
  try {
    const kit = (await import(/* @vite-ignore */ kitBeside(file))) as DrizzleKit
    const [json, statements] = spelling.drizzle
    return await kit[statements](await kit[json]({}), await kit[json](exports))
  } catch (error) {
    throw causedBy(schemaModuleFails(file, wordsOf(error).split('\n')[0] ?? ''), error)
  }
}

const kitBeside = (file: string): string => pathToFileURL(createRequire(file).resolve('drizzle-kit/api')).href
