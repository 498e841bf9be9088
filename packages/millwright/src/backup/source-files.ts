import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { type Clock, systemClock } from '../kernel/clock.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { underClaim } from '../kernel/claim.ts'
import { prepareDirectory, trustedDirectory } from './directory.ts'
import {
  type Content,
  copyInPlaceOf,
  copyToNew,
  exists,
  hashFile,
  namesLike,
  openPlain,
  renameDurably,
  replaceText,
  stampOf,
  systemCode,
  writeNew,
} from './files.ts'
import {
  outside,
  restoreRunning,
  sourceBackupBroken,
  sourceNotRestored,
  sourceUnreadable,
  tooManyNames,
} from './problems.ts'

/** Which file of records to keep a copy of, and where. */
export type SourceBackupOrder = {
  readonly source: string
  readonly directory: string
  /** Reads the copy as the loader will, and returns its number of records; throws when it cannot. */
  readonly count: (path: string) => number | Promise<number>
  readonly clock?: Clock
}

/** A copy of a source file, read again and counted. Its SHA-256 stands beside it as `<file>.sha256`. */
export type SourceBackup = Content & {
  readonly source: string
  readonly path: string
  readonly records: number
  readonly createdAt: string
}

/**
 * Copies a source file byte for byte to `<name>_backup_<YYYYMMDD_HHMMSS>` in a directory, never over another file.
 *
 * @throws BAK101, BAK114, BAK115, BAK118, or the problem that `count` throws; then nothing is left of the copy
 * @example await backupSourceFile({ source: 'data/ocm.json', directory: 'data/backups', count: countRecords })
 */
export async function backupSourceFile(order: SourceBackupOrder): Promise<SourceBackup> {
  const source = await insideItsDirectory(order.source)
  const directory = await prepareDirectory(order.directory)
  const now = (order.clock ?? systemClock).now()
  const draft = await reserve(directory, source, now)
  try {
    const content = await copyUnchanged(source, draft.partial)
    const records = await order.count(draft.partial)
    await publish(draft, content)
    return { ...content, source, path: draft.path, records, createdAt: now.toISOString() }
  } catch (error) {
    await discard(draft)
    throw isProblem(error) ? error : causedBy(sourceUnreadable(source, wordsOf(error)), error)
  }
}

/** Follows a link only to a plain name in or below the link's own directory. */
async function insideItsDirectory(path: string): Promise<string> {
  const full = resolve(path)
  try {
    const home = await realpath(dirname(full))
    const real = (await exists(full)) ? await realpath(full) : join(home, basename(full))
    const inner = relative(home, real)
    if (inner !== '' && !inner.startsWith('..') && !isAbsolute(inner)) return real
  } catch (error) {
    throw causedBy(outside(path), error)
  }
  throw outside(path)
}

/** A copy that is being made. The sidecar is there first, still empty: it takes the name. */
type Draft = { readonly path: string; readonly partial: string; readonly sidecar: string }

async function reserve(directory: string, source: string, now: Date): Promise<Draft> {
  const ending = extname(source)
  const name = `${basename(source, ending)}_backup_${stampOf(now)}`
  for (const free of namesLike(join(directory, name))) {
    const draft = { path: free + ending, partial: `${free}.partial${ending}`, sidecar: `${free}${ending}.sha256` }
    if (!(await exists(draft.path)) && (await isNew(draft.sidecar))) return draft
  }
  throw tooManyNames(name + ending, directory)
}

async function isNew(path: string): Promise<boolean> {
  try {
    await writeNew(path, '')
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function copyUnchanged(source: string, partial: string): Promise<Content> {
  const read = await copyToNew(source, partial)
  const written = await hashFile(partial)
  if (written.sha256 !== read.sha256) throw new Error('the copy, read again, has other bytes')
  if ((await hashFile(source)).sha256 !== read.sha256) throw new Error('it was changed while it was copied')
  return read
}

async function publish({ path, partial, sidecar }: Draft, { sha256 }: Content): Promise<void> {
  await replaceText(sidecar, `${sha256}  ${basename(path)}\n`)
  await renameDurably(partial, path)
}

async function discard(draft: Draft): Promise<void> {
  for (const path of [draft.path, draft.partial, draft.sidecar]) await rm(path, { force: true })
}

/** Which copy to put back where. */
export type SourceRestoreOrder = { readonly backup: string; readonly target: string; readonly clock?: Clock }

/**
 * Puts a copy back in a source file's place in one step, after its SHA-256 was found right, and reads it again there.
 *
 * @throws BAK101, BAK112, BAK114, BAK116: the target is as it was; BAK117
 * @example await restoreSourceFile({ backup: 'data/backups/ocm_backup_20260131_235959.json', target: 'data/ocm.json' })
 */
export async function restoreSourceFile(order: SourceRestoreOrder): Promise<Content & { readonly target: string }> {
  await trustedDirectory(dirname(resolve(order.backup)))
  const backup = await insideItsDirectory(order.backup)
  const target = await insideItsDirectory(order.target)
  const content = await demandWhole(backup)
  const busy = (holder: string) => restoreRunning(target, holder)
  const now = (order.clock ?? systemClock).now()
  await underClaim({ claim: `${target}.restoring.claim`, now, busy }, () => replace(backup, target, content))
  return { ...content, target }
}

async function demandWhole(backup: string): Promise<Content> {
  const expected = await readSidecar(backup)
  const content = await hashFile(backup).catch((error: unknown) => {
    throw sourceBackupBroken(backup, wordsOf(error))
  })
  if (content.sha256 === expected) return content
  throw sourceBackupBroken(backup, `its SHA-256 should be ${expected}, but is ${content.sha256}`)
}

async function readSidecar(backup: string): Promise<string> {
  const text = await readText(`${backup}.sha256`).catch((error: unknown) => {
    throw sourceBackupBroken(backup, `its SHA-256 cannot be read: ${wordsOf(error)}`)
  })
  const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)\n$/.exec(text) ?? []
  if (sum !== undefined && name === basename(backup)) return sum
  throw sourceBackupBroken(backup, 'the file with its SHA-256 is not as it should be')
}

async function readText(path: string): Promise<string> {
  await using file = await openPlain(path)
  return await file.readFile('utf8')
}

async function replace(backup: string, target: string, { sha256 }: Content): Promise<void> {
  const copy = `${target}.restoring`
  try {
    await rm(copy, { force: true })
    await copyInPlaceOf(target, backup, copy)
    if ((await hashFile(copy)).sha256 !== sha256) throw new Error('the copy, read again, has other bytes')
    await renameDurably(copy, target)
    if ((await hashFile(target)).sha256 !== sha256) throw new Error('it was changed right after it was restored')
  } catch (error) {
    await rm(copy, { force: true })
    throw failed(target, error)
  }
}

const failed = (target: string, error: unknown): Problem => causedBy(sourceNotRestored(target, wordsOf(error)), error)
