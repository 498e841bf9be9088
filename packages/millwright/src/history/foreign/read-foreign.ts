import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../kernel/finding.ts'
import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row } from '../../kernel/value.ts'
import type { Schema } from '../../schema/schema.ts'
import { alembic } from './alembic.ts'
import { nothingRecorded } from './alembic-faults.ts'
import { knex, kysely, nodePgMigrate } from './by-name.ts'
import { dbmate, golangMigrate, rails } from './by-version.ts'
import { drizzle } from './drizzle.ts'
import { flyway } from './flyway.ts'
import { prisma } from './prisma.ts'
import { severalTools, toolNotFound } from './problems.ts'
import { type ForeignFile, type ForeignTool, type Recorded, told } from './tool.ts'

/** Every tool whose history is understood. */
const foreignTools: readonly ForeignTool[] = [
  alembic,
  flyway,
  prisma,
  drizzle,
  knex,
  kysely,
  nodePgMigrate,
  dbmate,
  rails,
  golangMigrate,
]

/** A tool that left its traces: its table as the database names it, and all tables that are its own. */
export type FoundTool = {
  readonly tool: ForeignTool
  readonly table: string
  readonly tables: readonly string[]
  readonly recorded: Recorded
}

/**
 * Finds the one tool that recorded a history here; undefined when none did.
 * @param flag the tool to look for, where a person said so
 * @throws ADOPT102, ADOPT103
 */
export async function findTool(db: Queries, schema: Schema, flag?: string): Promise<FoundTool | undefined> {
  const wanted = foreignTools.filter((tool) => flag === undefined || tool.flag === flag)
  const found: FoundTool[] = []
  for (const tool of wanted) found.push(...(await lookFor(db, schema, tool)))
  const [first, second] = found
  if (second !== undefined)
    throw severalTools(
      found.map(({ tool, table }) => `${tool.name} (${table})`),
      found.map(({ tool }) => tool.flag),
    )
  if (first === undefined && flag !== undefined) throw toolNotFound(wanted[0]?.name ?? flag, wanted[0]?.table ?? '')
  return first
}

async function lookFor(db: Queries, { tables }: Schema, tool: ForeignTool): Promise<readonly FoundTool[]> {
  const places = [tool.table, ...(tool.schema === undefined ? [] : [`${tool.schema}.${tool.table}`])]
  const names = new Set(tables.map(({ name }) => name))
  const found = tables.find(({ name }) => places.includes(name))
  if (found === undefined) return []
  const columns = new Set(found.columns.map(({ name }) => name))
  if (tool.isIts !== undefined && !tool.isIts({ tables: names, columns })) return []
  const others = new Map<string, readonly Row[]>()
  for (const other of tool.others ?? []) if (names.has(other)) others.set(other, await rowsOf(db, other))
  const types = new Map(found.columns.map(({ name, type }) => [name, type]))
  const recorded = tool.read(await rowsOf(db, found.name), { others, types })
  return [{ tool, table: found.name, tables: [found.name, ...others.keys()], recorded }]
}

/** What a person says that the tool ought to have recorded, in the place of what it did. */
export function corrected(found: FoundTool, ids: readonly string[]): FoundTool {
  const { recorded, table } = found
  const findings = recorded.findings.filter(({ code }) => code !== nothingRecorded.code)
  const was = recorded.ids.length === 0 ? 'nothing' : recorded.ids.join(', ')
  const message = `it says ${was}, and ${ids.join(', ')} was taken for it because somebody said so`
  const finding = told('warning', 'ADOPT213', { subject: table, message })
  return { ...found, recorded: { ...recorded, ids, findings: [...findings, finding] } }
}

const rowsOf = (db: Queries, table: string): Promise<readonly Row[]> => db.all(sql`select * from ${sql.table(table)}`)

/** What a tool applied, as its files and its record tell together. */
export type ForeignHistory = {
  /** The folder with the files; undefined where none was found. */
  readonly folder: string | undefined
  readonly applied: readonly ForeignFile[]
  readonly pending: readonly ForeignFile[]
  readonly findings: readonly Finding[]
}

/** Reads the files of a tool and holds its record against them. @throws ADOPT106 */
export function readForeign({ tool, recorded }: FoundTool, root: string, given?: string): ForeignHistory {
  const folder = given ?? tool.folders.map((name) => join(root, name)).find((path) => existsSync(path))
  if (folder === undefined)
    return { folder, applied: [], pending: [], findings: [...recorded.findings, noFiles(tool, root)] }
  const files = tool.files(folder)
  const applied = tool.applied?.(files, recorded) ?? files.filter(({ id }) => recorded.ids.includes(id))
  return {
    folder,
    applied,
    pending: files.filter((file) => !applied.includes(file)),
    findings: [
      ...recorded.findings,
      ...strangersIn(recorded, files),
      ...(tool.faults?.({ files, recorded, applied }) ?? []),
      ...editedIn(recorded, applied),
    ],
  }
}

const noFiles = ({ name, folders }: ForeignTool, root: string): Finding =>
  told('warning', 'ADOPT206', {
    subject: root,
    message: `no files of ${name} were found (${folders.join(', ')}), so the database was not compared with them`,
    answer: '--files FOLDER',
  })

/** What was recorded and has no file: the tool of today does not know it. */
const strangersIn = ({ ids }: Recorded, files: readonly ForeignFile[]): readonly Finding[] =>
  ids
    .filter((id) => !files.some((file) => file.id === id))
    .map((id) => {
      const meant = likelyId(id, files)
      const message = 'it is recorded as applied, and no file is it'
      return told('error', 'ADOPT205', {
        subject: id,
        message: meant === undefined ? message : `${message}; a file is called ${meant}`,
        ...(meant === undefined ? {} : { answer: `--recorded ${meant}` }),
      })
    })

/** A known id with junk behind it, such as `a78bd1ac6e99(head)`, or with a number that it got or lost when it was renamed. */
function likelyId(recorded: string, files: readonly ForeignFile[]): string | undefined {
  const bare = withoutNumber(/^\s*([\w-]+)(?![\w.-])/.exec(recorded)?.[1] ?? '')
  const alike = files.filter(({ id }) => bare !== '' && withoutNumber(id) === bare)
  return alike.length === 1 ? alike[0]?.id : undefined
}

const withoutNumber = (id: string): string => id.replace(/^\d+[_-](?=[a-z])|(?<=[a-z])[_-]\d+$/gi, '')

const editedIn = ({ checksums }: Recorded, applied: readonly ForeignFile[]): readonly Finding[] =>
  applied
    .filter(({ id, checksum }) => {
      const noted = checksums?.get(id) ?? ''
      return checksum !== undefined && noted !== '' && noted !== checksum
    })
    .map(({ file }) =>
      told('warning', 'ADOPT207', {
        subject: file,
        message: 'it is not the text that was applied: it was edited since',
      }),
    )
