import type { MiddlewareHandler } from 'hono'
import { addressOf } from './frame/address.ts'
import { Refusal } from './frame/refusal.ts'

/** How often an address may show a token that opens nothing. */
export type Attempts = {
  /** @throws a refusal with 429 once there were too many */
  refuse(address: string): void
  failed(address: string): void
}

const most = 10
const lockMs = 60_000
const mostAddresses = 10_000

/** Ten wrong tokens from one address, and it waits a minute: for a right one as well. */
export function makeAttempts(clock: () => number): Attempts {
  const failures = new Map<string, { count: number; until: number }>()
  return {
    refuse: (address) => {
      const found = failures.get(address)
      if (found === undefined || found.until <= clock()) return
      if (found.count >= most) throw tooMany(Math.ceil((found.until - clock()) / 1000))
    },
    failed: (address) => {
      const found = failures.get(address)
      const count = found === undefined || found.until <= clock() ? 1 : found.count + 1
      if (failures.size >= mostAddresses) failures.clear()
      failures.set(address, { count, until: clock() + lockMs })
    },
  }
}

const tooMany = (seconds: number): Refusal =>
  new Refusal(`Too many wrong tokens came from this address; wait ${seconds} s`, {
    status: 429,
    code: 'too_many_attempts',
    headers: { 'Retry-After': String(seconds) },
  })

/** Counts the requests whose token is unknown, and keeps out who guesses. Stands behind `identify`. */
export const countAttempts =
  (attempts: Attempts): MiddlewareHandler =>
  async (c, next) => {
    const address = addressOf(c)
    attempts.refuse(address)
    if (c.get('token') === 'unknown') attempts.failed(address)
    await next()
  }
