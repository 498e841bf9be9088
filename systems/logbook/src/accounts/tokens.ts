import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Something to show at the door that nobody can guess: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token. No slow hash: it is not a word of a person. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** What the server prints for the person at the machine: it opens one session, once, within a quarter of an hour. */
export type StartLink = { readonly token: string; readonly take: (token: string) => boolean }

const lifetime = 15 * 60_000

/** It lives in this process alone: neither a file nor the database has it. */
export function newStartLink(clock: () => number): StartLink {
  const [token, until] = [newToken(), clock() + lifetime]
  let isOpen = true
  return {
    token,
    take: (shown) => {
      const isRight = timingSafeEqual(Buffer.from(hashOfToken(shown)), Buffer.from(hashOfToken(token)))
      const isTaken = isOpen && isRight && clock() <= until
      if (isTaken) isOpen = false
      return isTaken
    },
  }
}
