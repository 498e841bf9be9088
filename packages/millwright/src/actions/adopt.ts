import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { tooLong } from '../history/foreign/alembic-faults.ts'
import { placeByClaims } from '../history/foreign/claimed-place.ts'
import { brokenClaims } from '../history/foreign/claims.ts'
import {
  alreadyManaged,
  badRecord,
  cannotPlay,
  nothingToCorrect,
  notWhatFilesGive,
  unreadableFolder,
} from '../history/foreign/problems.ts'
import {
  corrected,
  findTool,
  type ForeignHistory,
  type FoundTool,
  readForeign,
} from '../history/foreign/read-foreign.ts'
import type { ForeignFile } from '../history/foreign/tool.ts'
import { type NewFile, newMigration, writeNew } from '../history/new-file.ts'
import type { Connection } from '../kernel/connection.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { causedBy, isProblem, wordsOf } from '../kernel/problem.ts'
import type { Schema } from '../schema/schema.ts'
import { differencesBetween, printOfFiles, printWithout, type Workshop } from './adopt-compare.ts'
import { placeOf } from './adopt-place.ts'
import { record, retiredBy } from './adopt-record.ts'
import { ddlOf } from './diff.ts'
import { noDatabase } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { readState, type State } from './state.ts'

export type AdoptFlags = {
  /** The tool whose history counts, by its word. */
  readonly from?: string
  /** The folder of its migrations. */
  readonly files?: string
  /** What that tool ought to have recorded, where it is known that its table is wrong. */
  readonly recorded?: readonly string[]
  /** A file that makes the whole schema, to compare the database with instead. */
  readonly schema?: string
  /** Take the database as it is, whatever was found. */
  readonly asFound?: boolean
  /** Give the other tool's tables names that it does not know. */
  readonly retire?: boolean
  readonly dryRun?: boolean
}

/** How a database came under Millwright. */
export type Adopted = {
  /** `baseline`: one new migration that makes what is there. `place`: it was found at a place of the history. */
  readonly mode: 'baseline' | 'place'
  readonly tool: string | undefined
  readonly table: string | undefined
  /** What the other tool had applied, as it names it, and what it had not. */
  readonly applied: readonly string[]
  readonly pending: readonly string[]
  /** What the database was compared with; undefined when nothing could be. */
  readonly comparedWith: string | undefined
  /** What the database would need to be that; empty unless it was adopted as found. */
  readonly differences: readonly string[]
  readonly findings: readonly Finding[]
  readonly migration: string
  /** The file that was written. */
  readonly file: string | undefined
  readonly retired: readonly string[]
  /** Undefined when nothing was recorded. */
  readonly run: string | undefined
  readonly exit: 0 | 3
}

/**
 * Takes over a database that another tool, or nobody, has managed: finds out what was applied, compares the database with
 * what that gives, and records it as a baseline or at its place in the history. No row and no table is touched, unless the
 * other tool is retired.
 * @throws CONF106, ADOPT1xx, STAMP101
 */
export async function adopt(project: Project, flags: AdoptFlags = {}): Promise<Adopted> {
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const db = await openDatabase(project, { readOnly: true })
  try {
    const state = await readState(project, db)
    if (state.isManaged && state.ids.size > 0) throw alreadyManaged(project.target, [...state.ids].at(-1) ?? '')
    const live = await project.dialect.inspect(db)
    const found = correct(await findTool(db, live, flags.from), flags.recorded)
    const about: About = { project, flags, db, state, live, found }
    return state.graph.migrations.size > 0 ? await atPlace(about) : await asBaseline(about)
  } finally {
    await db.close()
  }
}

/** @throws ADOPT110 when nobody recorded anything */
function correct(found: FoundTool | undefined, ids: readonly string[] = []): FoundTool | undefined {
  if (ids.length === 0) return found
  if (found === undefined) throw nothingToCorrect(ids)
  return corrected(found, ids)
}

type About = {
  readonly project: Project
  readonly flags: AdoptFlags
  readonly db: Connection
  readonly state: State
  readonly live: Schema
  readonly found: FoundTool | undefined
}

const toolOf = (found: FoundTool | undefined): Pick<Adopted, 'tool' | 'table'> => ({
  tool: found?.tool.name,
  table: found?.table,
})

/** The folder has migrations: the database must be somewhere among them. */
async function atPlace({ project, flags, state, live, found }: About): Promise<Adopted> {
  const own = new Set(found?.tables ?? [])
  const theirs = { ...live, tables: live.tables.filter(({ name }) => !own.has(name)) }
  const recorded = found?.recorded.ids ?? []
  const migration = await placeOf(project, state.graph, { live: flags.retire === true ? theirs : live, recorded })
  const base: Adopted = {
    mode: 'place',
    ...toolOf(found),
    applied: recorded,
    pending: [],
    comparedWith: project.migrations,
    differences: [],
    findings: found?.recorded.findings ?? [],
    migration,
    file: undefined,
    retired: [],
    run: undefined,
    exit: 0,
  }
  return flags.dryRun === true ? base : { ...base, ...(await record(project, { found, flags, migration })) }
}

/** The folder is empty: what is there becomes the first migration. */
async function asBaseline(about: About): Promise<Adopted> {
  const { project, flags, db, found } = about
  const workshop: Workshop = { dialect: project.dialect, ddl: ddlOf(project.dialect), near: project.url }
  const history = historyOf(about)
  const told = faultsOf(about, history)
  refuse(about, told)
  const { findings: open, ...compared } = await compareWith(about, workshop, history)
  const findings = [...told, ...open]
  const file = baselineFile(about, await printWithout(workshop, db, { tables: retiredBy(about), keeps: 'schemas' }))
  const base: Adopted = {
    mode: 'baseline',
    ...toolOf(found),
    applied: idsOf(history.applied.length === 0 ? recordedIn(found) : history.applied),
    pending: idsOf(history.pending),
    ...compared,
    findings,
    migration: file.id,
    file: undefined,
    retired: [],
    run: undefined,
    exit: compared.differences.length === 0 && !findings.some(isBlocking) ? 0 : 3,
  }
  return flags.dryRun === true ? base : { ...base, ...(await writeBaseline(about, file)) }
}

const idsOf = (files: readonly Pick<ForeignFile, 'id'>[]): readonly string[] => files.map(({ id }) => id)

const recordedIn = (found: FoundTool | undefined): readonly Pick<ForeignFile, 'id'>[] =>
  (found?.recorded.ids ?? []).map((id) => ({ id }))

/** What is wrong with a foreign history. When it cannot be taken over, also where the database is by its tables. */
function faultsOf({ found, flags, live }: About, history: ForeignHistory): readonly Finding[] {
  const isKept = ({ code }: Finding): boolean => flags.retire !== true || code !== tooLong
  const told = [...history.findings.filter(isKept), ...brokenClaims(history.applied, live)]
  if (found === undefined || !told.some(isBlocking)) return told
  return [...told, ...placeByClaims(found, [...history.applied, ...history.pending], live)]
}

const noHistory: ForeignHistory = { folder: undefined, applied: [], pending: [], findings: [] }

const historyOf = ({ project, flags, found }: About): ForeignHistory =>
  found === undefined ? noHistory : readForeign(found, dirname(project.migrations), flags.files)

function refuse({ flags, found }: About, findings: readonly Finding[]): void {
  const blocking = findings.filter(isBlocking)
  if (blocking.length === 0 || flags.asFound === true) return
  const known = [...blocking, ...findings.filter(({ code }) => code === 'ADOPT212')]
  const faults = known.map(({ subject, message }) => `${subject}: ${message}`)
  const answers = new Set(known.flatMap(({ answer }) => answer ?? []))
  throw badRecord(found?.tool.name ?? 'The other tool', faults, [...answers])
}

type Comparison = Pick<Adopted, 'comparedWith' | 'differences' | 'findings'>

async function compareWith(about: About, workshop: Workshop, history: ForeignHistory): Promise<Comparison> {
  const { db, flags, found } = about
  const { name, files } = await scriptsFor(about, history)
  if (name === undefined) return notCompared([])
  const wanted = await printOfFiles(workshop, files).catch((error: unknown) => excuse(flags, error))
  if ('code' in wanted) return notCompared([wanted])
  const live = await printWithout(workshop, db, { tables: found?.tables ?? [], keeps: 'nothing' })
  const differences = await differencesBetween(workshop, live, wanted)
  if (differences.length > 0 && flags.asFound !== true) throw notWhatFilesGive(name, differences)
  return { comparedWith: name, differences, findings: [] }
}

const notCompared = (findings: readonly Finding[]): Comparison => ({
  comparedWith: undefined,
  differences: [],
  findings,
})

/** Files that cannot be played are no obstacle when the database is taken as it is. */
function excuse({ asFound }: AdoptFlags, error: unknown): Finding {
  if (asFound !== true || !isProblem(error) || error.code !== cannotPlay.code) throw error
  return { code: 'ADOPT209', severity: 'error', subject: 'files', message: error.text.what }
}

type Scripts = { readonly name: string | undefined; readonly files: readonly ForeignFile[] }

/** What the database is to be compared with: a file that somebody named, or the tool's own where all of them are SQL. */
async function scriptsFor({ flags }: About, { folder, applied }: ForeignHistory): Promise<Scripts> {
  if (flags.schema !== undefined) return { name: flags.schema, files: [await schemaFile(flags.schema)] }
  const isSql = applied.length > 0 && applied.every(({ script }) => script !== undefined)
  return isSql ? { name: folder, files: applied } : { name: undefined, files: [] }
}

async function schemaFile(name: string): Promise<ForeignFile> {
  const file = resolve(name)
  try {
    return { id: name, file, script: await readFile(file, 'utf8') }
  } catch (error) {
    throw causedBy(unreadableFolder(file, wordsOf(error)), error)
  }
}

function baselineFile({ project, state, found }: About, statements: readonly string[]): NewFile {
  const now = project.clock.now()
  const made = newMigration({ folder: project.migrations, graph: state.graph, now, title: 'baseline', kind: 'sql' })
  const from = found === undefined ? '' : ` from ${found.tool.name}`
  const ids = (found?.recorded.ids ?? []).map((id) => `-- ${id.replace(/[^\x20-\x7e]/g, '?')}\n`)
  const head = `-- The schema as it was when Millwright took the database over${from}.\n-- irreversible: the database was there before\n`
  const applied = ids.length === 0 ? '' : `-- Applied before:\n${ids.join('')}`
  return { ...made, text: `${head}${applied}-- migrate:up\n${statements.map((text) => `${text};\n`).join('\n')}` }
}

async function writeBaseline(about: About, file: NewFile): Promise<Partial<Adopted>> {
  const { project, flags, found } = about
  writeNew(file)
  try {
    return { file: file.file, ...(await record(project, { found, flags, migration: file.id })) }
  } catch (error) {
    rmSync(file.file, { force: true })
    throw error
  }
}
