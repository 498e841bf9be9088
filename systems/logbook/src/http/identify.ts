import { type Identity, sessionCookie } from 'millwright/http'
import { type Caller, nobody } from '../accounts/caller.ts'
import { findSession, noteUse } from '../accounts/sessions.ts'
import type { Desk } from './desk.ts'

export const cookie = sessionCookie('logbook_session')

/** How the book knows who calls. */
export function identityOf({ db, now }: Desk): Identity<Caller> {
  const noted = new Map<number, number>()
  return {
    cookie,
    nobody,
    find: async (token) => {
      const caller = await db.read((queries) => findSession(queries, token, now()))
      if (caller === undefined) return { state: 'unknown' }
      const { session } = caller
      if (session !== undefined && isDue(noted, session, Date.parse(now())))
        // Nobody waits for it: what is not noted now is noted a minute later.
        void db.write((queries) => noteUse(queries, session, now())).catch(() => undefined)
      return { state: 'open', caller }
    },
  }
}

const minute = 60_000

function isDue(noted: Map<number, number>, session: number, at: number): boolean {
  if (at - (noted.get(session) ?? 0) < minute) return false
  noted.set(session, at)
  return true
}
