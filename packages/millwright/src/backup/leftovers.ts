import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbandoned } from '../kernel/claim.ts'
import { exists } from './files.ts'

/** What a killed run left of a backup that was not finished, or was half removed. */
export type Leftover = { readonly id: string; readonly files: readonly string[] }

// In this order they are removed: the claim goes last, so that a second kill leaves a leftover again.
const parts =
  /^(backup_\d{8}_\d{6}(?:_\d{1,3})?)(\.(?:db|db\.enc|dump)\.partial.*|\.json\.[0-9a-f]{12}\.partial|\.db(?:\.enc)?(?:-\w+)?|\.dump|\.json|\.claim)$/

/** Finds them; a backup that another process is making right now is none. */
export async function findLeftovers(directory: string, now: Date): Promise<readonly Leftover[]> {
  const groups = groupById(await readdir(directory))
  const found: Leftover[] = []
  for (const [id, endings] of groups) {
    const files = await debrisOf(join(directory, id), endings, now)
    if (files.length > 0) found.push({ id, files: files.map((ending) => id + ending) })
  }
  return found
}

/** The directories in which a killed backup may have left whole parts, the newest first. */
export const remainsOf = (leftovers: readonly Leftover[]): readonly string[] =>
  leftovers
    .flatMap(({ files }) => files.filter((file) => /\.dump\.partial\.[0-9a-f]+\.partial$/.test(file)))
    .toSorted()
    .toReversed()

/** Removes them, and returns their ids. */
export async function removeLeftovers(directory: string, now: Date): Promise<readonly string[]> {
  const found = await findLeftovers(directory, now)
  await removeFiles(directory, found)
  return found.map(({ id }) => id)
}

export async function removeFiles(directory: string, leftovers: readonly Leftover[]): Promise<void> {
  for (const file of leftovers.flatMap(({ files }) => files))
    await rm(join(directory, file), { force: true, recursive: true })
}

function groupById(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const [, id, ending] = parts.exec(name) ?? []
    if (id !== undefined && ending !== undefined) groups.set(id, [...(groups.get(id) ?? []), ending])
  }
  return groups
}

async function debrisOf(path: string, endings: readonly string[], now: Date): Promise<readonly string[]> {
  const partials = endings.filter((ending) => ending.includes('.partial'))
  if (!endings.includes('.claim')) return oldOnes(path, partials, now)
  if (!(await isAbandoned(`${path}.claim`, now))) return []
  const isWhole = await exists(`${path}.json`) // asked after its maker has ended, not before
  const files = isWhole ? [] : endings.filter((ending) => /^\.d(?:b|ump)/.test(ending))
  return [...new Set([...partials, ...files]), '.claim']
}

// A proof writes its manifest without a claim; that takes no minutes.
async function oldOnes(path: string, endings: readonly string[], now: Date): Promise<readonly string[]> {
  const old: string[] = []
  for (const ending of endings) {
    const made = await stat(path + ending).catch(() => undefined)
    if (made !== undefined && now.getTime() - made.mtimeMs > staleMs) old.push(ending)
  }
  return old
}

const staleMs = 10 * 60_000
