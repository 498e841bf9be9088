import type { MiddlewareHandler } from 'hono'
import { addressOf } from './address.ts'
import { Refusal } from './refusal.ts'

/** The names of this machine for itself. */
export const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** The names of this machine for itself, and others under which a server may be asked for. */
export const hostsOf = (names: readonly string[]): readonly string[] => [
  ...loopbackHosts,
  ...names.map((name) => name.toLowerCase()),
]

/**
 * Looks at where a request says it comes from before anything else: a page of another site that points its own name at this
 * machine, or sends a form from elsewhere, gets nothing. The cookie stays at home as well, so no page has to carry a token.
 */
export function guard(hosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!hosts.includes(nameOf(host))) throw hostNotAllowed(host)
    const origin = c.req.header('origin')
    if (origin !== undefined && !isSame(origin, host)) throw originNotAllowed(origin)
    if (origin === undefined && isFromElsewhere(c.req.method, c.req.header('sec-fetch-site')))
      throw originNotAllowed('another site')
    await next()
  }
}

/** The host without its port. */
const nameOf = (host: string): string => (/^(\[[0-9a-f:.]+\]|[^:]+)(?::\d{1,5})?$/i.exec(host)?.[1] ?? '').toLowerCase()

/** Behind a proxy that speaks TLS the origin says https, and the server http. */
const isSame = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`

/** A link from elsewhere may be followed; nothing may be sent from there. */
const isFromElsewhere = (method: string, site: string | undefined): boolean =>
  method !== 'GET' && method !== 'HEAD' && (site === 'cross-site' || site === 'same-site')

const hostNotAllowed = (host: string): Refusal =>
  new Refusal(`This server does not answer for the host ${shown(host)}`, { status: 421, code: 'host_not_allowed' })

const originNotAllowed = (origin: string): Refusal =>
  new Refusal(`This server takes nothing from pages of ${shown(origin)}`, { status: 403, code: 'origin_not_allowed' })

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))

/** What every answer says to a browser. A page of ours asks for more with a policy of its own. */
export const secure: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of answerHeaders) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
}

const answerHeaders: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
]

/** How many requests one address may make in a minute. */
export type Pace = { readonly perMinute: number; readonly clock: () => number }

/**
 * Counts by whole minutes, in this process alone: it is meant for a page that asks in a circle, not for an attacker.
 *
 * @example app.use(paced({ perMinute: 600, clock: Date.now }))
 */
export function paced({ perMinute, clock }: Pace): MiddlewareHandler {
  let minute = 0
  const counts = new Map<string, number>()
  return async (c, next) => {
    const now = Math.floor(clock() / 60_000)
    if (now !== minute) counts.clear()
    minute = now
    const address = addressOf(c)
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    if (count > perMinute) throw tooMany(perMinute, 60 - (Math.floor(clock() / 1000) % 60))
    await next()
  }
}

const tooMany = (perMinute: number, seconds: number): Refusal =>
  new Refusal(`More than ${perMinute} requests in a minute`, {
    status: 429,
    code: 'too_many_requests',
    headers: { 'Retry-After': String(seconds) },
  })
