import { type Queries, type Row, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { keepingTheKeys } from './guards.ts'
import { readName } from './names.ts'
import { endSessionsOf } from './sessions.ts'

/** An account as it is shown: never its hash. */
export type User = {
  readonly id: number
  readonly username: string
  readonly role: string
  readonly is_active: boolean
  readonly must_reset: boolean
  readonly has_password: boolean
}

/** What may be set of an account; what is left out stays. `hash` is a new password, hashed. */
export type UserChange = {
  readonly username?: string | undefined
  readonly role?: string | undefined
  readonly is_active?: boolean | undefined
  readonly must_reset?: boolean | undefined
  readonly hash?: string | undefined
}

const columns = sql`u.id, u.username, r.name as role, u.is_active, u.must_reset, u.password_hash is not null as has_password
  from users u join roles r on r.id = u.role_id`

export async function listUsers(db: Queries): Promise<readonly User[]> {
  const rows = await db.all(sql`select ${columns} order by u.username`)
  return rows.map(userOf)
}

/** @throws Refusal 404 */
export async function findUser(db: Queries, id: number): Promise<User> {
  const row = await db.get(sql`select ${columns} where u.id = ${id}`)
  if (row === undefined) throw new Refusal(`There is no user ${id}`, { status: 404, code: 'not_found' })
  return userOf(row)
}

const userOf = (row: Row): User => ({
  id: Number(row['id']),
  username: String(row['username']),
  role: String(row['role']),
  is_active: row['is_active'] === 1n,
  must_reset: row['must_reset'] === 1n,
  has_password: row['has_password'] === 1n,
})

export type NewUser = Required<Pick<UserChange, 'hash'>> &
  UserChange & { readonly username: string; readonly role: string }

/** @throws Refusal for a poor name, an unknown role, and `duplicate_username` */
export async function addUser(db: Queries, act: Act, user: NewUser): Promise<User> {
  const username = readName(user.username, 'username')
  await refuseTaken(db, username, 0)
  const role = await roleId(db, user.role)
  const added = await db.get(sql`insert into users (username, password_hash, role_id, is_active, must_reset)
    values (${username}, ${user.hash ?? null}, ${role}, ${bit(user.is_active ?? true)}, ${bit(user.must_reset ?? true)})
    returning id`)
  await recordEvent(db, act, {
    type: 'User Action',
    description: `Added the account ${username}`,
    details: { role: user.role },
  })
  return findUser(db, Number(added?.['id']))
}

/**
 * Changes an account. A new password, another role or a closed account ends its sessions.
 * @throws Refusal 404, for a poor name, an unknown role, `duplicate_username`, `last_administrator`
 */
export async function changeUser(
  db: Queries,
  act: Act,
  { id, ...change }: UserChange & { readonly id: number },
): Promise<User> {
  const before = await findUser(db, id)
  const username = change.username === undefined ? before.username : readName(change.username, 'username')
  await refuseTaken(db, username, id)
  const after = await keepingTheKeys(db, () => write(db, id, { ...change, username }))
  const changes = changesBetween(before, after, change.hash !== undefined)
  if (Object.keys(changes).length === 0) return after
  const ended = endsSessions.some((field) => field in changes) ? await endSessionsOf(db, id) : 0
  await recordEvent(db, act, {
    type: 'User Action',
    description: `Changed the account ${before.username}`,
    details: { ...changes, ended },
  })
  return after
}

const endsSessions: readonly string[] = ['role', 'is_active', 'password', 'username']

async function write(db: Queries, id: number, change: UserChange): Promise<User> {
  const role = change.role === undefined ? undefined : await roleId(db, change.role)
  const sets = [
    ...set('username', change.username),
    ...set('role_id', role),
    ...set('is_active', change.is_active === undefined ? undefined : bit(change.is_active)),
    ...set('must_reset', change.must_reset === undefined ? undefined : bit(change.must_reset)),
    ...set('password_hash', change.hash),
  ]
  await db.run(sql`update users set ${sql.join(sets)} where id = ${id}`)
  return findUser(db, id)
}

const set = (column: string, value: string | number | undefined) =>
  value === undefined ? [] : [sql`${sql.id(column)} = ${value}`]

type Changes = Readonly<Record<string, unknown>>

function changesBetween(before: User, after: User, isNewPassword: boolean): Changes {
  const fields = ['username', 'role', 'is_active', 'must_reset'] as const
  const changed = fields.filter((field) => before[field] !== after[field])
  return {
    ...Object.fromEntries(changed.map((field) => [field, [before[field], after[field]]])),
    ...(isNewPassword ? { password: 'set anew' } : {}),
  }
}

/** @throws Refusal 404, `last_administrator` */
export async function removeUser(db: Queries, act: Act, id: number): Promise<User> {
  const user = await findUser(db, id)
  const ended = await endSessionsOf(db, id)
  await keepingTheKeys(db, () => db.run(sql`delete from users where id = ${id}`))
  await recordEvent(db, act, {
    type: 'User Action',
    description: `Removed the account ${user.username}`,
    details: { role: user.role, ended },
  })
  return user
}

/** Two names that differ in the case of their letters would be taken for one another. */
async function refuseTaken(db: Queries, username: string, own: number): Promise<void> {
  const rows = await db.all(sql`select username from users where id <> ${own}`)
  const isTaken = rows.some((row) => String(row['username']).toLowerCase() === username.toLowerCase())
  if (!isTaken) return
  const message = `There is an account ${username} already`
  throw new Refusal(message, {
    status: 409,
    code: 'duplicate_username',
    details: [{ field: 'username', code: 'duplicate_username', message }],
  })
}

async function roleId(db: Queries, name: string): Promise<number> {
  const row = await db.get(sql`select id from roles where name = ${name}`)
  if (row !== undefined) return Number(row['id'])
  const message = `There is no role ${name}`
  throw new Refusal(message, {
    status: 400,
    code: 'role_unknown',
    details: [{ field: 'role', code: 'role_unknown', message }],
  })
}

const bit = (is: boolean): number => (is ? 1 : 0)
