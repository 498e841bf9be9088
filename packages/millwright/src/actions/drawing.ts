import { type Placed, placeTables } from '../diff/diagram/place.ts'
import { drawingOf } from '../diff/diagram/read.ts'
import { isOwn } from '../schema/schema.ts'
import { ddlOf } from './diff.ts'
import { openIfThere } from './state.ts'
import type { Project } from './project.ts'

/** The tables of the database with their places in a picture, and who points at whom; the ledger's own are left out. */
export async function drawing(project: Project): Promise<Placed> {
  const db = await openIfThere(project)
  try {
    const { tables, references } =
      db === undefined ? { tables: [], references: [] } : drawingOf(await ddlOf(project.dialect).describe(db))
    return placeTables({ tables: tables.filter(({ name }) => !isOwn(name)), references })
  } finally {
    await db?.close()
  }
}
