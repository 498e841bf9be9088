import { lstat, readdir } from 'node:fs/promises'
import type { Finding } from '../kernel/finding.ts'
import { wordsOf } from '../kernel/problem.ts'
import { oneLine } from '../kernel/text.ts'
import { trustedDirectory } from './directory.ts'
import { exists, sizeOf } from './files.ts'
import { endings, fileOf, type Manifest, newestFirst, pathsOf, readManifest } from './manifest.ts'

/** The backups of a directory, newest first, and what is wrong with others that lie there. */
export type BackupList = { readonly backups: readonly Manifest[]; readonly findings: readonly Finding[] }

/**
 * Lists backups by their manifests; files are looked at, but not read. A directory that does not exist holds none.
 *
 * @throws BAK101
 */
export async function listBackups(directory: string): Promise<BackupList> {
  if (!(await exists(directory))) return { backups: [], findings: [] }
  const path = await trustedDirectory(directory)
  const names = await readdir(path)
  const looks = await Promise.all(idsIn(names).map((id) => lookAt(path, id)))
  return {
    backups: looks.flatMap(({ manifest }) => manifest ?? []).toSorted(newestFirst),
    findings: [...(await modeFindings(path, path)), ...looks.flatMap(({ findings }) => findings)],
  }
}

function idsIn(names: readonly string[]): readonly string[] {
  const ids = names.flatMap(
    (name) => /^(backup_\d{8}_\d{6}(?:_\d{1,3})?)\.(?:json|db|db\.enc|dump)$/.exec(name)?.[1] ?? [],
  )
  return [...new Set(ids)].sort()
}

type Look = { readonly manifest?: Manifest; readonly findings: readonly Finding[] }

async function lookAt(directory: string, id: string): Promise<Look> {
  const paths = pathsOf(directory, id)
  if (!(await exists(paths.manifest)))
    return { findings: (await exists(paths.claim)) ? [] : [await withoutManifest(directory, id)] }
  try {
    const manifest = await readManifest(directory, id)
    const findings = [
      ...(await fileFindings(fileOf(directory, manifest), manifest)),
      ...(await modeFindings(paths.manifest, id)),
    ]
    return findings.some(({ severity }) => severity === 'error') ? { findings } : { manifest, findings }
  } catch (error) {
    return { findings: [{ code: 'BAK221', severity: 'error', subject: id, message: oneLine(wordsOf(error), 300) }] }
  }
}

async function withoutManifest(directory: string, id: string): Promise<Finding> {
  let name = `${id}.db`
  for (const ending of endings) if (await exists(pathsOf(directory, id, ending).file)) name = id + ending
  const message = `${name} has no manifest, so nothing is known of it.`
  return { code: 'BAK222', severity: 'error', subject: id, message }
}

async function fileFindings(path: string, { id, file, bytes }: Manifest): Promise<readonly Finding[]> {
  const size = await sizeOf(path).catch(() => undefined)
  if (size === bytes) return modeFindings(path, id)
  const message = size === undefined ? `the file ${file} is missing.` : `${file} does not have the size it had.`
  return [{ code: 'BAK223', severity: 'error', subject: id, message }]
}

async function modeFindings(path: string, subject: string): Promise<readonly Finding[]> {
  if (process.platform === 'win32' || ((await lstat(path)).mode & 0o077) === 0) return []
  const message = `${path} can be read by other users.`
  return [{ code: 'BAK224', severity: 'warning', subject, message, answer: `chmod go= ${path}` }]
}
