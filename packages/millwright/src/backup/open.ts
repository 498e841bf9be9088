import type { Connection, Queries } from '../kernel/connection.ts'
import { trustedDirectory } from './directory.ts'
import { whileDecrypted } from './encrypted-file.ts'
import { encryptionOf } from './encryption.ts'
import { compareBytes } from './examine.ts'
import { fileOf, type Manifest, readManifest } from './manifest.ts'
import { urlBeside } from './place.ts'
import { notRestorable } from './problems.ts'
import type { BackupRef } from './prove.ts'

/** A backup as a database that is only read. */
export type OpenedBackup = { readonly manifest: Manifest; readonly db: Queries }

/**
 * Opens a backup for some work, in one read transaction, trusting nothing that stands in it.
 * @throws BAK101, BAK105 to BAK108, BAK121, BAK122, BAK125
 */
export async function withBackup<T>(ref: BackupRef, work: (opened: OpenedBackup) => Promise<T>): Promise<T> {
  const { dialect, id, key, near } = ref
  const directory = await trustedDirectory(ref.directory)
  const manifest = await readManifest(directory, id)
  const cipher = await encryptionOf(manifest, key)
  const file = fileOf(directory, manifest)
  const changed = await compareBytes(manifest, file)
  if (changed.length > 0) throw notRestorable(id, changed)
  const restored = dialect.snapshots.open?.(file, near ?? manifest.target, cipher)
  const look = async (opening: Promise<Connection>): Promise<T> => {
    const db = await opening
    try {
      return await db.transaction((tx) => work({ manifest, db: tx }), { mode: 'read' })
    } finally {
      await db.close()
    }
  }
  if (restored !== undefined) return look(restored)
  const open = (plain: string) =>
    look(dialect.open(urlBeside(manifest.target, plain), { readOnly: true, untrusted: true }))
  return cipher === undefined ? open(file) : whileDecrypted(cipher, file, open)
}
