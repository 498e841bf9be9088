import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Project } from 'millwright'
import { readFirst } from './archive.ts'
import { type ArchiveManifest, manifestName, parseManifest } from './manifest.ts'
import { folderOf, type Kind, kindOf, nameRule } from './names.ts'
import { badName, noSuchBackup } from './problems.ts'
import { parseSettings } from './settings-document.ts'

/** A backup that lies in its folder. */
export type Shelved = {
  readonly name: string
  readonly kind: Kind
  readonly path: string
  readonly bytes: number
  /** False where it does not say what it is: it is kept, and counts for nothing. */
  readonly isReadable: boolean
  readonly createdAt: string
  readonly createdBy: string
  readonly reason: string
  /** What a full backup says of itself; undefined where it says nothing that could be read. */
  readonly manifest?: ArchiveManifest
}

/** Every backup of a kind, the newest first. */
export async function readShelf(project: Project, kind: Kind): Promise<readonly Shelved[]> {
  const folder = folderOf(project, kind)
  const names = await readdir(folder).catch(emptyIfMissing)
  const found = await Promise.all(
    names.filter((name) => kindOf(name) === kind).map((name) => lookAt(folder, kind, name)),
  )
  return found.flatMap((one) => one ?? []).toSorted(newestFirst)
}

const newestFirst = (a: Shelved, b: Shelved): number =>
  Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.name.length - a.name.length || (a.name < b.name ? 1 : -1)

function emptyIfMissing(error: unknown): readonly string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  throw error
}

/** One that another process removed meanwhile is not there. */
async function lookAt(folder: string, kind: Kind, name: string): Promise<Shelved | undefined> {
  const path = join(folder, name)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  const file = { name, kind, path, bytes: found.size }
  const about = await (kind === 'full' ? aboutFull(path) : aboutSettings(path)).catch(() => undefined)
  if (about !== undefined) return { ...file, isReadable: true, ...about }
  return { ...file, isReadable: false, createdAt: momentIn(name), createdBy: 'unknown', reason: 'it cannot be read' }
}

type About = Pick<Shelved, 'createdAt' | 'createdBy' | 'reason' | 'manifest'>

async function aboutFull(path: string): Promise<About> {
  const manifest = parseManifest(await readFirst(path, manifestName))
  return { createdAt: manifest.created_at, createdBy: manifest.created_by, reason: manifest.reason, manifest }
}

async function aboutSettings(path: string): Promise<About> {
  const { backup_info: info } = parseSettings(await readFile(path, 'utf8'))
  return { createdAt: info.created_at, createdBy: info.created_by, reason: info.reason }
}

/** The moment that a name tells. */
function momentIn(name: string): string {
  const [, year, month, day, hour, minute, second] =
    /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)/.exec(name)?.map(String) ?? []
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  return Number.isNaN(Date.parse(text)) ? '1970-01-01T00:00:00.000Z' : text
}

/** @throws Refusal 400 for a name that no file may have, 404 when there is no such backup */
export async function findBackup(project: Project, name: string): Promise<Shelved> {
  if (!nameRule.test(name)) throw badName()
  const kind = kindOf(name)
  const found = kind === undefined ? undefined : await lookAt(folderOf(project, kind), kind, name)
  if (found === undefined) throw noSuchBackup(name)
  return found
}

export const bytesOf = ({ path }: Shelved): Readable => createReadStream(path)

export async function takeAway({ path }: Shelved): Promise<void> {
  await rm(path)
  await using folder = await open(join(path, '..'), 'r')
  await folder.sync()
}
