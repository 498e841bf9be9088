import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Project } from 'millwright'

/** Work on a copy of a database; copy, reports and backups stand in a folder that is thrown away. */
export async function withCopy<T>(project: Project, work: (copy: Project) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hospital-copy-'))
  try {
    const file = join(folder, 'copy.db')
    await project.dialect.snapshots.take(project.url, file, async () => undefined)
    const url = project.dialect.absolute(file, folder)
    return await work({ ...project, url, target: `a copy of ${project.target}`, reports: folder, backups: folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
