import { lstat, readdir, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemClock } from '../kernel/clock.ts'
import type { Connection } from '../kernel/connection.ts'
import type { Finding } from '../kernel/finding.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { underClaim } from '../kernel/claim.ts'
import { deviation } from './compare.ts'
import { trustedDirectory } from './directory.ts'
import { decryptInPlaceOf } from './encrypted-file.ts'
import { encryptionOf } from './encryption.ts'
import { type Expectation, examineDatabase, examineFile } from './examine.ts'
import { copyInPlaceOf, exists, freeBytes, namesLike, removeDatabase, stampOf, syncDirectory } from './files.ts'
import { holdersOf } from './holders.ts'
import { fileOf, type Manifest, readManifest } from './manifest.ts'
import { maskUrl, pathOf, urlBeside } from './place.ts'
import * as problems from './problems.ts'
import type { BackupRef } from './prove.ts'
import { replaceWhole } from './replace-whole.ts'

/** Which backup to put where. */
export type RestoreOrder = BackupRef & {
  readonly url: string
  /** Where the old file goes; false to let it go. Without a word it stays beside the new one as `….before-restore-<time>`. */
  readonly aside?: string | false
}

/** What a restore did. The database at `target` was compared with the backup, table by table. */
export type Restored = {
  readonly manifest: Manifest
  readonly target: string
  readonly aside?: string
  readonly ms: number
}

/**
 * Puts a backup in a database's place: proves it, copies it beside the target, proves the copy, swaps the two in one
 * step and proves the result. Until the swap the old database is untouched, after it the new one is complete.
 *
 * @throws BAK101, BAK102, BAK105 to BAK110, BAK112, BAK113, BAK121, BAK122, BAK125: the target is as it was; BAK111: restored, but not equal
 * @example await restoreBackup({ dialect, url: 'sqlite:app.db', directory: 'backups', id: 'backup_20260131_235959' })
 */
export async function restoreBackup(order: RestoreOrder): Promise<Restored> {
  const { dialect, id, clock = systemClock } = order
  const started = clock.ticks()
  const directory = await trustedDirectory(order.directory)
  const manifest = await readManifest(directory, id)
  const cipher = await encryptionOf(manifest, order.key)
  const expected = { dialect, manifest, clock, cipher, near: order.url }
  const file = fileOf(directory, manifest)
  if (!dialect.can.singleFile) {
    const restored = await replaceWhole({ expected, url: order.url, keepsOld: order.aside !== false }, file)
    return { manifest, ...restored, ms: Math.round(clock.ticks() - started) }
  }
  await demandEqual(expected, file)
  const place = await placeOf(order.url)
  await demandSpace(place, manifest)
  const aside = await alone(place, clock.now(), async () => {
    const kept = await asideOf(place, order.aside, clock.now())
    await replace(expected, { ...place, ...kept }, file)
    return kept
  })
  return { manifest, target: maskUrl(place.url), ...aside, ms: Math.round(clock.ticks() - started) }
}

async function demandEqual(expected: Expectation, file: string): Promise<void> {
  const { findings } = await examineFile(expected, file)
  if (findings.length > 0) throw problems.notRestorable(expected.manifest.id, findings)
}

/** The file to be replaced, and the names that are used beside it. */
type Place = {
  readonly url: string
  readonly path: string
  readonly copy: string
  readonly aside?: string
}

async function placeOf(url: string): Promise<Place> {
  const path = await realPath(url)
  return { url: urlBeside(url, path), path, copy: `${path}.restoring` }
}

/** The file itself where the URL names a link: the link stays, the file is replaced. */
async function realPath(url: string): Promise<string> {
  const path = pathOf(url)
  try {
    return (await exists(path)) ? await realpath(path) : join(await realpath(dirname(path)), basename(path))
  } catch (error) {
    throw failed(url, error)
  }
}

async function asideOf({ path }: Place, wanted: RestoreOrder['aside'], now: Date): Promise<Pick<Place, 'aside'>> {
  if (wanted === false || !(await exists(path))) return {}
  const usual = `${path}.before-restore-${stampOf(now)}`
  for (const aside of wanted === undefined ? namesLike(usual) : [wanted]) if (!(await exists(aside))) return { aside }
  throw problems.tooManyNames(wanted ?? usual, dirname(path))
}

async function demandSpace({ path }: Place, { bytes }: Manifest): Promise<void> {
  const needed = Math.ceil(bytes * 1.2)
  const free = await freeBytes(dirname(path))
  if (free < needed) throw problems.noSpace(dirname(path), needed, free)
}

/** Does the work under a claim; what a killed restore left is removed before, what a failed one left after it. */
function alone<T>(place: Place, now: Date, work: () => Promise<T>): Promise<T> {
  const busy = (holder: string) => problems.restoreRunning(maskUrl(place.url), holder)
  return underClaim({ claim: `${place.path}.restoring.claim`, now, busy }, async () => {
    await clear(place)
    try {
      return await work()
    } catch (error) {
      await clear(place)
      throw isProblem(error) ? error : failed(place.url, error)
    }
  })
}

/** A second name of the database itself, meant for the old file, would look like a copy of it and be none. */
async function clear({ path, copy }: Place): Promise<void> {
  await removeDatabase(copy)
  const ino = (await lstat(path).catch(() => undefined))?.ino
  for (const name of await readdir(dirname(path))) {
    const other = join(dirname(path), name)
    if (name.startsWith(`${basename(path)}.before-restore-`) && (await lstat(other)).ino === ino) await rm(other)
  }
}

async function replace(expected: Expectation, place: Place, file: string): Promise<void> {
  demandUnused(place)
  await putBeside(expected, place, file)
  await syncDirectory(dirname(place.copy))
  demandUnused(place)
  await swap(expected, place)
  const { findings } = await examineDatabase(expected, () => openRestored(expected, place.url))
  if (findings.length > 0) throw problems.restoredNotEqual(maskUrl(place.url), whereOld(place), findings)
}

const openRestored = ({ dialect }: Expectation, url: string): Promise<Connection> =>
  dialect.open(url, { readOnly: true, untrusted: true })

/** What was decrypted has not the bytes of the backup any more; what it holds is compared all the same. */
async function putBeside(expected: Expectation, { path, copy, url }: Place, file: string): Promise<void> {
  if (expected.cipher === undefined) {
    await copyInPlaceOf(path, file, copy)
    return demandEqual(expected, copy)
  }
  await decryptInPlaceOf(path, expected.cipher, { from: file, to: copy })
  const { findings } = await examineDatabase(expected, () => openRestored(expected, urlBeside(url, copy)))
  if (findings.length > 0) throw problems.notRestorable(expected.manifest.id, findings)
}

function demandUnused({ url, path }: Place): void {
  const holders = [...new Set([path, `${path}-wal`, `${path}-shm`].flatMap(holdersOf))]
  if (holders.length > 0) throw problems.inUse(maskUrl(url), holders.join(', '))
}

async function swap({ dialect }: Expectation, place: Place): Promise<void> {
  const { url, copy, aside } = place
  try {
    await dialect.snapshots.swapIn?.(copy, url, aside)
  } catch (error) {
    if (await exists(copy)) throw error
    throw causedBy(problems.restoredNotEqual(maskUrl(url), whereOld(place), [unsettled(error)]), error)
  }
}

// The copy is in place already when it is no longer beside it.
const unsettled = (error: unknown): Finding =>
  deviation('BAK212', 'swap', `the swap was made, but not confirmed: ${wordsOf(error)}`)

const whereOld = ({ aside }: Place): string =>
  aside === undefined ? 'the old file was not kept' : `the old file is kept as ${aside}`

const failed = (url: string, error: unknown): Problem =>
  causedBy(problems.cannotRestore(maskUrl(url), wordsOf(error)), error)
