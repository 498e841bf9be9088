import type { MiddlewareHandler } from 'hono'
import { nobody } from '../accounts/caller.ts'
import { findSession, type Found, noteUse } from '../accounts/sessions.ts'
import type { Desk } from './desk.ts'
import type { Env, HospitalContext } from './route.ts'
import { sessionCookie } from './session-cookie.ts'

/** Finds out who calls: by a bearer token, else by the cookie. Whoever is not known goes on as nobody. */
export function identify(desk: Desk): MiddlewareHandler<Env> {
  const note = noteInPassing(desk)
  return async (c, next) => {
    const token = tokenOf(c)
    const found = token === undefined ? undefined : await sessionOf(desk, token, note)
    c.set('token', found?.state ?? 'none')
    c.set('caller', found?.state === 'open' ? found.caller : nobody)
    await next()
  }
}

const bearer = /^Bearer +([\w.~+/-]{1,200}=*)$/i

/** A header that is there and makes no sense is not passed over in favour of a cookie. */
function tokenOf(c: HospitalContext): string | undefined {
  const header = c.req.header('authorization')
  if (header !== undefined) return bearer.exec(header)?.[1] ?? ''
  return sessionCookie(c)
}

async function sessionOf({ db, now }: Desk, token: string, note: Note): Promise<Found> {
  const at = now()
  const found = await db.read((queries) => findSession(queries, token, at))
  if (found.state === 'open' && found.isNoteDue && found.caller.session !== undefined) note(found.caller.session, at)
  return found
}

type Note = (session: number, at: string) => void

/** Nobody waits for it, and no answer fails by it: what is not noted now is noted with the next request. */
function noteInPassing({ db }: Desk): Note {
  const underWay = new Set<number>()
  return (session, at) => {
    if (underWay.has(session)) return
    underWay.add(session)
    void db
      .write((queries) => noteUse(queries, session, at))
      .catch(() => undefined)
      .finally(() => underWay.delete(session))
  }
}
