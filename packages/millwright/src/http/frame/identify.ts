import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Env, TokenState } from './env.ts'

/** A session as its holder gets to know it: the token is shown once. */
export type Opened = { readonly token: string; readonly expiresAt: string }

/** The cookie that holds a session's token. */
export type SessionCookie = {
  readonly name: string
  readonly read: (c: Context) => string | undefined
  /** No script of a page can read it, and no request from another site brings it along. */
  readonly set: (c: Context, opened: Opened) => void
  readonly drop: (c: Context) => void
}

/**
 * The cookie of that name.
 *
 * @example const cookie = sessionCookie('hospital_session')
 */
export const sessionCookie = (name: string): SessionCookie => ({
  name,
  read: (c) => getCookie(c, name),
  set: (c, { token, expiresAt }) =>
    setCookie(c, name, token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure: c.req.header('origin')?.startsWith('https:') === true,
      expires: new Date(expiresAt),
    }),
  drop: (c) => void deleteCookie(c, name, { path: '/' }),
})

/** What a token opens: with `open` comes whoever holds it. */
export type Found<Caller> =
  | { readonly state: 'open'; readonly caller: Caller }
  | { readonly state: Exclude<TokenState, 'open' | 'none'> }

/** How an application finds out who calls. */
export type Identity<Caller> = {
  readonly cookie: SessionCookie
  /** Who calls when nobody is known. */
  readonly nobody: Caller
  readonly find: (token: string) => Promise<Found<Caller>>
}

/** Finds out who calls: by a bearer token, else by the cookie. Whoever is not known goes on as nobody. */
export function identify<Caller>({ cookie, nobody, find }: Identity<Caller>): MiddlewareHandler<Env<Caller>> {
  return async (c, next) => {
    const token = tokenOf(c, cookie)
    const found = token === undefined ? undefined : await find(token)
    c.set('token', found?.state ?? 'none')
    c.set('caller', found?.state === 'open' ? found.caller : nobody)
    await next()
  }
}

const bearer = /^Bearer +([\w.~+/-]{1,200}=*)$/i

/** A header that is there and makes no sense is not passed over in favour of a cookie. */
function tokenOf(c: Context, cookie: SessionCookie): string | undefined {
  const header = c.req.header('authorization')
  return header === undefined ? cookie.read(c) : (bearer.exec(header)?.[1] ?? '')
}
