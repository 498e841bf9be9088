import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Backup as EngineBackup, createBackup, isProblem, openDatabase, type Project, status } from 'millwright'
import { type Packed, readArchive, writeArchive } from './archive.ts'
import { exportTables } from './export.ts'
import { type ArchiveFile, type ArchiveManifest, deviationOf, manifestName, sha256Of } from './manifest.ts'
import { folderOf, namesFor } from './names.ts'
import { noRoom } from './problems.ts'
import { type About, settingsDocument, textOf } from './settings-document.ts'
import { inWorkshop, publish } from './workshop.ts'

/** Who wants a backup, and why. */
export type Order = { readonly actor: string; readonly reason: string }

/** An archive that was written and read again. */
export type Made = { readonly name: string; readonly manifest: ArchiveManifest }

/**
 * Everything in one archive: the engine's copy of the database, proved against the state it was taken of, its tables as
 * JSON, and the settings. The archive gets its name when every file in it was read again and is what it should be.
 *
 * @param project a database that no transaction of this process is at work on when the copy begins
 */
export async function makeFull(project: Project, { actor, reason }: Order, now: () => string): Promise<Made> {
  const folder = folderOf(project, 'full')
  return await inWorkshop(folder, async (shop) => {
    const createdAt = now()
    const backup = await snapshotOf({ ...project, backups: shop }, reason)
    const about: About = { createdAt, createdBy: actor, reason }
    const contents = await contentsOf(project, shop, { backup, about })
    const manifest: ArchiveManifest = {
      format: 1,
      created_at: createdAt,
      created_by: actor,
      reason,
      migrations: await migrationsOf(copyOf(project, join(shop, backup.file))),
      database: { id: backup.id, sha256: backup.sha256, tables: rowsOf(backup) },
      files: contents.map(({ file }) => file),
    }
    return { name: await publishAs(shop, manifest, contents), manifest }
  })
}

const copyOf = (project: Project, file: string): Project => ({
  ...project,
  url: project.dialect.absolute(file, dirname(file)),
})

async function snapshotOf(project: Project, reason: string): Promise<EngineBackup> {
  try {
    return await createBackup(project, { reason })
  } catch (error) {
    throw isProblem(error) && error.code === 'BAK102' ? noRoom() : error
  }
}

const rowsOf = ({ tables }: EngineBackup): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows]))

async function migrationsOf(copy: Project): Promise<string[]> {
  const { migrations } = await status(copy)
  return migrations.filter(({ appliedAt }) => appliedAt !== undefined).map(({ id }) => id)
}

type Content = { readonly file: ArchiveFile; readonly packed: Packed }
type Snapshot = { readonly backup: EngineBackup; readonly about: About }

/** Everything but the manifest; the tables are read from the copy, so that all of it is of one moment. */
async function contentsOf(project: Project, shop: string, { backup, about }: Snapshot): Promise<readonly Content[]> {
  const file = join(shop, backup.file)
  const db = await openDatabase(copyOf(project, file), { readOnly: true })
  try {
    const tables = await exportTables(project, db)
    const settings = await settingsDocument(db, about)
    const rows = Object.keys(settings.settings).length
    const sealed = `${backup.id}.json`
    return [
      { packed: { name: `database/${backup.file}`, from: file }, file: fileOf(`database/${backup.file}`, backup) },
      contentOf(`database/${sealed}`, await readFile(join(shop, sealed)), null),
      contentOf('settings.json', Buffer.from(textOf(settings)), rows),
      ...tables.map(({ path, text, rows: count }) => contentOf(path, Buffer.from(text), count)),
    ]
  } finally {
    await db.close()
  }
}

const fileOf = (path: string, { bytes, sha256 }: Pick<EngineBackup, 'bytes' | 'sha256'>): ArchiveFile => ({
  path,
  bytes,
  sha256,
  rows: null,
})

const contentOf = (path: string, bytes: Buffer, rows: number | null): Content => ({
  packed: { name: path, bytes },
  file: { path, bytes: bytes.length, sha256: sha256Of(bytes), rows },
})

/** Writes the archive, reads it again, and only then gives it its name. */
async function publishAs(shop: string, manifest: ArchiveManifest, contents: readonly Content[]): Promise<string> {
  const made = join(shop, 'archive.zip')
  const first = { name: manifestName, bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) }
  await writeArchive(made, [first, ...contents.map(({ packed }) => packed)])
  const deviation = deviationOf(manifest, await readArchive(made))
  if (deviation !== undefined) throw new Error(`an archive was not written as it should be: ${deviation}`)
  return await publish(made, dirname(shop), namesFor('full', manifest.created_at))
}
