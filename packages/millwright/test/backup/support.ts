import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Manifest } from '../../src/backup/manifest.ts'
import { type Clock, systemClock } from '../../src/kernel/clock.ts'

/** A folder of a test's own, gone after it. */
export function newFolder(name = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  return path
}

/** A clock that stands at one moment until it is told another. */
export function clockAt(moment: string): Clock & { set(moment: string): void } {
  let now = new Date(moment)
  return { ...systemClock, now: () => now, set: (next) => (now = new Date(next)) }
}

const anyHash = 'a'.repeat(64)

/** A manifest for tests that decide on manifests alone. */
export const aManifest = (createdAt: string, more: Partial<Manifest> = {}): Manifest => {
  const id = `backup_${createdAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')}`
  return {
    format: 1,
    id,
    target: 'sqlite:app.db',
    createdAt,
    file: `${id}.db`,
    bytes: 1,
    sha256: anyHash,
    schema: anyHash,
    tables: {},
    orphans: {},
    reason: 'test',
    ...more,
  }
}

/** The proof that belongs to {@link aManifest}. */
export const aProof = (sha256 = anyHash): NonNullable<Manifest['proof']> => ({
  provedAt: '2026-01-31T23:59:59.000Z',
  ms: 1,
  integrity: 'ok',
  orphans: { before: 0, after: 0 },
  sha256,
})

/** The problem that a promise is refused with, for looking at its code and words. */
export async function problemOf(work: Promise<unknown>): Promise<{ code: string; what: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const { code, message } = (error ?? { code: 'none', message: 'nothing was thrown' }) as Error & { code: string }
  return { code, what: message }
}
