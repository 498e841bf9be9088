import { type Queries, type Row, sql } from 'millwright'
import { type Role, roles } from '../domain/lists.ts'
import { type Caller, localOperator } from './caller.ts'
import { hashOfToken, newToken } from './tokens.ts'

const minute = 60_000

/** How long a session holds: altogether, and without being used. A watch lasts twelve hours. */
const longest = 12 * 60 * minute
const longestIdle = 60 * minute

export type Opened = { readonly token: string; readonly expiresAt: string }

/** Opens a session for an account, or for the local operator when there is none. The token is shown once and never stored. */
export async function openSession(db: Queries, user: number | undefined, at: string): Promise<Opened> {
  const [token, expiresAt] = [newToken(), later(at, longest)]
  await db.run(sql`delete from sessions where expires_at <= ${at}`)
  await db.run(sql`insert into sessions (token_hash, user_id, created_at, used_at, expires_at)
    values (${hashOfToken(token)}, ${user ?? null}, ${at}, ${at}, ${expiresAt})`)
  return { token, expiresAt }
}

/** Who holds the token; undefined when it opens nothing, or no longer. */
export async function findSession(db: Queries, token: string, at: string): Promise<Caller | undefined> {
  const row = await db.get(sql`select s.id, s.user_id, u.username, u.role from sessions s
    left join users u on u.id = s.user_id
    where s.token_hash = ${hashOfToken(token)} and s.expires_at > ${at} and s.used_at > ${later(at, -longestIdle)}
      and (s.user_id is null or u.is_active = 1)`)
  return row === undefined ? undefined : callerOf(row)
}

function callerOf(row: Row): Caller {
  const session = Number(row['id'])
  if (row['user_id'] === null) return { actor: localOperator, user: undefined, role: 'chief_engineer', session }
  return { actor: String(row['username']), user: Number(row['user_id']), role: roleIn(row['role']), session }
}

const roleIn = (value: unknown): Role | undefined => roles.find((role) => role === value)

/** Keeps a session from ending for idleness; written once a minute, not at every request. */
export async function noteUse(db: Queries, session: number, at: string): Promise<void> {
  await db.run(sql`update sessions set used_at = ${at} where id = ${session} and used_at <= ${later(at, -minute)}`)
}

export const endSession = (db: Queries, session: number): Promise<number> =>
  db.run(sql`delete from sessions where id = ${session}`)

export const endSessionsOf = (db: Queries, user: number): Promise<number> =>
  db.run(sql`delete from sessions where user_id = ${user}`)

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString()
