import { withBackup } from '../backup/open.ts'
import type { Connection } from '../kernel/connection.ts'
import { type KeyFlags, keyOf } from './backup-key.ts'
import { compareRows, type RowsDifference } from './compare-rows.ts'
import { hidesOf } from './hidden.ts'
import { noDatabase, noSuchTable } from './problems.ts'
import { openDatabase, type Project } from './project.ts'

export type BackupCompareFlags = Pick<KeyFlags, 'keyFile'> & {
  readonly id: string
  readonly table?: string
  /** How many differing rows of each table are told in full. */
  readonly rows: number
}

export type BackupComparison = RowsDifference & {
  readonly backup: string
  readonly createdAt: string
  /** How many rows are not the same, in all tables. */
  readonly differences: number
}

/**
 * Compares the database with one of its backups, row by row and column by column; both are only read.
 * @throws CONF106, BAK1xx, ROWS101 when neither has the table that is named
 */
export async function backupCompare(project: Project, flags: BackupCompareFlags): Promise<BackupComparison> {
  const { dialect, url, backups: directory, clock, target } = project
  if (!(await dialect.exists(url))) throw noDatabase(target)
  const key = await keyOf(project, flags)
  const ref = { dialect, directory, clock, near: url, id: flags.id, ...(key === undefined ? {} : { key }) }
  return withBackup(ref, async ({ manifest, db: before }) => {
    const db = await openDatabase(project, { readOnly: true })
    try {
      const compared = await compare(project, { before, db }, flags)
      return { backup: manifest.id, createdAt: manifest.createdAt, differences: differencesIn(compared), ...compared }
    } finally {
      await db.close()
    }
  })
}

type Opened = { readonly before: Parameters<typeof compareRows>[0]['before']['db']; readonly db: Connection }

async function compare(project: Project, { before, db }: Opened, { table, rows }: BackupCompareFlags) {
  const { dialect } = project
  const sides = {
    before: { db: before, schema: await dialect.inspect(before) },
    after: { db, schema: await dialect.inspect(db) },
  }
  const compared = await compareRows({
    ...sides,
    rows,
    hides: hidesOf(project),
    ...(table === undefined ? {} : { table }),
  })
  const names = [...compared.tables.map((one) => one.table), ...compared.onlyBefore, ...compared.onlyAfter]
  if (table !== undefined && !names.includes(table)) throw noSuchTable(table)
  return compared
}

const differencesIn = ({ tables }: RowsDifference): number =>
  tables.reduce((sum, { added, removed, changed }) => sum + added + removed + changed, 0)
