import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { type Cipher, cipherOf } from '../kernel/cipher.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { DatabaseContent } from './content.ts'
import type { Key } from './key.ts'
import { cipherName, type Encryption, type Manifest } from './manifest.ts'
import { manifestForged, noKey, wrongKey } from './problems.ts'

/** What a backup is encrypted with. */
export type Encrypting = { readonly cipher: Cipher; readonly salt?: string }

/** For a new backup. */
export async function newEncryption(key: Key): Promise<Encrypting> {
  if (key.kind === 'bytes') return { cipher: cipherOf(key.bytes) }
  const salt = randomBytes(16).toString('hex')
  return { cipher: cipherOf(await stretch(key.text, salt)), salt }
}

/** For one that is there; undefined when it is not encrypted. @throws BAK121, BAK122, BAK125 */
export async function encryptionOf(manifest: Manifest, key: Key | undefined): Promise<Cipher | undefined> {
  const { id, encryption } = manifest
  if (encryption === undefined) return undefined
  const cipher = await cipherOfFacts(id, encryption, key)
  if (cipher.mac(signedText(manifest)) !== encryption.mac) throw manifestForged(id)
  return cipher
}

type Facts = Omit<Encryption, 'mac'>

/** With the right key alone. @throws BAK121, BAK122 */
export async function cipherOfFacts(id: string, facts: Facts, key: Key | undefined): Promise<Cipher> {
  if (key === undefined) throw noKey(id)
  const bytes = await bytesOf(key, facts)
  const cipher = bytes === undefined ? undefined : cipherOf(bytes)
  if (cipher?.keyId !== facts.keyId) throw wrongKey(id)
  return cipher
}

/** A key that is not a passphrase needs no salt, and no passphrase fits a backup without one: undefined. */
async function bytesOf(key: Key, { salt }: Facts): Promise<Uint8Array | undefined> {
  if (key.kind === 'bytes') return key.bytes
  return salt === undefined ? undefined : stretch(key.text, salt)
}

const keyBytes = 32

/** Costs a tenth of a second and 32 MB, for us as for whoever tries passphrases. https://www.rfc-editor.org/rfc/rfc7914 */
const cost = { N: 1 << 15, r: 8, p: 3, maxmem: 64 << 20 }

const stretch = async (text: string, salt: string): Promise<Uint8Array> =>
  (await promisify<string, Buffer, number, object, Buffer>(scrypt)(
    text.normalize(),
    Buffer.from(salt, 'hex'),
    keyBytes,
    cost,
  )) as Uint8Array

/** Signs a manifest. */
export const signed = (manifest: Manifest, { cipher, salt }: Encrypting): Manifest => {
  const facts = { cipher: cipherName, keyId: cipher.keyId, ...(salt === undefined ? {} : { salt }) } as const
  const unsigned = { ...manifest, encryption: { ...facts, mac: '' } }
  return { ...manifest, encryption: { ...facts, mac: cipher.mac(signedText(unsigned)) } }
}

/** The proof is written later, by whoever proves it again. */
function signedText({ proof: _proof, encryption, ...manifest }: Manifest): string {
  return canonicalJson({ ...manifest, encryption: { ...encryption, mac: '' } })
}

/** A fingerprint of few rows would tell what they are to whoever can guess; under a key it tells nothing. */
export function masked(content: DatabaseContent, cipher: Cipher | undefined): DatabaseContent {
  if (cipher === undefined) return content
  const tables = Object.entries(content.tables).map(([name, facts]) => {
    return [name, { ...facts, fingerprint: cipher.mac(`rows ${name} ${facts.fingerprint}`) }] as const
  })
  return { ...content, schema: cipher.mac(`schema ${content.schema}`), tables: Object.fromEntries(tables) }
}
