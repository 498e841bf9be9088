import type { Queries } from 'millwright'
import { hashPassword, isPassword, Refusal, refusedField } from 'millwright/http'
import { type Act, recordEvent } from '../book/audit.ts'
import { build, done, firstOf } from '../database/build.ts'
import type { Database } from '../database/open.ts'
import { endOtherSessions, endSessionsOf } from './sessions.ts'
import { findUser, type User } from './users.ts'

/** @throws Refusal `guessable` for one that repeats one character or the name of its user */
export function demandStrong(password: string, username: string): void {
  if (!password.toLowerCase().includes(username.toLowerCase()) && new Set(password).size >= 4) return
  throw refusedField('password', 'guessable', 'password: repeats neither one character nor the name of its user')
}

const accounts = build.selectFrom('users').select(['username', 'password_hash'])

type Write = <T>(work: (db: Queries, act: Act) => Promise<T>) => Promise<T>
export type Change = { readonly current: string; readonly password: string; readonly session: number }

/**
 * Somebody's own password, by the one of now. Every other session of that account ends.
 * @throws Refusal `password_wrong`, `guessable`
 */
export async function changeOwn(
  db: Database,
  write: Write,
  { user, ...change }: Change & { readonly user: number | undefined },
): Promise<void> {
  const { current, password, session } = change
  if (user === undefined)
    throw new Refusal('The local operator has no account, and no password', { status: 409, code: 'no_account' })
  const row = await db.read((queries) => firstOf(queries, accounts.where('id', '=', BigInt(user))))
  if (!(await isPassword(current, row?.password_hash)))
    throw refusedField('current', 'password_wrong', 'current: is not the password of this account')
  const username = String(row?.username)
  demandStrong(password, username)
  const hash = await hashPassword(password)
  await write(async (queries, act) => {
    await store(queries, act, { user, hash })
    await endOtherSessions(queries, user, session)
    await recordEvent(queries, act, { action: 'change password', subject: `user ${username}` })
  })
}

/** Another one's, for whoever forgot it; that account is signed out everywhere. @throws Refusal 404, `guessable` */
export async function resetPassword(
  write: Write,
  db: Database,
  { id, password }: { readonly id: number; readonly password: string },
): Promise<User> {
  const { username } = await db.read((queries) => findUser(queries, id))
  demandStrong(password, username)
  const hash = await hashPassword(password)
  return write(async (queries, act) => {
    await store(queries, act, { user: id, hash })
    await endSessionsOf(queries, id)
    await recordEvent(queries, act, { action: 'reset password', subject: `user ${username}` })
    return findUser(queries, id)
  })
}

const store = (db: Queries, { at }: Act, { user, hash }: { readonly user: number; readonly hash: string }) =>
  done(db, build.updateTable('users').set({ password_hash: hash, updated_at: at }).where('id', '=', BigInt(user)))
