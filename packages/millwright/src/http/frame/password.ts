import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, string, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/** Memory 32 MiB, three passes: what a guess costs whoever steals the table. */
const cost = { N: 32_768, r: 8, p: 3 } as const
const keyBytes = 64

type Kept = { readonly N: number; readonly r: number; readonly p: number; readonly salt: string; readonly key: Buffer }

/** A password as `scrypt:N:r:p$salt$key`, the form that the program of before wrote as well. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  const key = await keyOf(password, { ...cost, salt })
  return `scrypt:${cost.N}:${cost.r}:${cost.p}$${salt}$${key.toString('hex')}`
}

/** Compares in constant time. A hash of another form opens for nobody, and takes as long as any. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const kept = stored === undefined ? undefined : readHash(stored)
  const { key, ...about } = kept ?? { ...cost, salt: 'nobody', key: randomBytes(keyBytes) }
  const isSame = timingSafeEqual(await keyOf(password, about), key)
  return isSame && kept !== undefined
}

const keyOf = (password: string, { N, r, p, salt }: Omit<Kept, 'key'>): Promise<Buffer> =>
  derive(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r })

const form = /^scrypt:(\d{1,6}):(\d{1,2}):(\d{1,2})\$([^$]+)\$([0-9a-f]{128})$/

function readHash(stored: string): Kept | undefined {
  const [, N, r, p, salt, key] = form.exec(stored) ?? []
  if (salt === undefined || key === undefined) return undefined
  const kept = { N: Number(N), r: Number(r), p: Number(p), salt, key: Buffer.from(key, 'hex') }
  return isAffordable(kept) ? kept : undefined
}

/** A stored hash must not make the server compute for hours. */
const isAffordable = ({ N, r, p }: Kept): boolean =>
  N > 1 && (N & (N - 1)) === 0 && r > 0 && p > 0 && p <= 16 && N * r <= 1_048_576
