import { neededBackups } from 'millwright'
import { keptBecause } from './retention.ts'
import { findBackup, readShelf, type Shelved } from './shelf.ts'
import type { Backup, Tools } from './tools.ts'

/** Every backup, the newest first. */
export async function listBackups({ project }: Pick<Tools, 'project'>): Promise<readonly Backup[]> {
  const needed = await neededBackups(project)
  const [full, settings] = [await readShelf(project, 'full'), await readShelf(project, 'settings')]
  const kept = new Map([...keptBecause(full, needed), ...keptBecause(settings, needed)])
  return [...full, ...settings]
    .map((shelved) => backupOf(shelved, kept.get(shelved.name)))
    .toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
}

/** @throws Refusal 400, 404 */
export async function describeBackup(tools: Pick<Tools, 'project'>, name: string): Promise<Backup> {
  const { kind } = await findBackup(tools.project, name)
  const kept = keptBecause(await readShelf(tools.project, kind), await neededBackups(tools.project))
  return backupOf(await findBackup(tools.project, name), kept.get(name))
}

const backupOf = (
  { name, kind, bytes, createdAt, createdBy, reason, manifest }: Shelved,
  because: string | undefined,
): Backup => ({
  name,
  kind,
  created_at: createdAt,
  created_by: createdBy,
  reason,
  bytes,
  rows: manifest?.database.tables ?? null,
  kept_because: because ?? null,
})
