import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** What was found: the password is right or not, and whether the hash should be made anew in today's form. */
export type Verified = { readonly isRight: boolean; readonly isOld: boolean }

/** A stored hash as its parts: how to make a key of the same kind from a password, and the key to compare with. */
type Kept = {
  readonly key: Buffer
  readonly isOld: boolean
  readonly derive: (password: string) => Promise<Buffer>
}

type Cost = { readonly N: number; readonly r: number; readonly p: number }

/** Memory 32 MiB, three passes: what a guess costs whoever steals the table. */
const cost = { N: 32_768, r: 8, p: 3 } as const
const keyBytes = 64

/** A password as `scrypt:N:r:p$salt$key`: the parameters stand in it, so that they may grow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  const key = await deriveScrypt(inOneSpelling(password), salt, cost)
  return `scrypt:${cost.N}:${cost.r}:${cost.p}$${salt}$${key.toString('hex')}`
}

/**
 * Compares a password with a stored hash in constant time. Without a hash, or with one of an unknown form, it works as
 * long as for one of today's and the password is wrong.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<Verified> {
  const kept = stored === null ? undefined : readHash(stored)
  const { key, isOld, derive } = kept ?? decoy
  const isSame = timingSafeEqual(await derive(password), key)
  return { isRight: isSame && kept !== undefined, isOld }
}

/** True when a password can ever be right for this hash: bcrypt and Argon2 of the old system cannot be checked here. */
export const isVerifiable = (stored: string): boolean => readHash(stored) !== undefined

/** The same letters may be typed composed and decomposed. Old hashes were made of what was typed. */
const inOneSpelling = (password: string): string => password.normalize('NFKC')

const decoy: Kept = {
  key: randomBytes(keyBytes),
  isOld: false,
  derive: (password) => deriveScrypt(inOneSpelling(password), 'nobody', cost),
}

const readHash = (stored: string): Kept | undefined => readScrypt(stored) ?? readPbkdf2(stored)

const scryptForm = /^scrypt:(?<N>\d{1,8}):(?<r>\d{1,3}):(?<p>\d{1,2})\$(?<salt>[^$]+)\$(?<key>[0-9a-f]{128})$/

function readScrypt(stored: string): Kept | undefined {
  const { N, r, p, salt = '', key = '' } = scryptForm.exec(stored)?.groups ?? {}
  const given = { N: Number(N), r: Number(r), p: Number(p) }
  if (key === '' || !isAffordable(given)) return undefined
  const isOld = given.N !== cost.N || given.r !== cost.r || given.p !== cost.p
  return {
    key: Buffer.from(key, 'hex'),
    isOld,
    derive: (password) => deriveScrypt(isOld ? password : inOneSpelling(password), salt, given),
  }
}

/** A hash from outside must not make the server compute for hours. */
const isAffordable = ({ N, r, p }: Cost): boolean =>
  N > 1 && (N & (N - 1)) === 0 && r > 0 && p > 0 && p <= 16 && N * r <= 2_097_152

const pbkdf2Form = /^pbkdf2:sha256:(\d{1,7})\$([^$]+)\$([0-9a-f]{64})$/

function readPbkdf2(stored: string): Kept | undefined {
  const [, rounds = '', salt = '', key = ''] = pbkdf2Form.exec(stored) ?? []
  const count = Number(rounds)
  if (key === '' || count < 1 || count > 2_000_000) return undefined
  return {
    key: Buffer.from(key, 'hex'),
    isOld: true,
    derive: (password) => inTurn(() => promisify(pbkdf2)(password, salt, count, 32, 'sha256')),
  }
}

const deriveScrypt = (password: string, salt: string, given: Cost): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise((resolve, reject) => {
        const options = { ...given, maxmem: 132 * given.N * given.r * given.p }
        scrypt(password, salt, keyBytes, options, (error, key) => (error === null ? resolve(key) : reject(error)))
      }),
  )

const mostAtOnce = 2
let running = 0
const waiting: (() => void)[] = []

/** Derivations take memory and a thread each: the others wait, and the rest of the server goes on. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}
