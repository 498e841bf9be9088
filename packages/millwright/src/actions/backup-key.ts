import { resolve } from 'node:path'
import { type Key, keyFrom, readKeyFile } from '../backup/key.ts'
import { noKeyForNew } from '../backup/problems.ts'
import type { Project } from './project.ts'

/** Where the key of a backup is, and whether a new one gets any. The key itself is never among the flags: others could read it there. */
export type KeyFlags = {
  readonly encrypt?: boolean
  /** From the working folder; goes before the configuration and the environment. */
  readonly keyFile?: string
}

const variable = 'MILLWRIGHT_BACKUP_KEY'

/** The key for reading encrypted backups, if there is any. @throws BAK123 */
export async function keyOf({ config, root }: Project, { keyFile }: KeyFlags = {}): Promise<Key | undefined> {
  if (keyFile !== undefined) return readKeyFile(resolve(keyFile))
  const configured = config.backups?.keyFile
  if (configured !== undefined) return readKeyFile(resolve(root, configured))
  const given = process.env[variable] ?? ''
  return given === '' ? undefined : keyFrom(given, variable)
}

/** The key for a new backup; undefined when it shall not be encrypted. @throws BAK123, BAK124 */
export async function keyForNew(project: Project, flags: KeyFlags = {}): Promise<Key | undefined> {
  const isWanted = flags.encrypt ?? (flags.keyFile !== undefined || project.config.backups?.encrypt === true)
  if (!isWanted) return undefined
  const key = await keyOf(project, flags)
  if (key === undefined) throw noKeyForNew()
  return key
}
