import type { Connection } from '../../kernel/connection.ts'
import { causedBy } from '../../kernel/problem.ts'
import type { OpenOptions } from '../dialect.ts'
import { type Address, parseAddress, placeOf, urlOfServer } from './address.ts'
import { PostgresConnection } from './connection.ts'
import { serverWords } from './failure.ts'
import { connectionLost, databaseMissing, noSchema, serverTooOld } from './problems.ts'
import { Session, type SessionFacts } from './session.ts'
import { settingsFor, settingStatement } from './settings.ts'
import { openSocket } from './socket-wire.ts'
import { quote } from './syntax.ts'
import type { Wire } from './wire.ts'

const usualBusyMs = 5000

/** Opens a database on a server. @throws DB201 to DB204, DB224 */
export const connect = async (url: string, options: OpenOptions = {}): Promise<Connection> =>
  new PostgresConnection(await openSession(url, options), () => openAgain(url, options))

async function openAgain(url: string, options: OpenOptions): Promise<Session> {
  try {
    return await openSession(url, { ...options, create: false })
  } catch (error) {
    throw causedBy(connectionLost(placeOf(parseAddress(url)), serverWords(error)), error)
  }
}

/** A bare session for those who need more than one at a time. */
export async function openSession(url: string, options: OpenOptions): Promise<Session> {
  const address = parseAddress(url)
  const wire = await openOrMake(url, address, options)
  return prepareSession(wire, { place: placeOf(address), options: address.options, open: options })
}

async function openOrMake(
  url: string,
  address: Address,
  { create = false, readOnly = false }: OpenOptions,
): Promise<Wire> {
  try {
    return await openSocket(address)
  } catch (error) {
    if ((error as { code?: unknown }).code !== databaseMissing.code || !create || readOnly) throw error
  }
  await makeDatabase(url, address.database)
  return openSocket(address)
}

/** Makes an empty database that looks like a server's usual one. Who comes second finds one that is there. */
async function makeDatabase(url: string, name: string): Promise<void> {
  await onServer(url, async (server) => {
    const found = await server.ask('select 1 from pg_catalog.pg_database where datname = $1', [name])
    if (found.rows.length === 0) await server.outside(`create database ${quote(name)}`)
  })
}

/** Does something in the database that every server has for this. */
export async function onServer<T>(url: string, work: (server: Session) => Promise<T>): Promise<T> {
  const server = await openSession(urlOfServer(url), {})
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

/** Whether the server has the database. @throws DB202 when the server cannot be asked */
export async function exists(url: string): Promise<boolean> {
  try {
    await (await openSocket(parseAddress(url))).close()
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === databaseMissing.code) return false
    throw error
  }
}

export type Preparing = {
  readonly place: string
  readonly options: Address['options']
  readonly open: OpenOptions
}

/** Learns what is at the other end, and makes the session's settings. */
export async function prepareSession(wire: Wire, { place, options, open }: Preparing): Promise<Session> {
  try {
    const facts = await lookAround(wire, place, options.search_path)
    const busyMs = open.busyMs ?? usualBusyMs
    const readOnly = open.readOnly === true || open.untrusted === true
    const idle = open.idleMs === undefined ? {} : { idleMs: open.idleMs }
    const settings = settingsFor({ options, searchPath: facts.path, busyMs, readOnly, ...idle })
    const session = new Session(wire, { place, ...facts, settings, busyMs })
    if (!facts.isPooled) await session.guard('', () => wire.setUp(settingStatement(settings)))
    return session
  } catch (error) {
    await wire.close()
    throw error
  }
}

type Facts = Pick<SessionFacts, 'path' | 'isPooled'>

const oldest = 150_000

/** All in one question: whoever makes a session waits for each answer. */
const greeting = `select current_setting('server_version_num')::int, current_setting('server_version'),
    pg_catalog.pg_backend_pid(), wanted.path,
    (select pg_catalog.json_agg(n.nspname order by given.at)
      from pg_catalog.unnest(pg_catalog.string_to_array(wanted.path, ',')) with ordinality as given (name, at)
      join pg_catalog.pg_namespace n on n.nspname = case when btrim(given.name) like '"%"'
        then replace(replace(btrim(btrim(given.name), '"'), '""', '"'), '$user', current_user)
        else lower(btrim(given.name)) end
      where n.nspname !~ '^pg_')::text
  from (select coalesce($1::text, current_setting('search_path'))) as wanted (path)`

/** @throws DB203 for a server that is too old, DB224 when none of the schemas exists */
async function lookAround(wire: Wire, place: string, searchPath: string | undefined): Promise<Facts> {
  const session = new Session(wire, { place, path: [], settings: {}, isPooled: false, busyMs: 0 })
  const { rows } = await session.ask(greeting, [searchPath ?? null])
  const [number, version, process, wanted, schemas] = rows[0] as [bigint, string, bigint, string, string | null]
  if (number < oldest) throw serverTooOld(place, version)
  if (schemas === null) throw noSchema(place, wanted)
  // A pooler greets with a number of its own instead of that of the server's process.
  const isPooled = wire.greetedBy !== undefined && wire.greetedBy !== Number(process)
  return { path: JSON.parse(schemas) as string[], isPooled }
}
