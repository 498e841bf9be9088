import { type Queries, sql } from 'millwright'
import { Refusal } from 'millwright/http'
import { isVerifiable } from './passwords.ts'

/**
 * Carries out a change of accounts or roles, and undoes it when nobody were left to manage them, or when a permission
 * that somebody has were left without a role. Call it in the change's transaction.
 *
 * @throws Refusal `last_administrator`, `permission_without_role`
 */
export async function keepingTheKeys<T>(db: Queries, work: () => Promise<T>): Promise<T> {
  const [administrators, granted] = [await countAdministrators(db), await grantedPermissions(db)]
  const result = await work()
  if (administrators > 0 && (await countAdministrators(db)) === 0) throw lastAdministrator()
  const left = new Set(await grantedPermissions(db))
  const lost = granted.filter((name) => !left.has(name))
  if (lost.length > 0) throw withoutRole(lost)
  return result
}

/** The permission that makes an administrator. */
const key = 'user_manage'

/** Accounts that may manage accounts and can sign in. */
async function countAdministrators(db: Queries): Promise<number> {
  const rows = await db.all(sql`select u.password_hash from users u
    join role_permissions g on g.role_id = u.role_id join permissions p on p.id = g.permission_id
    where p.name = ${key} and u.is_active = 1 and u.password_hash is not null`)
  return rows.filter((row) => isVerifiable(String(row['password_hash']))).length
}

/** Every permission that some role has. */
export async function grantedPermissions(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select name from permissions
    where id in (select permission_id from role_permissions) order by id`)
  return rows.map((row) => String(row['name']))
}

const lastAdministrator = (): Refusal =>
  new Refusal('Nobody who can sign in would be left to manage the accounts. Make another administrator first', {
    status: 409,
    code: 'last_administrator',
  })

const withoutRole = (lost: readonly string[]): Refusal =>
  new Refusal(`No role would be left with ${lost.join(', ')}`, { status: 409, code: 'permission_without_role' })
