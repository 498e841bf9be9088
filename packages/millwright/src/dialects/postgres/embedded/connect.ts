import type { Connection } from '../../../kernel/connection.ts'
import type { OpenOptions } from '../../dialect.ts'
import { PostgresConnection } from '../connection.ts'
import { prepareSession } from '../connect.ts'
import { databaseMissing } from '../problems.ts'
import type { Session } from '../session.ts'
import { quote } from '../syntax.ts'
import { engineInMemory, engineOf } from './engine.ts'
import { embeddedPlace, isCluster } from './place.ts'
import { EmbeddedWire } from './wire.ts'

const usualBusyMs = 5000

/** Opens a PGlite of this process, in a directory or in memory. @throws DB201, DB205 */
export const openEmbedded = async (url: string, options: OpenOptions = {}): Promise<Connection> =>
  new PostgresConnection(await openEmbeddedSession(url, options))

export async function openEmbeddedSession(url: string, options: OpenOptions): Promise<Session> {
  const { directory, options: given } = embeddedPlace(url)
  const place = directory ?? 'a database in memory'
  const isNew = directory !== undefined && !isCluster(directory)
  if (isNew && (options.create !== true || options.readOnly === true)) throw databaseMissing(place)
  const busyMs = options.busyMs ?? usualBusyMs
  const engine = directory === undefined ? await engineInMemory() : await engineOf(directory, isNew, busyMs)
  const wire = new EmbeddedWire(engine, busyMs)
  if (isNew || directory === undefined) await makeSchemas(wire, given.search_path)
  return prepareSession(wire, { place, options: given, open: options })
}

/** A new database has only one schema; those that the address names are made with it. */
async function makeSchemas(wire: EmbeddedWire, searchPath = 'public'): Promise<void> {
  for (const name of searchPath.split(',').map((each) => each.trim()))
    await wire.query(`create schema if not exists ${name.startsWith('"') ? name : quote(name.toLowerCase())}`)
}
