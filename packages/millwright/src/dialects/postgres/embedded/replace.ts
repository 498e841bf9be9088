import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Cipher } from '../../../kernel/cipher.ts'
import { claim, describeHolder, isAbandoned, release } from '../../../kernel/claim.ts'
import { causedBy } from '../../../kernel/problem.ts'
import type { Replacement } from '../../dialect.ts'
import { readArchive } from '../archive/files.ts'
import { loadAndClose } from '../archive/load.ts'
import { serverWords } from '../failure.ts'
import { inUse } from '../problems.ts'
import { quote } from '../syntax.ts'
import { openEmbeddedSession } from './connect.ts'
import { embeddedPlace, isCluster } from './place.ts'
import { makeRoles } from './snapshots.ts'
import { swapDirectories } from './swap.ts'

/** Restores a written copy into a directory beside another one, which it can take the place of by being renamed. */
export async function restoreEmbedded(path: string, url: string, cipher?: Cipher): Promise<Replacement> {
  const store = { directory: path, cipher }
  const { searchPath, roles } = await readArchive(store)
  const { directory = '' } = embeddedPlace(url)
  const made = `${directory}.restoring`
  await rm(made, { recursive: true, force: true })
  try {
    const session = await openEmbeddedSession(`pglite:${made}`, { create: true })
    await makeRoles(session, roles)
    await loadAndClose(session, store)
    return new Renaming(directory, `pglite:${made}?search_path=${encodeURIComponent(searchPath.map(quote).join(','))}`)
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    throw error
  }
}

class Renaming implements Replacement {
  readonly url: string
  readonly #directory: string

  constructor(directory: string, url: string) {
    this.#directory = directory
    this.url = url
  }

  get #made(): string {
    return `${this.#directory}.restoring`
  }

  async swapIn(keepsOld: boolean): Promise<string | undefined> {
    const path = await takeOver(this.#directory)
    try {
      const aside = isCluster(this.#directory) ? freeName(this.#directory) : undefined
      await swapDirectories({ directory: this.#directory, made: this.#made, aside })
      if (aside !== undefined && !keepsOld) await rm(aside, { recursive: true, force: true })
      return aside === undefined || !keepsOld ? undefined : `pglite:${aside}`
    } catch (error) {
      throw causedBy(inUse(this.#directory, serverWords(error)), error)
    } finally {
      await release(path)
    }
  }

  async discard(): Promise<void> {
    await rm(this.#made, { recursive: true, force: true })
  }
}

/** @throws DB230 when a process, this one or another, works with the directory */
async function takeOver(directory: string): Promise<string> {
  const path = `${directory}.claim`
  if (await claim(path)) return path
  if (await isAbandoned(path, new Date())) await release(path)
  if (await claim(path)) return path
  throw inUse(directory, `${await describeHolder(path)} has it open`)
}

function freeName(directory: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')
  const usual = `${directory}.before-restore-${stamp}`
  for (let at = 1; ; at++) {
    const name = at === 1 ? usual : `${usual}_${at}`
    if (!existsSync(name)) return name
  }
}
