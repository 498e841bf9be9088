import { newSeal, type Seal, type SealFacts, sealOfFacts } from '../backup/seal.ts'
import { keyForNew, keyOf } from './backup-key.ts'
import type { Project } from './project.ts'

/**
 * Encrypts files that a program keeps beside the backups, with AES-256-GCM and the key of the backups; undefined where the
 * configuration does not want backups encrypted. @throws BAK123, BAK124
 *
 * @example const seal = await sealFor(project); const bytes = seal?.encrypt('report', plain) ?? plain
 */
export async function sealFor(project: Project): Promise<Seal | undefined> {
  const key = await keyForNew(project)
  return key === undefined ? undefined : newSeal(key)
}

/** Decrypts what {@link sealFor} encrypted, by the facts that stand beside it. @throws BAK121, BAK122, BAK123 */
export const openSeal = async (project: Project, name: string, facts: SealFacts): Promise<Seal> =>
  sealOfFacts(name, facts, await keyOf(project))
