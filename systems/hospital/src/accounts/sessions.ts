import { type Queries, type Row, sql } from 'millwright'
import type { Caller } from './caller.ts'
import { hashOfToken, newToken } from 'millwright/http'

const minute = 60_000

/** How long a session holds: altogether, and without being used. */
const longest = 12 * 60 * minute
const longestIdle = 60 * minute

/** A session that is used is written down once a minute, not at every request. */
const noteEvery = minute

const month = 30 * 24 * 60 * minute

export type Opened = { readonly token: string; readonly expiresAt: string }

/** Opens a session for an account, or for the local operator when there is none. The token is shown once and never stored. */
export async function openSession(db: Queries, user: number | undefined, at: string): Promise<Opened> {
  const token = newToken()
  const expiresAt = later(at, longest)
  await db.run(sql`insert into sessions (token_hash, user_id, created_at, used_at, expires_at)
    values (${hashOfToken(token)}, ${user ?? null}, ${at}, ${at}, ${expiresAt})`)
  return { token, expiresAt }
}

/** What a token opens. A session that is over is known for a while: its token was not made up. */
export type Found =
  | { readonly state: 'open'; readonly caller: Caller; readonly expiresAt: string; readonly isNoteDue: boolean }
  | { readonly state: 'over' }
  | { readonly state: 'unknown' }

/** Who holds the token. A session is over when its time is up, when it was not used for too long, or when its account was closed. */
export async function findSession(db: Queries, token: string, at: string): Promise<Found> {
  const row =
    await db.get(sql`select s.id, s.used_at, s.expires_at, s.user_id, u.username, u.must_reset, r.name as role,
      s.expires_at > ${at} and s.used_at > ${later(at, -longestIdle)}
        and (s.user_id is null or u.is_active = 1) as is_open,
      (select json_group_array(p.name) from permissions p
        where s.user_id is null
          or p.id in (select permission_id from role_permissions where role_id = u.role_id)) as permissions
    from sessions s left join users u on u.id = s.user_id left join roles r on r.id = u.role_id
    where s.token_hash = ${hashOfToken(token)}`)
  if (row === undefined) return { state: 'unknown' }
  if (row['is_open'] !== 1n) return { state: 'over' }
  return {
    state: 'open',
    caller: callerOf(row),
    expiresAt: String(row['expires_at']),
    isNoteDue: String(row['used_at']) <= later(at, -noteEvery),
  }
}

/** The name of the person who sits at the machine and came in by the link that the server printed. */
export const localOperator = 'local operator'

function callerOf(row: Row): Caller {
  const isLocal = row['user_id'] === null
  return {
    actor: isLocal ? localOperator : String(row['username']),
    isSignedIn: true,
    user: isLocal ? undefined : Number(row['user_id']),
    role: isLocal ? localOperator : String(row['role']),
    permissions: new Set(JSON.parse(String(row['permissions'])) as string[]),
    mustReset: row['must_reset'] === 1n,
    session: Number(row['id']),
  }
}

/** Notes that the session is in use, so that it does not end for idleness. */
export async function noteUse(db: Queries, session: number, at: string): Promise<void> {
  await db.run(sql`update sessions set used_at = ${at} where id = ${session} and used_at < ${at}`)
}

export async function endSession(db: Queries, session: number): Promise<void> {
  await db.run(sql`delete from sessions where id = ${session}`)
}

/** Ends every session of an account: its password, its role or the account itself has changed. */
export async function endSessionsOf(db: Queries, user: number): Promise<number> {
  return await db.run(sql`delete from sessions where user_id = ${user}`)
}

/** Takes out what has been over for a month. */
export async function forgetOldSessions(db: Queries, at: string): Promise<void> {
  await db.run(sql`delete from sessions where expires_at <= ${later(at, -month)}`)
}

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString()
