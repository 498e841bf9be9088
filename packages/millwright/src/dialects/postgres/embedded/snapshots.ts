import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection, Queries } from '../../../kernel/connection.ts'
import type { WorkingCopy } from '../../dialect.ts'
import { readArchive } from '../archive/files.ts'
import { loadArchive } from '../archive/load.ts'
import { writeArchive } from '../archive/write.ts'
import { PostgresConnection } from '../connection.ts'
import { prepareSession } from '../connect.ts'
import { endingWith } from '../ending.ts'
import { quote } from '../syntax.ts'
import { openEmbeddedSession } from './connect.ts'
import { type Engine, engineInMemory } from './engine.ts'
import { embeddedPlace, isCluster } from './place.ts'
import { EmbeddedWire } from './wire.ts'

/** The one session copies first and is looked through then, in the same transaction. */
export async function takeEmbedded<T>(from: string, to: string, look: (state: Queries) => Promise<T>): Promise<T> {
  const copier = await openEmbeddedSession(from, { readOnly: true })
  try {
    return await writeArchive({ copier, looker: undefined }, to, look)
  } finally {
    await copier.close()
  }
}

/** Restores a written copy into a database in memory. */
export async function openCopy(path: string): Promise<Connection> {
  const { searchPath } = await readArchive(path)
  const engine = await engineInMemory()
  const loading = await openOn(engine, searchPath, false)
  try {
    await loadArchive(loading, path)
    const reading = await openOn(engine, searchPath, true)
    return endingWith(new PostgresConnection(reading), () => loading.close())
  } catch (error) {
    await loading.close()
    throw error
  }
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
