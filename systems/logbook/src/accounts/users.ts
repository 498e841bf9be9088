import { type Queries, type Row, sql } from 'millwright'
import { type Act, recordEvent } from '../book/audit.ts'
import type { Role } from '../domain/lists.ts'
import { Refusal, refusedField } from '../domain/refusal.ts'
import { endSessionsOf } from './sessions.ts'

export type User = {
  readonly id: number
  readonly username: string
  readonly email: string | null
  readonly role: string
  readonly full_name: string | null
  readonly is_active: boolean
  readonly last_login: string | null
}

export type NewUser = {
  readonly username: string
  readonly email?: string | null | undefined
  readonly full_name?: string | null | undefined
  readonly role: Role
  readonly hash: string
}

export const listUsers = async (db: Queries): Promise<readonly User[]> =>
  (await db.all(sql`select * from users order by username`)).map(userOf)

const userOf = (row: Row): User => ({
  id: Number(row['id']),
  username: String(row['username']),
  email: textIn(row['email']),
  role: String(row['role']),
  full_name: textIn(row['full_name']),
  is_active: row['is_active'] === 1n,
  last_login: textIn(row['last_login']),
})

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** @throws Refusal 404 */
async function findUser(db: Queries, id: number): Promise<User> {
  const row = await db.get(sql`select * from users where id = ${id}`)
  if (row === undefined) throw new Refusal(`There is no user ${id}`, { status: 404, code: 'not_found' })
  return userOf(row)
}

/** @throws Refusal `duplicate_username`, `duplicate_email` */
export async function addUser(db: Queries, act: Act, user: NewUser): Promise<User> {
  const { username, email = null, full_name = null, role, hash } = user
  const taken = await db.get(sql`select username, email from users
    where lower(username) = lower(${username}) or (email is not null and lower(email) = lower(${email}))`)
  if (taken !== undefined)
    throw takenName(String(taken['username']).toLowerCase() === username.toLowerCase() ? 'username' : 'email')
  const made =
    await db.get(sql`insert into users (username, email, password_hash, role, full_name, is_active, created_at, updated_at)
    values (${username}, ${email}, ${hash}, ${role}, ${full_name}, 1, ${act.at}, ${act.at}) returning id`)
  await recordEvent(db, act, { action: 'add user', subject: `user ${username}`, details: { role } })
  return findUser(db, Number(made?.['id']))
}

const takenName = (field: 'username' | 'email'): Refusal =>
  new Refusal(`There is a user with this ${field === 'email' ? 'address' : 'name'} already`, {
    status: 409,
    code: `duplicate_${field}`,
    details: [{ field, code: `duplicate_${field}`, message: 'is taken' }],
  })

/** Closes an account or opens it again; a closed one is signed out everywhere. @throws Refusal 404, `own_account`, `last_chief` */
export async function toggleUser(
  db: Queries,
  act: Act,
  { id, self }: { readonly id: number; readonly self: number | undefined },
): Promise<User> {
  const user = await findUser(db, id)
  if (id === self) throw refusedField('id', 'own_account', 'Nobody closes the account that they are signed in with')
  await db.run(sql`update users set is_active = ${user.is_active ? 0 : 1}, updated_at = ${act.at} where id = ${id}`)
  if (user.is_active && user.role === 'chief_engineer') await demandChief(db)
  if (user.is_active) await endSessionsOf(db, id)
  await recordEvent(db, act, { action: user.is_active ? 'close user' : 'open user', subject: `user ${user.username}` })
  return findUser(db, id)
}

async function demandChief(db: Queries): Promise<void> {
  const left = await db.get(sql`select 1 as one from users where role = 'chief_engineer' and is_active = 1`)
  if (left === undefined)
    throw new Refusal('No chief engineer would be left to manage the accounts', { status: 409, code: 'last_chief' })
}
