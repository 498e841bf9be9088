import type { Dialect } from '../dialects/dialect.ts'
import type { Cipher } from '../kernel/cipher.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import type { Finding } from '../kernel/finding.ts'
import { wordsOf } from '../kernel/problem.ts'
import { formatCount, oneLine } from '../kernel/text.ts'
import { compareContent, deviation } from './compare.ts'
import { contentOf, countOrphans } from './content.ts'
import { whileDecrypted } from './encrypted-file.ts'
import { masked } from './encryption.ts'
import { hashFile, systemCode } from './files.ts'
import type { Manifest, Proof } from './manifest.ts'
import { urlBeside } from './place.ts'

/** What a database is held against. */
export type Expectation = {
  readonly dialect: Dialect
  readonly manifest: Manifest
  readonly clock: Clock
  /** Reads the file when it is encrypted. */
  readonly cipher?: Cipher | undefined
  /** A database beside which a copy is restored for the look at it, where it has to be. */
  readonly near?: string
}

/** The findings on a file, and its proof when there are none. */
export type Examination = { readonly findings: readonly Finding[]; readonly proof?: Proof }

/** Holds a file against a manifest and writes nothing. A file with other bytes is not even opened. */
export async function examineFile(expected: Expectation, file: string): Promise<Examination> {
  const { manifest, clock } = expected
  const started = clock.ticks()
  const changed = await compareBytes(manifest, file)
  if (changed.length > 0) return { findings: changed }
  const { findings, orphans } = await examineCopy(expected, file)
  if (findings.length > 0) return { findings }
  const ms = Math.round(clock.ticks() - started)
  return { findings, proof: proofOf(manifest, { provedAt: clock.now().toISOString(), ms, orphans }) }
}

/** A single file is a database itself, as soon as it is decrypted; any other copy is restored for the look. */
async function examineCopy(expected: Expectation, file: string): Promise<DatabaseExamination> {
  const { dialect, manifest, near, cipher } = expected
  const restored = dialect.snapshots.open?.(file, near ?? manifest.target, cipher)
  if (restored !== undefined) return examineDatabase(expected, () => restored)
  const look = (plain: string) => examineDatabase(expected, () => openFile(expected, plain))
  if (cipher === undefined) return look(file)
  return whileDecrypted(cipher, file, look).catch((error: unknown) => ({
    findings: [unreadable(manifest.file, error)],
    orphans: 0,
  }))
}

const openFile = ({ dialect, manifest }: Expectation, file: string): Promise<Connection> =>
  dialect.open(urlBeside(manifest.target, file), { readOnly: true, untrusted: true })

type Measured = { readonly provedAt: string; readonly ms: number; readonly orphans: number }

const proofOf = (manifest: Manifest, { provedAt, ms, orphans }: Measured): Proof => ({
  provedAt,
  ms,
  integrity: 'ok',
  orphans: { before: countOrphans(manifest.orphans), after: orphans },
  sha256: manifest.sha256,
})

export async function compareBytes(manifest: Manifest, file: string): Promise<readonly Finding[]> {
  try {
    const { bytes, sha256 } = await hashFile(file)
    if (bytes !== manifest.bytes) return [sizeDiffers(manifest, bytes)]
    return sha256 === manifest.sha256 ? [] : [hashDiffers(manifest, sha256)]
  } catch (error) {
    return [systemCode(error) === 'ENOENT' ? fileMissing(manifest) : unreadable(manifest.file, error)]
  }
}

type DatabaseExamination = { readonly findings: readonly Finding[]; readonly orphans: number }

/** Holds a database against a manifest, in one read transaction, trusting nothing that stands in it. */
export async function examineDatabase(
  expected: Expectation,
  open: () => Promise<Connection>,
): Promise<DatabaseExamination> {
  try {
    const db = await open()
    try {
      return await db.transaction((tx) => examineState(expected, tx), { mode: 'read' })
    } finally {
      await db.close()
    }
  } catch (error) {
    return { findings: [unreadable(expected.manifest.file, error)], orphans: 0 }
  }
}

async function examineState({ dialect, manifest, cipher }: Expectation, db: Queries): Promise<DatabaseExamination> {
  const broken = (await dialect.snapshots.integrity(db)).slice(0, mostComplaints)
  if (broken.length > 0) return { findings: broken.map((words) => structureBroken(manifest, words)), orphans: 0 }
  const content = masked(await contentOf(dialect, db), cipher)
  return { findings: compareContent(manifest, content), orphans: countOrphans(content.orphans) }
}

const mostComplaints = 20

const fileMissing = ({ file }: Manifest): Finding => deviation('BAK201', file, `the file ${file} is missing.`)

const sizeDiffers = ({ file, bytes }: Manifest, found: number): Finding =>
  deviation('BAK202', file, `${file} should have ${formatCount(bytes)} bytes, but has ${formatCount(found)}.`)

const hashDiffers = ({ file, sha256 }: Manifest, found: string): Finding =>
  deviation('BAK202', file, `${file} should have the SHA-256 ${sha256}, but has ${found}.`)

const unreadable = (file: string, error: unknown): Finding =>
  deviation('BAK203', file, `${file} cannot be read: ${sentence(wordsOf(error))}`)

const structureBroken = ({ file }: Manifest, words: string): Finding =>
  deviation('BAK204', file, `${file} is damaged inside: ${sentence(words)}`)

const sentence = (words: string): string => oneLine(words, 300).replace(/\.?$/, '.')
