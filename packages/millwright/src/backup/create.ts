import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Dialect } from '../dialects/dialect.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Queries } from '../kernel/connection.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { claim, release } from '../kernel/claim.ts'
import { contentOf, type DatabaseContent } from './content.ts'
import { prepareDirectory } from './directory.ts'
import { encryptFile } from './encrypted-file.ts'
import { type Encrypting, masked, newEncryption, signed } from './encryption.ts'
import { examineFile } from './examine.ts'
import { exists, freeBytes, hashFile, namesLike, removeDatabase, renameDurably, settle, stampOf } from './files.ts'
import type { Key } from './key.ts'
import { findLeftovers, type Leftover, remainsOf, removeFiles } from './leftovers.ts'
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
  /** Encrypts the backup. */
  readonly key?: Key
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
  const encrypting = order.key === undefined ? undefined : await newEncryption(order.key)
  const leftovers = await findLeftovers(directory, order.clock.now())
  const draft = await claimDraft(directory, order, encrypting)
  try {
    const made = await publish(draft, await proveCopy(order, { ...draft, leftovers }))
    if (made.kept !== undefined) await removeFiles(directory, leftovers)
    return made
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
type Draft = ReturnType<typeof pathsOf> & {
  readonly id: string
  readonly createdAt: Date
  readonly directory: string
  readonly partial: string
  readonly encrypting: Encrypting | undefined
}

/** With what others left that were killed. */
type Continued = Draft & { readonly leftovers: readonly Leftover[] }

async function claimDraft(
  directory: string,
  { dialect, clock }: BackupOrder,
  encrypting: Encrypting | undefined,
): Promise<Draft> {
  const ending = dialect.snapshots.ending + (encrypting !== undefined && dialect.can.singleFile ? '.enc' : '')
  const createdAt = clock.now()
  const name = `backup_${stampOf(createdAt)}`
  for (const id of namesLike(name)) {
    const paths = pathsOf(directory, id, ending)
    if (await claimUnused(paths))
      return { ...paths, id, createdAt, directory, encrypting, partial: `${paths.file}.partial` }
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

async function proveCopy(order: BackupOrder, draft: Continued): Promise<Manifest> {
  const manifest = await copy(order, draft)
  const cipher = draft.encrypting?.cipher
  const { findings, proof } = await examineFile({ ...order, near: order.url, manifest, cipher }, draft.partial)
  if (proof === undefined) throw notProved(draft.id, findings)
  return { ...manifest, proof }
}

async function copy(order: BackupOrder, draft: Continued): Promise<Manifest> {
  const { url } = order
  const { content, kept } = await takeCopy(order, draft)
  await settle(draft.partial)
  const manifest: Manifest = {
    format: 1,
    id: draft.id,
    ...(order.label === undefined ? {} : { label: order.label }),
    target: maskUrl(url),
    createdAt: draft.createdAt.toISOString(),
    file: basename(draft.file),
    ...(await hashFile(draft.partial)),
    ...masked(content, draft.encrypting?.cipher),
    ...(order.engine === undefined ? {} : { engine: order.engine }),
    reason: order.reason,
    ...(order.run === undefined ? {} : { run: order.run }),
    ...(kept.length === 0 ? {} : { kept: { from: draft.leftovers.map(({ id }) => id), tables: kept.length } }),
  }
  return draft.encrypting === undefined ? manifest : signed(manifest, draft.encrypting)
}

type Taken = { readonly content: DatabaseContent; readonly kept: readonly string[] }

async function takeCopy({ dialect, url }: BackupOrder, draft: Continued): Promise<Taken> {
  const look = (state: Queries) => contentOf(dialect, state)
  const { snapshots } = dialect
  if (snapshots.takeParts === undefined) return { content: await takeFile({ dialect, url }, draft, look), kept: [] }
  const remains = remainsOf(draft.leftovers).map((name) => join(draft.directory, name))
  const cipher = draft.encrypting === undefined ? {} : { cipher: draft.encrypting.cipher }
  const { seen, kept } = await snapshots.takeParts({ from: url, to: draft.partial, remains, ...cipher }, look)
  return { content: seen, kept }
}

type Look = (state: Queries) => Promise<DatabaseContent>

/** The engine itself writes the one file, so it is plain until it is whole. */
async function takeFile(
  { dialect, url }: Pick<BackupOrder, 'dialect' | 'url'>,
  draft: Draft,
  look: Look,
): Promise<DatabaseContent> {
  const { partial, encrypting } = draft
  if (encrypting === undefined) return dialect.snapshots.take(url, partial, look)
  const plain = `${partial}.plain`
  const content = await dialect.snapshots.take(url, plain, look)
  await settle(plain)
  await encryptFile(encrypting.cipher, { from: plain, to: partial })
  await removeDatabase(plain)
  return content
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
  for (const file of [draft.partial, `${draft.partial}.plain`]) await removeDatabase(file)
}

/** A full disk is told as what it means for the backup; other problems of the database say it best themselves. */
function asProblem({ dialect, url }: BackupOrder, error: unknown): Problem {
  if (isProblem(error) && dialect.failure(error) !== 'full') return error
  return causedBy(cannotCopy(maskUrl(url), wordsOf(error)), error)
}
