import type { Found, Identity } from 'millwright/http'
import { type Caller, nobody } from '../accounts/caller.ts'
import { findSession, noteUse } from '../accounts/sessions.ts'
import type { Desk } from './desk.ts'
import { cookie } from './session-cookie.ts'

/** How the hospital knows who calls. */
export function identityOf(desk: Desk): Identity<Caller> {
  const note = noteInPassing(desk)
  return { cookie, nobody, find: (token) => sessionOf(desk, token, note) }
}

async function sessionOf({ db, now }: Desk, token: string, note: Note): Promise<Found<Caller>> {
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
