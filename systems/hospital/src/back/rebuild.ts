import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, jsonFile, type Project, up } from 'millwright'
import { type Facts, paramsOf } from '../loads/params.ts'
import { lookAt } from '../move/look.ts'
import { hospitalProject } from '../move/project.ts'
import { copyBroken, notRebuilt } from './problems.ts'

/** Checks every copy against the SHA-256 that the run wrote down. @throws HOSP121 */
export async function trustCopies({ backups }: Facts): Promise<void> {
  for (const { path, sha256 } of backups) {
    const found = await digestOf(path)
    if (found !== sha256) throw copyBroken(path, `its SHA-256 should be ${sha256}, but is ${found}`)
  }
}

async function digestOf(path: string): Promise<string> {
  const isObject = /(?:departments_and_machines|settings)_backup/.test(path)
  const { digest } = await jsonFile(
    path,
    isObject ? { object: 'entries', allowEmpty: true } : { allowEmpty: true },
  ).pin()
  return digest
}

/**
 * The database as it was right after the move, made once more from the copies in a folder that is thrown away.
 * @param level the migration up to which it is brought: of two forms of the same data only equal ones can be compared
 */
export async function withRebuilt<T>(
  { facts, level }: { readonly facts: Facts; readonly level: string },
  work: (db: Connection) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hospital-rebuilt-'))
  try {
    for (const { file, path } of facts.backups) await copyFile(path, join(folder, file))
    const project = await rebuiltProject(folder, facts)
    const result = await up(project, { target: level, backup: false, maxRejects: 1e9, yes: true })
    if (!('report' in result) || result.verdict !== 'PROVED')
      throw notRebuilt('why' in result ? result.why : 'nothing was done')
    return await lookAt(project, work)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const rebuiltProject = (folder: string, facts: Facts): Promise<Project> =>
  hospitalProject(join(folder, 'rebuilt.db'), { params: paramsOf({ ...facts, data: folder }) })
