import { type Found, hashOfToken, hashPassword, isPassword, newToken, type Opened, Refusal } from 'millwright/http'
import type { Found as Row, Session } from '../database/database.ts'
import type { Pool } from '../database/pool.ts'
import { type Caller, roles } from './caller.ts'

const minute = 60_000
const sessionHolds = 8 * 60 * minute
const lockHolds = 15 * minute
const mostFailures = 5

const later = (at: Date, milliseconds: number): string => new Date(at.getTime() + milliseconds).toISOString()

/** Opens a session for eight hours. Only a digest of its token is stored. */
export async function openSession(session: Session, user: string, at: Date): Promise<Opened> {
  const [token, expiresAt] = [newToken(), later(at, sessionHolds)]
  await session.run('delete from user_sessions where expires_at <= $1', [later(at, -30 * 24 * 60 * minute)])
  await session.run('insert into user_sessions (user_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4)', [
    user,
    hashOfToken(token),
    at.toISOString(),
    expiresAt,
  ])
  await session.run('update users set last_login = $2 where id = $1', [user, at.toISOString()])
  return { token, expiresAt }
}

/** Failed attempts lock an account for a while; an administrator locks it until further notice, and names no time. */
const isAdmitted = `u.is_active and o.is_active and (u.user_status = 'active' or u.user_status = 'locked' and u.locked_until is not null)`

/**
 * Who holds a token. A session is over when its time is up, or its account or organisation was closed. Failed attempts to
 * sign in end none: anybody could put somebody out of work with five wrong passwords.
 */
export async function findSession(session: Session, token: string, at: Date): Promise<Found<Caller>> {
  const [row] = await session.query(
    `select s.id as session, s.expires_at > $2 and ${isAdmitted} as is_open,
      u.id, u.username, u.role, u.organization_id, o.organization_type
    from user_sessions as s join users as u on u.id = s.user_id join organizations as o on o.id = u.organization_id
    where s.token_hash = $1`,
    [hashOfToken(token), at.toISOString()],
  )
  if (row === undefined) return { state: 'unknown' }
  return row['is_open'] === true ? { state: 'open', caller: callerOf(row) } : { state: 'over' }
}

const callerOf = (row: Row): Caller => ({
  id: String(row['id']),
  username: String(row['username']),
  role: roles.find((role) => role === row['role']),
  organization: String(row['organization_id']),
  isOraseas: row['organization_type'] === 'oraseas_ee',
  session: String(row['session']),
})

export const endSession = (session: Session, id: string): Promise<number> =>
  session.run('delete from user_sessions where id = $1', [id])

export type Credentials = { readonly username: string; readonly password: string }

/**
 * Opens a session for a name and its password. The fifth failure locks the account for a quarter of an hour.
 *
 * @throws Refusal `sign_in_failed`, the same whatever was wrong, and `account_locked`
 */
export async function signIn(db: Pool, { username, password }: Credentials, at: Date): Promise<Opened> {
  const account = await db.write((session) => countAttempt(session, username, at))
  const isRight = await isPassword(password, account?.hash)
  if (account === undefined || !isRight || !account.isOpen) throw failed()
  return db.write(async (session) => {
    await session.run(
      `update users set failed_login_attempts = 0, locked_until = null,
        user_status = case user_status when 'locked' then 'active' else user_status end where id = $1`,
      [account.id],
    )
    return openSession(session, account.id, at)
  })
}

type Account = { readonly id: string; readonly hash: string; readonly isOpen: boolean }

/** Counted as failed before it is looked at: neither a hundred at once nor a restart opens the door. */
async function countAttempt(session: Session, username: string, at: Date): Promise<Account | undefined> {
  const [row] = await session.query(
    `select u.id, u.password_hash, u.locked_until > $2 as is_locked, u.locked_until <= $2 as was_locked,
      u.failed_login_attempts as failures, ${isAdmitted} as is_open
    from users as u join organizations as o on o.id = u.organization_id where u.username = $1 for update of u`,
    [username, at.toISOString()],
  )
  if (row === undefined) return undefined
  if (row['is_locked'] === true) throw locked()
  const failures = row['was_locked'] === true ? 1 : Number(row['failures']) + 1
  const locksNow = failures >= mostFailures
  await session.run(
    `update users set failed_login_attempts = $2, locked_until = $3,
      user_status = case when $3::timestamptz is not null and user_status = 'active' then 'locked'
        when $3::timestamptz is null and user_status = 'locked' and locked_until is not null then 'active' else user_status end
    where id = $1`,
    [String(row['id']), failures, locksNow ? later(at, lockHolds) : null],
  )
  return { id: String(row['id']), hash: String(row['password_hash']), isOpen: row['is_open'] === true }
}

const failed = (): Refusal =>
  new Refusal('The user name or the password is wrong', { status: 401, code: 'sign_in_failed' })

const locked = (): Refusal =>
  new Refusal('This account is locked for a quarter of an hour after five failures', {
    status: 429,
    code: 'account_locked',
    headers: { 'Retry-After': String(lockHolds / 1000) },
  })

/** Sets the password of whoever was invited, once, within seven days. @throws Refusal `invitation_over` */
export async function acceptInvitation(db: Pool, { token, password }: Accepting, at: Date): Promise<Opened> {
  const hash = await hashPassword(password)
  return db.write(async (session) => {
    const [row] = await session.query(
      `update users set password_hash = $2, user_status = 'active', invitation_token = null, invitation_expires_at = null
      where invitation_token = $1 and invitation_expires_at > $3 and user_status = 'pending_invitation' returning id`,
      [hashOfToken(token), hash, at.toISOString()],
    )
    if (row === undefined)
      throw new Refusal('This invitation was used, is over, or is none', { status: 410, code: 'invitation_over' })
    return openSession(session, String(row['id']), at)
  })
}

export type Accepting = { readonly token: string; readonly password: string }
