import { join } from 'node:path'
import { hashOf } from '../kernel/hash.ts'
import { wordsOf } from '../kernel/problem.ts'
import { openPlain, replaceText, stampOf, systemCode } from './files.ts'
import { badId, badManifest, noSuchBackup } from './problems.ts'

/** What a table held when it was copied; `fingerprint` is its sum. */
export type TableFacts = { readonly rows: number; readonly fingerprint: string; readonly columns: readonly string[] }

/** What a proof found, and of which bytes. */
export type Proof = {
  readonly provedAt: string
  readonly ms: number
  readonly integrity: 'ok'
  readonly orphans: { readonly before: number; readonly after: number }
  readonly sha256: string
}

/** AES-256-GCM, under a key that is given or that scrypt makes of a passphrase. */
export const cipherName = 'aes-256-gcm'

/** How a backup is encrypted: all that is needed to read it but the key. */
export type Encryption = {
  readonly cipher: typeof cipherName
  /** Tells whether a key is the right one. */
  readonly keyId: string
  /** Missing where the key is no passphrase. */
  readonly salt?: string
  /** A keyed hash over the rest of the manifest, so that nobody without the key can write one that passes for ours. */
  readonly mac: string
}

/** All that is known of a backup; it stands beside it as `<id>.json`. */
export type Manifest = {
  readonly format: 1
  readonly id: string
  readonly label?: string
  /** The URL of the database, without its password. */
  readonly target: string
  readonly createdAt: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Hash of the whole schema. */
  readonly schema: string
  readonly tables: { readonly [name: string]: TableFacts }
  /** Rows that pointed at nothing, by the table they stand in and the one they point to. */
  readonly orphans: { readonly [link: string]: number }
  /** Who wrote it, with its version. */
  readonly engine?: string
  readonly reason: string
  readonly run?: string
  /** Missing where it is not encrypted; where it is, the fingerprints above are hashes under its key. */
  readonly encryption?: Encryption
  /** What was taken over from backups that were killed while they were made, because the database still held it unchanged. */
  readonly kept?: Kept
  readonly proof?: Proof
}

/** Whose parts were taken over, and how many tables that are. */
export type Kept = { readonly from: readonly string[]; readonly tables: number }

/** Whether a backup was proved, and those very bytes of it. */
export const isProved = ({ proof, sha256 }: Manifest): boolean => proof?.sha256 === sha256

/** The newest first; of one moment, the higher number. */
export const newestFirst = (a: Manifest, b: Manifest): number =>
  Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id.length - a.id.length || (a.id < b.id ? 1 : -1)

/** How the copy of a backup may be called: a file with a database, one that is encrypted, or a directory. */
export const endings: readonly string[] = ['.db', '.db.enc', '.dump']

/** Where the parts of a backup stand. @throws BAK105 when the id could lead out of the directory */
export function pathsOf(
  directory: string,
  id: string,
  ending = '.db',
): { file: string; manifest: string; claim: string } {
  if (!isId(id)) throw badId(id)
  const at = (each: string) => join(directory, `${id}${each}`)
  return { file: at(ending), manifest: at('.json'), claim: at('.claim') }
}

/** Where the copy that a manifest speaks of stands. */
export const fileOf = (directory: string, { file }: Pick<Manifest, 'file'>): string => join(directory, file)

const isId = (id: string): boolean => /^backup_\d{8}_\d{6}(_\d{1,3})?$/.test(id)

/** Writes a manifest in one step, with a seal over its fields. */
export const writeManifest = (path: string, manifest: Manifest): Promise<void> =>
  replaceText(path, `${JSON.stringify({ ...manifest, seal: hashOf(manifest) }, undefined, 2)}\n`)

/** Reads the manifest of a backup. @throws BAK105, BAK106, BAK107 */
export async function readManifest(directory: string, id: string): Promise<Manifest> {
  const path = pathsOf(directory, id).manifest
  const text = await readText(path).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT' ? noSuchBackup(id, directory) : badManifest(path, wordsOf(error))
  })
  return parseManifest(path, id, text)
}

const mostBytes = 64 << 20

async function readText(path: string): Promise<string> {
  await using file = await openPlain(path)
  if ((await file.stat()).size > mostBytes) throw new Error('it is far too large')
  return await file.readFile('utf8')
}

function parseManifest(path: string, id: string, text: string): Manifest {
  const found = parseObject(path, text)
  const strange = Object.keys(found).find((name) => !Object.hasOwn(shape, name))
  if (strange !== undefined) throw badManifest(path, `it has an unknown field ${JSON.stringify(strange)}`)
  const bad = Object.entries(shape).find(([name, isGood]) => !isGood(own(found, name)))
  if (bad !== undefined) throw badManifest(path, `its field "${bad[0]}" is missing or not as it should be`)
  const { seal, ...manifest } = found as Manifest & { readonly seal: string }
  if (seal !== hashOf(manifest)) throw badManifest(path, 'it was changed after it was written')
  if (!belongs(manifest, id)) throw badManifest(path, 'it describes another backup')
  return manifest
}

function parseObject(path: string, text: string): Fields {
  try {
    const found: unknown = JSON.parse(text)
    if (isObject(found)) return found
  } catch (error) {
    throw badManifest(path, wordsOf(error))
  }
  throw badManifest(path, 'it is not a JSON object')
}

const belongs = (manifest: Manifest, id: string): boolean =>
  manifest.id === id &&
  endings.some((ending) => manifest.file === `${id}${ending}`) &&
  id.startsWith(`backup_${stampOf(new Date(manifest.createdAt))}`) &&
  (manifest.proof === undefined || isProved(manifest))

type Fields = { readonly [name: string]: unknown }
type Test = (value: unknown) => boolean

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Test = (value) => typeof value === 'string'
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isHash: Test = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isMoment: Test = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
const isOptional =
  (isGood: Test): Test =>
  (value) =>
    value === undefined || isGood(value)
const isMapOf =
  (isGood: Test): Test =>
  (value) =>
    isObject(value) && Object.values(value).every(isGood)
const isListOf =
  (isGood: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(isGood)
const isRecord =
  (tests: { readonly [name: string]: Test }): Test =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length === Object.keys(tests).length &&
    Object.entries(tests).every(([name, isGood]) => isGood(own(value, name)))

const isEncryption: Test = (value) => isObject(value) && isRecord(encryptionShape(value))(value)

const encryptionShape = (value: Fields): { readonly [name: string]: Test } => ({
  cipher: (name) => name === cipherName,
  keyId: (id) => typeof id === 'string' && /^[0-9a-f]{16}$/.test(id),
  mac: isHash,
  ...('salt' in value ? { salt: (salt: unknown) => typeof salt === 'string' && /^[0-9a-f]{32}$/.test(salt) } : {}),
})

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined)

const shape: { readonly [name in keyof Required<Manifest> | 'seal']: Test } = {
  format: (value) => value === 1,
  id: isText,
  label: isOptional(isText),
  target: isText,
  createdAt: isMoment,
  file: isText,
  bytes: isCount,
  sha256: isHash,
  schema: isHash,
  tables: isMapOf(isRecord({ rows: isCount, fingerprint: isText, columns: isListOf(isText) })),
  orphans: isMapOf(isCount),
  engine: isOptional(isText),
  reason: isText,
  run: isOptional(isText),
  encryption: isOptional(isEncryption),
  kept: isOptional(isRecord({ from: isListOf(isText), tables: isCount })),
  proof: isOptional(
    isRecord({
      provedAt: isMoment,
      ms: isCount,
      integrity: (value) => value === 'ok',
      orphans: isRecord({ before: isCount, after: isCount }),
      sha256: isHash,
    }),
  ),
  seal: isHash,
}
