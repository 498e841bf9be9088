import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../domain/refusal.ts'
import type { Env } from './route.ts'

/** Names under which the server may be asked for. A page of another site that points its own name at this machine is none of them. */
export type Doors = { readonly hosts: readonly string[] }

export const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Looks at where a request says it comes from before anything else, and puts the guards of a browser on every answer. */
export function guard({ hosts }: Doors): MiddlewareHandler<Env> {
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
export const secure: MiddlewareHandler<Env> = async (c, next) => {
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
