import { timingSafeEqual } from 'node:crypto'
import { hashOfToken, newToken } from './tokens.ts'

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
      isOpen = !timingSafeEqual(Buffer.from(hashOfToken(shown)), Buffer.from(hashOfToken(token)))
      return !isOpen
    },
  }
}
