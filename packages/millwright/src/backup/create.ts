import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Dialect } from '../dialects/dialect.ts'
import type { Clock } from '../kernel/clock.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { claim, release } from '../kernel/claim.ts'
import { contentOf } from './content.ts'
import { prepareDirectory } from './directory.ts'
import { examineFile } from './examine.ts'
import { exists, freeBytes, hashFile, namesLike, removeDatabase, renameDurably, settle, stampOf } from './files.ts'
import { type Manifest, pathsOf, writeManifest } from './manifest.ts'
import { maskUrl } from './place.ts'
import { cannotCopy, noSpace, notOneFile, notProved, tooManyNames } from './problems.ts'

/** What to back up, where to, and why. */
export type BackupOrder = {
  readonly dialect: Dialect
  readonly url: string
  readonly directory: string
  readonly clock: Clock
  readonly reason: string
  readonly run?: string
  readonly label?: string
  /** Who writes the backup, with its version. */
  readonly engine?: string
}

/**
 * Copies a database as it stands at one moment, and proves the copy before it gets its name. Writers go on meanwhile.
 *
 * @throws BAK101 to BAK104, BAK113, BAK118; then there is no new backup and nothing is left of the copy
 * @example const { id, proof } = await createBackup({ dialect, url, directory: 'backups', clock, reason: 'before up' })
 */
export async function createBackup(order: BackupOrder): Promise<Manifest> {
  if (!canRestore(order.dialect)) throw notOneFile(order.dialect.name)
  const directory = await prepareDirectory(order.directory)
  await demandSpace(order, directory)
  const draft = await claimDraft(directory, order)
  try {
    return await publish(draft, await proveCopy(order, draft))
  } catch (error) {
    await discard(draft).catch(() => {}) // the first error is the one to tell; what stays is a leftover for prune
    throw asProblem(order, error)
  } finally {
    await release(draft.claim)
  }
}

/** A copy that could not be put back would be no backup. */
const canRestore = ({ can, snapshots }: Dialect): boolean => can.singleFile || snapshots.restoreBeside !== undefined

async function demandSpace({ dialect, url }: BackupOrder, directory: string): Promise<void> {
  const needed = Math.ceil((await dialect.space(url)).bytes * 1.2)
  const free = await freeBytes(directory)
  if (free < needed) throw noSpace(directory, needed, free)
}

/** A backup that is being made: its name is taken, its files still end in .partial. */
type Draft = ReturnType<typeof pathsOf> & { readonly id: string; readonly createdAt: Date; readonly partial: string }

async function claimDraft(directory: string, { dialect, clock }: BackupOrder): Promise<Draft> {
  const createdAt = clock.now()
  const name = `backup_${stampOf(createdAt)}`
  for (const id of namesLike(name)) {
    const paths = pathsOf(directory, id, dialect.snapshots.ending)
    if (await claimUnused(paths)) return { ...paths, id, createdAt, partial: `${paths.file}.partial` }
  }
  throw tooManyNames(name, directory)
}

// Claim first, look then: another process publishes its manifest before it gives its claim back.
async function claimUnused(paths: ReturnType<typeof pathsOf>): Promise<boolean> {
  if (!(await claim(paths.claim))) return false
  if (!(await exists(paths.manifest)) && !(await exists(paths.file))) return true
  await release(paths.claim)
  return false
}

async function proveCopy(order: BackupOrder, draft: Draft): Promise<Manifest> {
  const manifest = await copy(order, draft)
  const { findings, proof } = await examineFile({ ...order, near: order.url, manifest }, draft.partial)
  if (proof === undefined) throw notProved(draft.id, findings)
  return { ...manifest, proof }
}

async function copy({ dialect, url, ...order }: BackupOrder, draft: Draft): Promise<Manifest> {
  const content = await dialect.snapshots.take(url, draft.partial, (state) => contentOf(dialect, state))
  await settle(draft.partial)
  return {
    format: 1,
    id: draft.id,
    ...(order.label === undefined ? {} : { label: order.label }),
    target: maskUrl(url),
    createdAt: draft.createdAt.toISOString(),
    file: basename(draft.file),
    ...(await hashFile(draft.partial)),
    ...content,
    ...(order.engine === undefined ? {} : { engine: order.engine }),
    reason: order.reason,
    ...(order.run === undefined ? {} : { run: order.run }),
  }
}

/** The copy gets its name first and its manifest last: a backup without a manifest is no backup. */
async function publish(draft: Draft, manifest: Manifest): Promise<Manifest> {
  await renameDurably(draft.partial, draft.file)
  await writeManifest(draft.manifest, manifest)
  return manifest
}

async function discard(draft: Draft): Promise<void> {
  await rm(draft.manifest, { force: true })
  await removeDatabase(draft.file)
  await removeDatabase(draft.partial)
}

/** A full disk is told as what it means for the backup; other problems of the database say it best themselves. */
function asProblem({ dialect, url }: BackupOrder, error: unknown): Problem {
  if (isProblem(error) && dialect.failure(error) !== 'full') return error
  return causedBy(cannotCopy(maskUrl(url), wordsOf(error)), error)
}
