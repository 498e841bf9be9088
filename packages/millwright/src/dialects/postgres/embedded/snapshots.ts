import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cipher } from '../../../kernel/cipher.ts'
import type { Connection, Queries } from '../../../kernel/connection.ts'
import type { PartsOrder, TakenParts, WorkingCopy } from '../../dialect.ts'
import { readArchive } from '../archive/files.ts'
import { loadArchive } from '../archive/load.ts'
import { writeArchive } from '../archive/write.ts'
import { PostgresConnection } from '../connection.ts'
import { prepareSession } from '../connect.ts'
import { endingWith } from '../ending.ts'
import type { Session } from '../session.ts'
import { quote } from '../syntax.ts'
import { openEmbeddedSession } from './connect.ts'
import { type Engine, engineInMemory } from './engine.ts'
import { embeddedPlace, isCluster } from './place.ts'
import { EmbeddedWire } from './wire.ts'

/** The one session copies first and is looked through then, in the same transaction. */
export async function takePartsEmbedded<T>(
  order: PartsOrder,
  look: (state: Queries) => Promise<T>,
): Promise<TakenParts<T>> {
  const copier = await openEmbeddedSession(order.from, { readOnly: true })
  try {
    return await writeArchive({ copier, looker: undefined }, order, look)
  } finally {
    await copier.close()
  }
}

export const takeEmbedded = async <T>(from: string, to: string, look: (state: Queries) => Promise<T>): Promise<T> =>
  (await takePartsEmbedded({ from, to }, look)).seen

/** Restores a written copy into a database in memory; `near` is of no use here. */
export async function openCopy(path: string, _near = '', cipher?: Cipher): Promise<Connection> {
  const store = { directory: path, cipher }
  const { searchPath, roles } = await readArchive(store)
  const engine = await engineInMemory()
  const loading = await openOn(engine, searchPath, false)
  try {
    await makeRoles(loading, roles)
    await loadArchive(loading, store)
    const reading = await openOn(engine, searchPath, true)
    return endingWith(new PostgresConnection(reading), () => loading.close())
  } catch (error) {
    await loading.close()
    throw error
  }
}

/** Roles belong to a server, not to a database: a new one has none but the one that made it. */
export async function makeRoles(session: Session, roles: readonly string[]): Promise<void> {
  const { rows } = await session.ask('select rolname from pg_catalog.pg_roles')
  const there = new Set(rows.map(([name]) => String(name)))
  for (const role of roles) if (!there.has(role)) await session.ask(`create role ${quote(role)}`)
}

async function openOn(engine: Engine, searchPath: readonly string[], readOnly: boolean) {
  const wire = new EmbeddedWire(engine, 0)
  if (!readOnly) for (const name of searchPath) await wire.query(`create schema if not exists ${quote(name)}`)
  const options = { search_path: searchPath.map(quote).join(',') }
  return prepareSession(wire, { place: 'a database in memory', options, open: { readOnly } })
}

export async function emptyEmbedded(_near: string, folder: string): Promise<WorkingCopy> {
  const target = join(folder, 'empty')
  return { url: `pglite:${target}`, dispose: () => rm(target, { recursive: true, force: true }) }
}

/** What is committed is in the files, so their copy is the database as a crash would leave it at this moment. */
export async function copyEmbedded(from: string, folder: string): Promise<WorkingCopy> {
  const target = join(folder, 'copy')
  const { directory } = embeddedPlace(from)
  if (directory !== undefined && isCluster(directory)) {
    const session = await openEmbeddedSession(from, {})
    try {
      await session.alone(async () => {
        await session.ask('checkpoint')
        await cp(directory, target, { recursive: true, errorOnExist: true, force: false })
      })
    } finally {
      await session.close()
    }
  }
  return { url: `pglite:${target}`, dispose: () => rm(target, { recursive: true, force: true }) }
}
