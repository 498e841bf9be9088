import type { Dialect } from '../dialects/dialect.ts'
import { type Clock, systemClock } from '../kernel/clock.ts'
import type { Finding } from '../kernel/finding.ts'
import { trustedDirectory } from './directory.ts'
import { encryptionOf } from './encryption.ts'
import { examineFile } from './examine.ts'
import type { Key } from './key.ts'
import { fileOf, type Manifest, pathsOf, readManifest, writeManifest } from './manifest.ts'

/** Which backup, and how to read it. */
export type BackupRef = {
  readonly dialect: Dialect
  readonly directory: string
  readonly id: string
  readonly clock?: Clock
  /** Of an encrypted one. */
  readonly key?: Key
  /** The database it is a backup of; it may have to be restored beside it to be looked at. */
  readonly near?: string
}

/** The outcome of a proof: no finding means that the backup is whole. */
export type ProvedBackup = { readonly manifest: Manifest; readonly findings: readonly Finding[] }

/**
 * Proves a backup by opening it and comparing every table with what was read when it was made, and notes the outcome
 * in its manifest: a backup that fails is no longer called proved.
 *
 * @throws BAK101, BAK105, BAK106, BAK107 when there is nothing that could be proved; BAK121, BAK122, BAK125
 * @example const { findings } = await proveBackup({ dialect, directory: 'backups', id: 'backup_20260131_235959' })
 */
export async function proveBackup({
  dialect,
  directory,
  id,
  near,
  key,
  clock = systemClock,
}: BackupRef): Promise<ProvedBackup> {
  const path = await trustedDirectory(directory)
  const { proof: _earlier, ...unproved } = await readManifest(path, id)
  const cipher = await encryptionOf(unproved, key)
  const paths = pathsOf(path, id)
  const beside = near === undefined ? {} : { near }
  const { findings, proof } = await examineFile(
    { dialect, manifest: unproved, clock, cipher, ...beside },
    fileOf(path, unproved),
  )
  const manifest = proof === undefined ? unproved : { ...unproved, proof }
  await writeManifest(paths.manifest, manifest)
  return { manifest, findings }
}
