import { type Queries, type Row, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { keepingTheKeys } from './guards.ts'
import { readName } from './names.ts'

/** A role, what it may do, and how many accounts have it. */
export type Role = { readonly name: string; readonly permissions: readonly string[]; readonly users: number }

const columns = sql`r.name, (select count(*) from users where role_id = r.id) as users,
  (select json_group_array(name) from (select p.name from role_permissions g join permissions p on p.id = g.permission_id
    where g.role_id = r.id order by p.id)) as permissions from roles r`

export async function listRoles(db: Queries): Promise<readonly Role[]> {
  const rows = await db.all(sql`select ${columns} order by r.id`)
  return rows.map(roleOf)
}

/** @throws Refusal 404 */
export async function findRole(db: Queries, name: string): Promise<Role> {
  const row = await db.get(sql`select ${columns} where r.name = ${name}`)
  if (row === undefined) throw new Refusal(`There is no role ${name}`, { status: 404, code: 'not_found' })
  return roleOf(row)
}

const roleOf = (row: Row): Role => ({
  name: String(row['name']),
  permissions: JSON.parse(String(row['permissions'])) as readonly string[],
  users: Number(row['users']),
})

/** Every permission there is, whoever has it. */
export async function listPermissions(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select name from permissions order by id`)
  return rows.map((row) => String(row['name']))
}

/** What a role is to be allowed. */
export type RoleSpec = { readonly name: string; readonly permissions: readonly string[] }

/** @throws Refusal for a poor name, an unknown permission, and `duplicate_role` */
export async function addRole(db: Queries, act: Act, { permissions, ...spec }: RoleSpec): Promise<Role> {
  const name = readName(spec.name, 'name')
  await refuseUnknown(db, permissions)
  if ((await db.get(sql`select id from roles where lower(name) = lower(${name})`)) !== undefined) throw taken(name)
  await db.run(sql`insert into roles (name) values (${name})`)
  await grant(db, name, permissions)
  await recordEvent(db, act, { type: 'User Action', description: `Added the role ${name}`, details: { permissions } })
  return findRole(db, name)
}

/**
 * Gives a role exactly these permissions. Its accounts have to sign in anew.
 * @throws Refusal 404, for an unknown permission, `last_administrator`, `permission_without_role`
 */
export async function changeRole(db: Queries, act: Act, { name, permissions }: RoleSpec): Promise<Role> {
  const before = await findRole(db, name)
  await refuseUnknown(db, permissions)
  const added = permissions.filter((one) => !before.permissions.includes(one))
  const removed = before.permissions.filter((one) => !permissions.includes(one))
  if (added.length + removed.length === 0) return before
  await keepingTheKeys(db, async () => {
    await db.run(sql`delete from role_permissions where role_id = (select id from roles where name = ${name})`)
    await grant(db, name, permissions)
  })
  const ended = await db.run(sql`delete from sessions where user_id in
    (select u.id from users u join roles r on r.id = u.role_id where r.name = ${name})`)
  const details = { added, removed, ended }
  await recordEvent(db, act, { type: 'User Action', description: `Changed the role ${name}`, details })
  return findRole(db, name)
}

/** @throws Refusal 404, `role_in_use`, `permission_without_role` */
export async function removeRole(db: Queries, act: Act, name: string): Promise<Role> {
  const role = await findRole(db, name)
  if (role.users > 0) throw inUse(role)
  await keepingTheKeys(db, () => db.run(sql`delete from roles where name = ${name}`))
  const details = { permissions: role.permissions }
  await recordEvent(db, act, { type: 'User Action', description: `Removed the role ${name}`, details })
  return role
}

async function grant(db: Queries, name: string, permissions: readonly string[]): Promise<void> {
  for (const permission of new Set(permissions))
    await db.run(sql`insert into role_permissions (role_id, permission_id)
      select r.id, p.id from roles r, permissions p where r.name = ${name} and p.name = ${permission}`)
}

async function refuseUnknown(db: Queries, permissions: readonly string[]): Promise<void> {
  const known = await listPermissions(db)
  const unknown = permissions.filter((one) => !known.includes(one))
  if (unknown.length === 0) return
  const message = `There is no permission ${unknown.join(', ')}`
  throw new Refusal(message, {
    status: 400,
    code: 'permission_unknown',
    details: [{ field: 'permissions', code: 'permission_unknown', message }],
  })
}

const taken = (name: string): Refusal =>
  new Refusal(`There is a role ${name} already`, { status: 409, code: 'duplicate_role' })

const inUse = ({ name, users }: Role): Refusal =>
  new Refusal(`${users} accounts have the role ${name}. Give them another one first`, {
    status: 409,
    code: 'role_in_use',
  })
