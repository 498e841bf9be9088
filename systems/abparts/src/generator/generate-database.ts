import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openDatabase as openThroughEngine, type Project } from 'millwright'
import { onConnection } from '../database/engine.ts'
import { openDatabase } from '../database/open.ts'
import { legacySchema, loosened } from '../database/schema-files.ts'
import { legacyDataset, type Manifest } from './dataset.ts'
import { loadTables } from './load.ts'
import type { SampleName } from './sizes.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'
import { notEmpty } from './problems.ts'

export type Generating = { readonly sample: SampleName; readonly defects?: number; readonly scale?: number }

/** Makes an invented legacy database where there is none. @throws ABP401 where there are tables already */
export async function generateDatabase(
  options: ManagerOptions,
  { sample, defects = 0, scale = 1 }: Generating,
): Promise<Manifest> {
  const project = await projectOf(options)
  const { tables, manifest } = legacyDataset({ sample, defects, scale })
  await refuseTables(project)
  if (project.url.startsWith('pglite:')) await mkdir(dirname(project.url.slice('pglite:'.length)), { recursive: true })
  await (await openThroughEngine(project, { create: true })).close() // an embedded one is made of a saved copy, which is quick
  const db = await openDatabase(project.url)
  try {
    await db.exec(`${legacySchema()}\n${defects > 0 ? loosened() : ''}`)
    await db.transaction((tx) => loadTables(tx, tables))
    return manifest
  } finally {
    await db.close()
  }
}

/** Asked through the engine, which knows whether another process has the database open. */
async function refuseTables(project: Project): Promise<void> {
  if (!(await project.dialect.exists(project.url))) return
  const names = await onConnection(project, (db) => project.dialect.tableNames(db))
  if (names.length > 0) throw notEmpty(project.target)
}
