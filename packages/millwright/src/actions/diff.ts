import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { maskUrl } from '../backup/place.ts'
import { type Difference, diff } from '../diff/diff.ts'
import { readAnswers, type TypedAnswers } from '../diff/answers.ts'
import { commentedRenames } from '../diff/rename-comments.ts'
import { cannotCompare, noDdl, noDialect, noScript, scriptFails } from '../diff/problems.ts'
import type { Ddl, Spelling } from '../dialects/ddl.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Connection } from '../kernel/connection.ts'
import { causedBy, wordsOf, wordsBeneath } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import type { Answers } from '../schema/answers.ts'
import type { Rename } from '../schema/change.ts'
import { playMigration } from '../plan/make-plan.ts'
import { openReplay } from '../plan/replay.ts'
import { findDialect, isAddress } from './dialects.ts'
import {
  drizzleStatements,
  isModuleFile,
  readSchemaModule,
  runSchemaFunction,
  type SchemaModule,
} from './schema-module.ts'
import { locate, openProject, type Project, type ProjectFlags, readGraph } from './project.ts'

export type DiffFlags = TypedAnswers & {
  readonly from: string
  readonly to: string
  readonly dialect?: string
  readonly where: ProjectFlags
}

/** Compares two sides: .sql files, databases, or `migrations`. @throws DIFF2xx */
export async function diffSides(flags: DiffFlags): Promise<Difference> {
  const { from, to, dialect } = await findPlaces(flags)
  return compareSides({ dialect, ddl: ddlOf(dialect), from, to, answers: readAnswers(flags) })
}

type Found = { readonly from: Place; readonly to: Place; readonly dialect: Dialect }

async function findPlaces(flags: DiffFlags): Promise<Found> {
  const cwd = flags.where.cwd ?? process.cwd()
  const [from, to] = [await placeOf(flags, flags.from, cwd), await placeOf(flags, flags.to, cwd)]
  return { from, to, dialect: await dialectFor(flags, [from, to]) }
}

/** One side alone, in a scratch database; a database itself is only read. */
export async function openPlace<T>(flags: DiffFlags, look: (ddl: Ddl, db: Connection) => Promise<T>): Promise<T> {
  const { from, dialect } = await findPlaces(flags)
  const ddl = ddlOf(dialect)
  const scratch = (): Promise<Connection> => dialect.scratch()
  const db =
    from.kind === 'url'
      ? await dialect.open(from.url, { readOnly: true })
      : await openSide(from, { dialect, ddl, scratch })
  try {
    return await look(ddl, db)
  } finally {
    await db.close()
  }
}

export type Compared = {
  readonly dialect: Dialect
  readonly ddl: Ddl
  readonly from: Place
  readonly to: Place
  readonly answers: Answers
}

export async function compareSides({ dialect, ddl, from, to, answers }: Compared): Promise<Difference> {
  const opened: Connection[] = []
  const scratch = async (): Promise<Connection> => {
    const db = await dialect.scratch(nearOf(from) ?? nearOf(to))
    opened.push(db)
    return db
  }
  const again = async (db: Connection): Promise<Connection> =>
    fill(ddl, await scratch(), { statements: await ddl.recreate(db), place: 'its own print' })
  try {
    const rows = from.kind === 'url' ? await dialect.open(from.url, { readOnly: true }) : undefined
    if (rows !== undefined) opened.push(rows)
    const [one, other] = await both(openSide(from, { dialect, ddl, scratch }), openSide(to, { dialect, ddl, scratch }))
    const sides = { from: one, to: other, printed: { from: isPrinted(from), to: isPrinted(to) } }
    const merged = { ...answers, renames: [...answers.renames, ...unsaid(answers.renames, to)] }
    return await diff({ ddl, ...sides, answers: merged, again, ...(rows === undefined ? {} : { rows }) })
  } finally {
    await Promise.all(opened.map((db) => db.close()))
  }
}

/** Both at a time; the second is waited for where the first one fails, so that what it opens is known. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}

/** Whether a side was made from what its database has printed of it. */
const isPrinted = ({ kind }: Place): boolean => kind === 'url' || kind === 'migrations'

/** Where a scratch database is made: beside what a side names. */
const nearOf = (place: Place): string | undefined =>
  place.kind === 'url' ? place.url : place.kind === 'migrations' ? place.project.url : undefined

/** What a schema file says of renames, where nobody said otherwise on the command line. */
const unsaid = (said: readonly Rename[], to: Place): readonly Rename[] =>
  to.kind === 'stage'
    ? unsaid(said, to.of)
    : to.kind !== 'file'
      ? []
      : commentedRenames(to.text).filter(
          (rename) => !said.some(({ what, to: name }) => what === rename.what && name === rename.to),
        )

export const ddlOf = (dialect: Dialect): Ddl => dialect.ddl ?? fail(noDdl(dialect.name))

/** One side of a comparison. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly text: string }
  | { readonly kind: 'module'; readonly module: SchemaModule }
  | { readonly kind: 'stage'; readonly of: Place; readonly statements: readonly string[] }
  | { readonly kind: 'url'; readonly url: string; readonly dialect: Dialect }
  | { readonly kind: 'migrations'; readonly project: Project }

async function placeOf(flags: DiffFlags, word: string, cwd: string): Promise<Place> {
  if (word === 'migrations') return { kind: 'migrations', project: await openProject(projectFlags(flags)) }
  if (word === 'database') return { kind: 'url', ...(await openProject(flags.where)) }
  if (/\.sql$/i.test(word) || isModuleFile(word)) return schemaPlace(resolve(cwd, word))
  if (!isAddress(word)) return filePlace(resolve(cwd, word))
  return { kind: 'url', ...(await locate(word, cwd)) }
}

/** An empty database of each kind. */
const emptyOf: Readonly<Record<string, string>> = { sqlite: 'sqlite::memory:', postgres: 'pglite:memory' }

/** Where only a folder of migrations is named, nothing is asked of a database. */
const projectFlags = ({ where, dialect }: DiffFlags): ProjectFlags =>
  where.url !== undefined || where.migrations === undefined || dialect === undefined
    ? where
    : { ...where, url: emptyOf[dialect] ?? '' }

/** A file that tells a schema: SQL, or a module. */
export async function schemaPlace(file: string): Promise<Place> {
  if (isModuleFile(file)) return { kind: 'module', module: await readSchemaModule(file) }
  return filePlace(file)
}

async function filePlace(file: string): Promise<Place> {
  try {
    return { kind: 'file', file, text: await readFile(file, 'utf8') }
  } catch (error) {
    throw causedBy(noScript(file, wordsOf(error)), error)
  }
}

/** That of the databases named; the files must be written for it. */
async function dialectFor({ dialect }: DiffFlags, places: readonly Place[]): Promise<Dialect> {
  const found = places.flatMap((place) =>
    place.kind === 'url' ? [place.dialect] : place.kind === 'migrations' ? [place.project.dialect] : [],
  )
  const wanted = dialect === undefined ? undefined : await findDialect(emptyOf[dialect] ?? '')
  const [first = wanted, second] = found
  if (first === undefined) throw noDialect()
  const others = [second, wanted].filter((other) => other !== undefined)
  const stranger = others.find((other) => other.ddl !== first.ddl)
  if (stranger !== undefined) throw cannotCompare(first.name, stranger.name)
  return found.find(({ can }) => can.manySessions) ?? first
}

type Opening = { readonly dialect: Dialect; readonly ddl: Ddl; readonly scratch: () => Promise<Connection> }

async function openSide(place: Place, { dialect, ddl, scratch }: Opening): Promise<Connection> {
  switch (place.kind) {
    case 'file':
      return fill(ddl, await scratch(), {
        statements: dialect.split(place.text).map(({ text }) => text),
        place: place.file,
      })
    case 'stage':
      return fill(ddl, await openSide(place.of, { dialect, ddl, scratch }), {
        statements: place.statements,
        place: 'a step on the way',
      })
    case 'module':
      return fillByModule(place.module, ddl, { db: await scratch(), spelling: ddl.spelling })
    case 'url':
      return fillFrom(place, ddl, await scratch())
    case 'migrations':
      return fill(ddl, await scratch(), {
        statements: await historyOf(place.project, ddl),
        place: place.project.migrations,
      })
  }
}

type Filled = { readonly db: Connection; readonly spelling: Spelling }

async function fillByModule(module: SchemaModule, ddl: Ddl, { db, spelling }: Filled): Promise<Connection> {
  if (module.kind === 'drizzle')
    return fill(ddl, db, { statements: await drizzleStatements(module, spelling), place: module.file })
  await runSchemaFunction(module, db, spelling)
  return db
}

async function fillFrom(
  { url, dialect }: Extract<Place, { kind: 'url' }>,
  ddl: Ddl,
  db: Connection,
): Promise<Connection> {
  const source = await dialect.open(url, { readOnly: true })
  try {
    return await fill(ddl, db, { statements: await ddl.recreate(source), place: maskUrl(url) })
  } finally {
    await source.close()
  }
}

/** The statements that make what the whole history gives. */
async function historyOf(project: Project, ddl: Ddl): Promise<readonly string[]> {
  const graph = await readGraph(project)
  const replay = await openReplay(project.dialect, project.url)
  try {
    for (const migration of graph.migrations.values()) await playMigration(replay, migration, project.params)
    return await ddl.recreate(replay.db)
  } finally {
    await replay.close()
  }
}

type Filling = { readonly statements: readonly string[]; readonly place: string }

async function fill(ddl: Ddl, db: Connection, { statements, place }: Filling): Promise<Connection> {
  try {
    await loadStatements(ddl, db, statements)
    return db
  } catch (error) {
    throw causedBy(scriptFails(place, wordsBeneath(error)), error)
  }
}

/** Executes statements in a scratch database. */
export async function loadStatements(ddl: Ddl, db: Connection, statements: readonly string[]): Promise<void> {
  if (ddl.load !== undefined) return ddl.load(db, statements)
  for (const statement of statements) await db.run(sql.raw(statement))
}

function fail(problem: Error): never {
  throw problem
}
