import type { Cipher } from '../kernel/cipher.ts'
import { cipherOfFacts, newEncryption } from './encryption.ts'
import type { Key } from './key.ts'
import { cipherName, type Encryption } from './manifest.ts'

/** What must be known of an encrypted file to read it, but the key: it may stand at its beginning for everybody to read. */
export type SealFacts = Omit<Encryption, 'mac'>

/** Encrypts and decrypts what a program keeps beside backups. */
export type Seal = Pick<Cipher, 'encrypt' | 'decrypt'> & { readonly facts: SealFacts }

/** For new files. */
export async function newSeal(key: Key): Promise<Seal> {
  const { cipher, salt } = await newEncryption(key)
  return sealOf(cipher, { cipher: cipherName, keyId: cipher.keyId, ...(salt === undefined ? {} : { salt }) })
}

/** For those that are there; `name` is what a problem calls them. @throws BAK121, BAK122 */
export const sealOfFacts = async (name: string, facts: SealFacts, key: Key | undefined): Promise<Seal> =>
  sealOf(await cipherOfFacts(name, facts, key), facts)

const sealOf = (cipher: Cipher, facts: SealFacts): Seal => ({
  encrypt: (label, plain) => cipher.encrypt(label, plain),
  decrypt: (label, sealed) => cipher.decrypt(label, sealed),
  facts,
})
