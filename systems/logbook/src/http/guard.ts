import { getConnInfo } from '@hono/node-server/conninfo'
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../domain/refusal.ts'
import type { Env, LogbookContext } from './route.ts'

export const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Looks at where a request says it comes from before anything else: a page of another site that points its own name at this
 * machine, or sends a form from elsewhere, gets nothing. The cookie stays at home as well, so no page has to carry a token.
 */
export const guard =
  (hosts: readonly string[]): MiddlewareHandler<Env> =>
  async (c, next) => {
    const [host = '', origin] = [c.req.header('host'), c.req.header('origin')]
    if (!hosts.includes(nameOf(host)))
      throw new Refusal(`This server does not answer for the host ${shown(host)}`, {
        status: 421,
        code: 'host_not_allowed',
      })
    if (origin !== undefined && !isSame(origin, host)) throw foreign(origin)
    if (origin === undefined && isSentFromElsewhere(c)) throw foreign('another site')
    await next()
  }

const nameOf = (host: string): string => (/^(\[[0-9a-f:.]+\]|[^:]+)(?::\d{1,5})?$/i.exec(host)?.[1] ?? '').toLowerCase()

/** Behind a proxy that speaks TLS the origin says https, and the server http. */
const isSame = (origin: string, host: string): boolean =>
  ['http', 'https'].some((scheme) => origin.toLowerCase() === `${scheme}://${host.toLowerCase()}`)

const isSentFromElsewhere = ({ req }: LogbookContext): boolean =>
  !['GET', 'HEAD'].includes(req.method) && ['cross-site', 'same-site'].includes(req.header('sec-fetch-site') ?? '')

const foreign = (origin: string): Refusal =>
  new Refusal(`This server takes nothing from pages of ${shown(origin)}`, { status: 403, code: 'origin_not_allowed' })

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))

/** What every answer says to a browser. */
export const secure: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  c.res.headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  c.res.headers.set('X-Content-Type-Options', 'nosniff')
  c.res.headers.set('Referrer-Policy', 'no-referrer')
  c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  c.res.headers.set('Cache-Control', 'no-store')
}

/** The address at the other end of the connection. A proxy's header is not believed: anybody can write one. */
export function addressOf(c: LogbookContext): string {
  if (typeof c.env !== 'object' || c.env === null || !('incoming' in c.env)) return 'no socket'
  return getConnInfo(c).remote.address ?? 'unknown'
}

/** How many requests one address may make in a minute. */
export type Pace = { readonly perMinute: number; readonly clock: () => number }

/** Counts by whole minutes, in this process alone: it is meant for a page that asks in a circle, not for an attacker. */
export function paced({ perMinute, clock }: Pace): MiddlewareHandler<Env> {
  let minute = 0
  const counts = new Map<string, number>()
  return async (c, next) => {
    const now = Math.floor(clock() / 60_000)
    if (now !== minute) counts.clear()
    minute = now
    const address = addressOf(c)
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    if (count > perMinute)
      throw new Refusal(`More than ${perMinute} requests in a minute`, {
        status: 429,
        code: 'too_many_requests',
        headers: { 'Retry-After': String(60 - (Math.floor(clock() / 1000) % 60)) },
      })
    await next()
  }
}
