import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { MiddlewareHandler } from 'hono'
import { nobody } from '../accounts/caller.ts'
import { findSession, noteUse, type Opened } from '../accounts/sessions.ts'
import type { Desk } from './desk.ts'
import type { Env, LogbookContext } from './route.ts'

export const cookieName = 'logbook_session'

/** Finds out who calls: by a bearer token, else by the cookie. Whoever is not known goes on as nobody. */
export function identify({ db, now }: Desk): MiddlewareHandler<Env> {
  const noted = new Map<number, number>()
  return async (c, next) => {
    const token = tokenOf(c)
    const found = token === undefined ? undefined : await db.read((queries) => findSession(queries, token, now()))
    c.set('caller', found ?? nobody)
    c.set('isTokenUnknown', token !== undefined && found === undefined)
    const session = found?.session
    if (session !== undefined && isDue(noted, session, Date.parse(now())))
      // Nobody waits for it: what is not noted now is noted a minute later.
      void db.write((queries) => noteUse(queries, session, now())).catch(() => undefined)
    await next()
  }
}

const minute = 60_000

function isDue(noted: Map<number, number>, session: number, at: number): boolean {
  if (at - (noted.get(session) ?? 0) < minute) return false
  noted.set(session, at)
  return true
}

/** A header that is there and makes no sense is not passed over in favour of a cookie. */
function tokenOf(c: LogbookContext): string | undefined {
  const header = c.req.header('authorization')
  return header === undefined ? getCookie(c, cookieName) : (/^Bearer +([\w.~+/-]{1,200}=*)$/i.exec(header)?.[1] ?? '')
}

/** No script of a page can read it, and no request from another site brings it along. */
export function setSessionCookie(c: LogbookContext, { token, expiresAt }: Opened): void {
  const secure = c.req.header('origin')?.startsWith('https:') === true
  setCookie(c, cookieName, token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure,
    expires: new Date(expiresAt),
  })
}

export const dropSessionCookie = (c: LogbookContext): void => void deleteCookie(c, cookieName, { path: '/' })
