import { randomBytes } from 'node:crypto'

/** Time and chance come in as arguments, so that a test can hold both still. */
export type Clock = {
  /** Wall time, for people; never for deciding who owns what. */
  now(): Date
  /** Milliseconds that only grow. */
  ticks(): number
  sleep(ms: number): Promise<void>
  /** A new sortable identifier, 18 characters. */
  id(): string
}

export const systemClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
  id: () => newId(Date.now(), randomBytes(5)),
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function newId(ms: number, noise: Uint8Array): string {
  let value = BigInt(ms)
  for (const byte of noise) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let digit = 0; digit < 18; digit++, value >>= 5n) text = alphabet[Number(value & 31n)] + text
  return text.slice(-18)
}
