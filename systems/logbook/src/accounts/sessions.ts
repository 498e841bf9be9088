import type { Queries } from 'millwright'
import { build, done, firstOf } from '../database/build.ts'
import { type Role, roles } from '../domain/lists.ts'
import { type Caller, localOperator } from './caller.ts'
import { hashOfToken, newToken } from 'millwright/http'

const minute = 60_000

/** How long a session holds: altogether, and without being used. A watch lasts twelve hours. */
const longest = 12 * 60 * minute
const longestIdle = 60 * minute

export type Opened = { readonly token: string; readonly expiresAt: string }

/** Opens a session for an account, or for the local operator when there is none. The token is shown once and never stored. */
export async function openSession(db: Queries, user: number | undefined, at: string): Promise<Opened> {
  const [token, expiresAt] = [newToken(), later(at, longest)]
  await done(db, build.deleteFrom('sessions').where('expires_at', '<=', at))
  const row = { token_hash: hashOfToken(token), created_at: at, used_at: at, expires_at: expiresAt }
  await done(db, build.insertInto('sessions').values({ ...row, user_id: user === undefined ? null : BigInt(user) }))
  return { token, expiresAt }
}

/** Who holds the token; undefined when it opens nothing, or no longer. */
export async function findSession(db: Queries, token: string, at: string): Promise<Caller | undefined> {
  const row = await firstOf(
    db,
    open
      .where('s.token_hash', '=', hashOfToken(token))
      .where('s.expires_at', '>', at)
      .where('s.used_at', '>', later(at, -longestIdle)),
  )
  return row === undefined ? undefined : callerOf(row)
}

const open = build
  .selectFrom('sessions as s')
  .leftJoin('users as u', 'u.id', 's.user_id')
  .select(['s.id', 's.user_id', 'u.username', 'u.role'])
  .where((eb) => eb.or([eb('s.user_id', 'is', null), eb('u.is_active', '=', 1n)]))

type Found = {
  readonly id: bigint
  readonly user_id: bigint | null
  readonly username: string | null
  readonly role: string | null
}

function callerOf({ id, user_id, username, role }: Found): Caller {
  const session = Number(id)
  if (user_id === null) return { actor: localOperator, user: undefined, role: 'chief_engineer', session }
  return { actor: String(username), user: Number(user_id), role: roleIn(role), session }
}

const roleIn = (value: unknown): Role | undefined => roles.find((role) => role === value)

/** Keeps a session from ending for idleness; written once a minute, not at every request. */
export async function noteUse(db: Queries, session: number, at: string): Promise<void> {
  const own = build.updateTable('sessions').set({ used_at: at }).where('id', '=', BigInt(session))
  await done(db, own.where('used_at', '<=', later(at, -minute)))
}

export const endSession = (db: Queries, session: number): Promise<number> =>
  done(db, build.deleteFrom('sessions').where('id', '=', BigInt(session)))

/** Of all sessions of an account only this one stays. */
export const endOtherSessions = (db: Queries, user: number, session: number): Promise<number> =>
  done(db, sessionsOf(user).where('id', '<>', BigInt(session)))

export const endSessionsOf = (db: Queries, user: number): Promise<number> => done(db, sessionsOf(user))

const sessionsOf = (user: number) => build.deleteFrom('sessions').where('user_id', '=', BigInt(user))

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString()
