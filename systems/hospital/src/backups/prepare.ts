import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createBackup, isProblem, proveBackup, type Project, restoreBackup, status, up } from 'millwright'
import { readArchive } from './archive.ts'
import { type ArchiveManifest, deviationOf, manifestName, parseManifest } from './manifest.ts'
import { damaged, inUse, notBroughtUp, ofNewerProgram } from './problems.ts'
import type { Shelved } from './shelf.ts'

/** The engine's backup out of an archive, proved, in the form of this program. */
export type Prepared = { readonly project: Project; readonly id: string; readonly manifest: ArchiveManifest }

/**
 * Takes a full backup apart in a folder and proves it: every file by its SHA-256, the database by the fingerprints of its
 * tables. One of an older program is brought to this program's form there. The database itself is not touched.
 *
 * @throws Refusal 409 when the archive is not what it was, or of a newer program
 */
export async function prepare(project: Project, { name, path }: Shelved, shop: string): Promise<Prepared> {
  const contents = await readArchive(path).catch((error: unknown) => {
    throw damaged(name, wordsOf(error))
  })
  const manifest = manifestIn(name, contents)
  const deviation = deviationOf(manifest, contents)
  if (deviation !== undefined) throw damaged(name, deviation)
  for (const [inner, bytes] of contents)
    if (inner.startsWith('database/')) await writeFile(join(shop, basename(inner)), bytes, { mode: 0o600 })
  const own: Project = { ...project, backups: shop, reports: shop }
  await demandProved(own, name, manifest.database.id)
  return { manifest, ...(await inThisForm(own, name, manifest)) }
}

/** An error's own words, without their full stop. */
export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')

function manifestIn(name: string, contents: ReadonlyMap<string, Uint8Array>): ArchiveManifest {
  const bytes = contents.get(manifestName)
  if (bytes === undefined) throw damaged(name, 'it has no manifest')
  try {
    return parseManifest(bytes)
  } catch (error) {
    throw damaged(name, wordsOf(error))
  }
}

async function demandProved(own: Project, name: string, id: string): Promise<void> {
  const { findings } = await proveBackup(own, id).catch((error: unknown) => {
    throw isProblem(error) ? damaged(name, wordsOf(error)) : error
  })
  const [first] = findings
  if (first !== undefined) throw damaged(name, first.message.replace(/\.$/, ''))
}

/** The backup as it is, or one of its database after the migrations that came since. */
async function inThisForm(
  own: Project,
  name: string,
  { database }: ArchiveManifest,
): Promise<Omit<Prepared, 'manifest'>> {
  const file = join(own.backups, `${database.id}.db`)
  const inside: Project = { ...own, url: own.dialect.absolute(file, own.backups), target: name }
  const stand = await status(inside)
  const unknown = stand.migrations.filter(({ file: there }) => there === undefined).map(({ id }) => id)
  if (unknown.length > 0) throw ofNewerProgram(name, unknown)
  if (stand.pending === 0) return { project: own, id: database.id }
  const end = await up(inside, { yes: true, backup: false })
  if ('why' in end && end.verdict !== 'PROVED') throw notBroughtUp(name, end.why.replace(/\.$/, ''))
  const brought = await createBackup(
    { ...inside, backups: join(own.backups, 'brought-up') },
    { reason: `restore ${name}` },
  )
  return { project: { ...own, backups: join(own.backups, 'brought-up') }, id: brought.id }
}

const attempts = 10

/**
 * Puts the backup in the database's place. Whoever only looks at the database for a moment is waited for.
 * @throws Refusal 409 `database_in_use`, and the engine's problems; the database is as it was
 */
export async function swapIn({ project, id }: Prepared): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await restoreBackup(project, { id, yes: true, aside: false })
      return
    } catch (error) {
      if (!isProblem(error) || !['BAK109', 'DB118'].includes(error.code)) throw error
      if (attempt === attempts) throw inUse()
    }
    await wait(200)
  }
}
