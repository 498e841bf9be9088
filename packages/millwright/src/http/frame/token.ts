import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Something to show at the door that nobody can guess: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token. No salt and no slow hash: it is not a word of a person. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Compares what was shown with what is wanted; how long it takes tells nothing. */
export const isSameToken = (shown: string, wanted: string): boolean =>
  timingSafeEqual(Buffer.from(hashOfToken(shown)), Buffer.from(hashOfToken(wanted)))

/** What the server prints for the person at the machine: it opens one session, once, and not for long. */
export type StartLink = {
  readonly token: string
  /** True for the right token, the first time, in time. */
  readonly take: (token: string) => boolean
}

const lifetime = 15 * 60_000

/** It lives in this process alone: neither a file nor the database has it. */
export function newStartLink(clock: () => number): StartLink {
  const token = newToken()
  const until = clock() + lifetime
  let isOpen = true
  return {
    token,
    take: (shown) => {
      if (!isOpen || clock() > until) return false
      isOpen = !isSameToken(shown, token)
      return !isOpen
    },
  }
}
