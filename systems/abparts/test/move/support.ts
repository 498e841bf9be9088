import type { Database } from '../../src/database/database.ts'
import { type LegacyMark, legacySchema } from '../../src/database/schema-files.ts'
import { type DatasetOptions, legacyDataset } from '../../src/generator/dataset.ts'
import { loadTables } from '../../src/generator/load.ts'
import type { MoveOptions } from '../../src/move/options.ts'

export const options: MoveOptions = {
  opening: { reference: 'MIGRATION-00000000', date: '2026-02-01T08:00:00Z', notes: 'Opening balance' },
}

/** A strict legacy database with the rows of a sample. */
export async function loadLegacy(
  db: Database,
  dataset: DatasetOptions,
  without: readonly LegacyMark[] = [],
): Promise<void> {
  await db.exec(legacySchema(without))
  await db.transaction((tx) => loadTables(tx, legacyDataset(dataset).tables))
}
