import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProject, type Params, type Project } from 'millwright'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The hospital's history on a database file; reports and backups stand in a folder beside that file unless told otherwise. */
export async function hospitalProject(
  db: string,
  about: { readonly params?: Params; readonly backups?: string | undefined } = {},
): Promise<Project> {
  const project = await openProject({
    config: join(root, 'millwright.config.ts'),
    url: `sqlite:${db}`,
    ...(about.params === undefined ? {} : { params: about.params }),
  })
  const beside = join(dirname(db), '.millwright')
  return { ...project, reports: join(beside, 'reports'), backups: about.backups ?? join(beside, 'backups') }
}
