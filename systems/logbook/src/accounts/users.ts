import { type Selectable, sql } from 'kysely'
import type { Queries } from 'millwright'
import { allOf, build, done, firstOf, the } from '../database/build.ts'
import type { Database } from '../database/tables.ts'
import { type Act, recordEvent } from '../book/audit.ts'
import type { Role } from '../domain/lists.ts'
import { Refusal, refusedField } from 'millwright/http'
import { noPassword } from './guests.ts'
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
  (await allOf(db, build.selectFrom('users').selectAll().orderBy('username'))).map(userOf)

const userOf = (row: Selectable<Database['users']>): User => ({
  id: Number(row.id),
  username: row.username,
  email: row.email,
  role: row.role,
  full_name: row.full_name,
  is_active: row.is_active === 1n,
  last_login: textIn(row.last_login),
})

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** @throws Refusal 404 */
export async function findUser(db: Queries, id: number): Promise<User> {
  const row = await firstOf(db, build.selectFrom('users').selectAll().where('id', '=', BigInt(id)))
  if (row === undefined) throw new Refusal(`There is no user ${id}`, { status: 404, code: 'not_found' })
  return userOf(row)
}

/** @throws Refusal `duplicate_username`, `duplicate_email` */
export async function addUser(db: Queries, act: Act, user: NewUser): Promise<User> {
  const { username, email = null, full_name = null, role, hash } = user
  const taken = await firstOf(db, withName(username, email))
  if (taken !== undefined)
    throw takenName(taken.username.toLowerCase() === username.toLowerCase() ? 'username' : 'email')
  const row = { username, email, password_hash: hash, role, full_name, is_active: 1n }
  const dated = { ...row, created_at: act.at, updated_at: act.at }
  const made = await the(db, build.insertInto('users').values(dated).returning('id'))
  await recordEvent(db, act, { action: 'add user', subject: `user ${username}`, details: { role } })
  return findUser(db, Number(made.id))
}

const withName = (username: string, email: string | null) =>
  build
    .selectFrom('users')
    .select('username')
    .where((eb) =>
      eb.or([eb(sql`lower(username)`, '=', sql`lower(${username})`), eb(sql`lower(email)`, '=', sql`lower(${email})`)]),
    )

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
  const change = { is_active: user.is_active ? 0n : 1n, updated_at: act.at }
  await done(db, build.updateTable('users').set(change).where('id', '=', BigInt(id)))
  if (user.is_active && user.role === 'chief_engineer') await demandChief(db)
  if (user.is_active) await endSessionsOf(db, id)
  await recordEvent(db, act, { action: user.is_active ? 'close user' : 'open user', subject: `user ${user.username}` })
  return findUser(db, id)
}

async function demandChief(db: Queries): Promise<void> {
  const chiefs = build.selectFrom('users').select('id').where('role', '=', 'chief_engineer')
  const left = await firstOf(db, chiefs.where('is_active', '=', 1n).where('password_hash', '<>', noPassword).limit(1))
  if (left === undefined)
    throw new Refusal('No chief engineer would be left to manage the accounts', { status: 409, code: 'last_chief' })
}
