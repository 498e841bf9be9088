import { randomBytes } from 'node:crypto'
import type { Connection } from '../../kernel/connection.ts'
import { causedBy } from '../../kernel/problem.ts'
import { sql } from '../../kernel/sql.ts'
import { parseAddress, urlOfDatabase, urlOfServer } from './address.ts'
import { connect, onServer, openSession } from './connect.ts'
import { endingWith } from './ending.ts'
import { openEmbedded } from './embedded/connect.ts'
import { codeOf, serverWords } from './failure.ts'
import { cannotMake, databaseMissing } from './problems.ts'
import type { Session } from './session.ts'
import { openSocket } from './socket-wire.ts'
import { quote, quoteText } from './syntax.ts'

/**
 * Makes an empty database on the server of another one, told to sort and to write as that one is, with these schemas. @throws DB229 when this user may not make any
 */
export async function makeBeside(url: string, name: string, searchPath: readonly string[]): Promise<string> {
  await onServer(url, async (server) => {
    await dropAbandoned(server)
    const { database } = parseAddress(url)
    const text = `create database ${quote(name)} template template0 ${await localeOf(server, database)}`
    await server.outside(text).catch((error: unknown) => {
      throw codeOf((error as Error).cause) === '42501'
        ? causedBy(cannotMake(server.facts.place, serverWords(error)), error)
        : error
    })
  })
  return withSchemas(urlOfDatabase(url, name), searchPath)
}

/** The schemas in which a database looks names up. */
export async function searchPathOf(url: string): Promise<readonly string[]> {
  try {
    const session = await openSession(url, { readOnly: true })
    await session.close()
    return session.facts.path
  } catch (error) {
    if (codeOf(error) !== databaseMissing.code) throw error
    return [(parseAddress(url).options.search_path ?? 'public').split(',')[0]?.trim() ?? 'public']
  }
}

async function makeSchemas(url: string, names: readonly string[]): Promise<void> {
  const wire = await openSocket(parseAddress(url))
  try {
    for (const name of names) await wire.query(`create schema if not exists ${quote(name)}`)
  } finally {
    await wire.close()
  }
}

async function withSchemas(url: string, searchPath: readonly string[]): Promise<string> {
  if (searchPath.some((name) => name !== 'public')) await makeSchemas(url, searchPath) // that one is there already
  const found = new URL(url)
  found.searchParams.delete('schema')
  found.searchParams.set('search_path', searchPath.map(quote).join(','))
  return found.href
}

/** The words that give a new database the encoding and the order of another one; none when that one is not there. */
async function localeOf(server: Session, database: string): Promise<string> {
  const { rows } = await server.ask(
    `select pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text,
      pg_catalog.to_jsonb(d) ->> 'daticulocale', pg_catalog.to_jsonb(d) ->> 'datlocale'
    from pg_catalog.pg_database d where datname = $1`,
    [database],
  )
  const [found] = rows
  if (found === undefined) return ''
  const [encoding, collate, ctype, provider, oldLocale, locale] = found.map((value) => String(value ?? ''))
  const icu = oldLocale || locale || ''
  return [
    `encoding ${quoteText(encoding ?? '')} lc_collate ${quoteText(collate ?? '')} lc_ctype ${quoteText(ctype ?? '')}`,
    ...(provider === 'i' ? [`locale_provider icu icu_locale ${quoteText(icu)}`] : []),
    ...(provider === 'b' ? [`locale_provider builtin builtin_locale ${quoteText(icu)}`] : []),
  ].join(' ')
}

export const dropDatabase = (url: string): Promise<void> => onServer(url, (server) => drop(server, url))

async function drop(server: Session, url: string): Promise<void> {
  await server.outside(`drop database if exists ${quote(parseAddress(url).database)} with (force)`)
}

let dropping: Promise<void> = Promise.resolve()

/**
 * Tells the server to drop a database, and does not wait until it is gone: before that the server writes to disk what it holds
 * unwritten of all its databases, which may take seconds. One at a time; what could not be dropped is left to {@link dropAbandoned}.
 */
export async function dropSoon(url: string): Promise<void> {
  await dropping
  const server = await openSession(urlOfServer(url), {})
  dropping = drop(server, url)
    .catch(() => undefined)
    .then(() => server.close())
}

/** When nothing is being dropped any more. */
export const untilDropped = (): Promise<void> => dropping

const passing = /^millwright_(?:scratch|copy|proof|restore)_([0-9a-z]+)_[0-9a-f]{8}$/

/** A name for a database that is thrown away: it says when it was made, so that one left by a crash can be told. */
export const passingName = (purpose: 'scratch' | 'copy' | 'proof' | 'restore'): string =>
  `millwright_${purpose}_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`

const abandonedMs = 3600_000

/** Drops what killed processes left: passing databases of more than an hour that nobody is connected to. */
export async function dropAbandoned(server: Session): Promise<void> {
  const { rows } = await server.ask(`select d.datname from pg_catalog.pg_database d
    where d.datname like 'millwright\\_%' and pg_catalog.pg_get_userbyid(d.datdba) = current_user
      and not exists (select from pg_catalog.pg_stat_activity a where a.datname = d.datname)`)
  for (const [name] of rows) {
    const made = Number.parseInt(passing.exec(String(name))?.[1] ?? 'zzzzzzzzz', 36)
    if (Date.now() - made > abandonedMs) await server.outside(`drop database if exists ${quote(String(name))}`)
  }
}

/**
 * An empty database for as long as its connection: on the same server where this user may make databases, else in this
 * process. A schema of the database itself would not do: a statement that names another one would reach its tables.
 */
export async function scratch(near?: string): Promise<Connection> {
  if (near === undefined) return openEmbedded('memory', {})
  try {
    return await whileOpen(await makeBeside(near, passingName('scratch'), await searchPathOf(near)))
  } catch (error) {
    if (codeOf(error) !== cannotMake.code) throw error
    return openEmbedded('memory', {})
  }
}

/** A connection whose end is the end of its database; what it commits need not outlive a crash of the server. */
async function whileOpen(url: string): Promise<Connection> {
  const db = await connect(url)
  await db.run(sql`set synchronous_commit = off`)
  return endingWith(db, () => dropSoon(url))
}
