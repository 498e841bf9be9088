import { statfs, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Connection, type Project, type Queries, type Seal, sealFor, sql } from 'millwright'
import { isTracked } from './git.ts'
import { noRoom, wouldBePublished } from './problems.ts'
import { type Sealing, type Writing, writeFileWhole } from './file.ts'
import { newPrint, quoted, readTableHeads, rowLines, type TableHead } from './tables.ts'

export type BackedTable = TableHead & {
  readonly row_count: number
  readonly fingerprint: string
  /** The file of the rows, beside the backup, where they do not stand in it. */
  readonly rows_file?: string
}

export type Backup = { readonly path: string; readonly sha256: string; readonly tables: readonly BackedTable[] }

export type BackupOrder = {
  readonly id: string
  readonly directory: string
  /** From so many rows on, they stand in files beside the backup. */
  readonly mostRows?: number
}

/** What the files are called to the cipher: none of them can be taken for another one. */
export const backupLabel = 'spare parts backup'
export const rowsLabel = (table: string): string => `spare parts rows of ${table}`

const usualMostRows = 100_000

/** The name of a backup by the id of its migration. */
export const backupName = (id: string): string => `migration_backup_${id}.json`

/**
 * Writes every table as it stands at one moment; the ledger is left out.
 *
 * @throws ABP211 without room for it, ABP212 where Git would take it
 */
export async function writeBackup(project: Project, db: Connection, order: BackupOrder): Promise<Backup> {
  const path = join(order.directory, backupName(order.id))
  await mkdir(order.directory, { recursive: true, mode: 0o700 })
  if (isTracked(path)) throw wouldBePublished(path)
  const seal = await sealFor(project)
  return db.transaction(
    async (tx) => {
      const size = await sizeOf(tx)
      await refuseWithoutRoom(order.directory, size.bytes)
      const isSplit = size.rows > (order.mostRows ?? usualMostRows)
      return writeTables({ project, tx, order, path, seal }, isSplit)
    },
    { mode: 'read' },
  )
}

type Place = {
  readonly project: Project
  readonly tx: Queries
  readonly order: BackupOrder
  readonly path: string
  /** Encrypts the files, where the configuration wants it. */
  readonly seal: Seal | undefined
}

const sealingOf = ({ seal }: Place, label: string): Sealing | undefined =>
  seal === undefined ? undefined : { seal, label }

async function sizeOf(db: Queries): Promise<{ readonly rows: number; readonly bytes: number }> {
  const heads = await readTableHeads(db)
  let [rows, bytes] = [0, 0]
  for (const { name } of heads) {
    const table = sql.table(name)
    rows += Number((await db.get(sql`select count(*) as n from ${table}`))?.['n'])
    bytes += Number((await db.get(sql`select pg_table_size(${quoted(name)}::text::regclass) as n`))?.['n'])
  }
  return { rows, bytes }
}

/** As text the rows take about as much as in their pages; twice that is asked for. */
async function refuseWithoutRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  const [wanted, free] = [2 * bytes, bavail * bsize]
  if (free < wanted) throw noRoom(directory, wanted, free)
}

async function writeTables(place: Place, isSplit: boolean): Promise<Backup> {
  const tables: BackedTable[] = []
  let sha256 = ''
  await writeFileWhole({ path: place.path, sealing: sealingOf(place, backupLabel) }, async (file) => {
    await file.write(`${JSON.stringify(await headOf(place)).slice(0, -1)},"tables":[`)
    for (const head of await readTableHeads(place.tx)) {
      await file.write(tables.length === 0 ? '\n' : ',\n')
      tables.push(await writeTable(place, head, { file, isSplit }))
    }
    await file.write('\n],\n')
    sha256 = file.hash()
    await file.write(`"end":${JSON.stringify({ sha256 })}}\n`)
  })
  return { path: place.path, sha256, tables }
}

async function headOf({ project, tx, order }: Place): Promise<Readonly<Record<string, unknown>>> {
  const row = await tx.get(
    sql`select current_setting('server_version') as version, current_database() as name,
      to_regclass('millwright_migration') is not null as is_managed`,
  )
  const applied =
    row?.['is_managed'] === true ? await tx.all(sql`select id from millwright_migration order by seq`) : []
  return {
    format: 'millwright-backup',
    version: 1,
    migration_id: order.id,
    created_at: project.clock.now().toISOString(),
    dialect: project.dialect.name,
    server_version: row?.['version'],
    database: row?.['name'],
    url: project.target,
    schema_revisions: applied.map(({ id }) => id),
  }
}

type Into = { readonly file: Writing; readonly isSplit: boolean }

async function writeTable(place: Place, head: TableHead, { file, isSplit }: Into): Promise<BackedTable> {
  const { tx, order } = place
  await file.write(JSON.stringify(head).slice(0, -1))
  const print = newPrint()
  if (isSplit) {
    const name = join(`migration_backup_${order.id}`, `${encodeURIComponent(head.name)}.ndjson`)
    const sealing = sealingOf(place, rowsLabel(head.name))
    await writeFileWhole({ path: join(order.directory, name), sealing }, async (rows) => {
      for await (const line of rowLines(tx, head)) {
        print.add(line)
        await rows.write(`${line}\n`)
      }
    })
    const end = { rows_file: name, ...print.end() }
    await file.write(`,${JSON.stringify(end).slice(1)}`)
    return { ...head, ...end }
  }
  await file.write(',"rows":[')
  let separator = '\n'
  for await (const line of rowLines(tx, head)) {
    print.add(line)
    await file.write(`${separator}${line}`)
    separator = ',\n'
  }
  const end = print.end()
  await file.write(`\n],${JSON.stringify(end).slice(1)}`)
  return { ...head, ...end }
}
