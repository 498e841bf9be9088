import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProject, type Params, type Project } from 'millwright'
import { readSoundingTables, type SoundingTables } from './domain/sounding-table.ts'

export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** The book's history on a database file; reports and backups stand in a folder beside that file unless told otherwise. */
export async function logbookProject(
  db: string,
  about: { readonly params?: Params; readonly backups?: string | undefined } = {},
): Promise<Project> {
  const project = await openProject({
    config: join(root, 'millwright.config.ts'),
    url: `sqlite:${db}`,
    ...(about.params === undefined ? {} : { params: about.params }),
  })
  const beside = join(dirname(db), '.millwright')
  return { ...project, reports: join(beside, 'reports'), backups: about.backups ?? join(dirname(db), 'backups') }
}

/** The ship's sounding tables as they lie in `data/`. @throws ORB111 */
export const shipTables = (): SoundingTables =>
  readSoundingTables(JSON.parse(readFileSync(join(root, 'data', 'sounding-tables.json'), 'utf8')) as unknown)
