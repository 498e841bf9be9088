import { type Identity, sessionCookie } from 'millwright/http'
import { type Caller, nobody } from '../service/caller.ts'
import { findSession } from '../service/sessions.ts'
import type { Desk } from './desk.ts'

export const cookie = sessionCookie('abparts_session')

export const identityOf = ({ db, now }: Desk): Identity<Caller> => ({
  cookie,
  nobody,
  find: (token) => db.read((session) => findSession(session, token, now())),
})
