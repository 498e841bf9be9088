import { createHash } from 'node:crypto'

/** What a made id is of. */
export type Tag = 'pr' | 'sh' | 'si' | 'st' | 'ct' | 'oe'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const characters = 26

/** The id of what has none in the legacy database: it follows from the natural key, so that a second run meets its own rows. */
export function madeId(tag: Tag, ...naturalKey: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(naturalKey.join('|')).digest()
  let id = `${tag}_`
  for (let at = 0; at < characters; at++) id += alphabet[fiveBits(digest, 5 * at)] as string
  return id
}

function fiveBits(bytes: Uint8Array, from: number): number {
  const pair = ((bytes[from >> 3] as number) << 8) | (bytes[(from >> 3) + 1] as number)
  return (pair >> (11 - (from & 7))) & 31
}
