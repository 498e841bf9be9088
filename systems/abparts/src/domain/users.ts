import { answerFor, type OrganizationType, type Policy, type UserRole, type UserStatus } from './policy.ts'
import { answerSql, isBlankSql, listSql, literal } from './sql-text.ts'
import { isBlank } from './text.ts'

/** The roles of the legacy application and what they become; those of the new one stay. */
const roles: Readonly<Record<string, UserRole>> = {
  'Oraseas Admin': 'super_admin',
  'Oraseas Inventory Manager': 'admin',
  'Customer Admin': 'admin',
  'Customer User': 'user',
  'Supplier User': 'user',
  user: 'user',
  admin: 'admin',
  super_admin: 'super_admin',
}

export type RoleFinding = 'emptyRole' | 'unknownRole' | 'superAdminElsewhere'

/** `null` where an empty role has no answer: the user is refused. */
export type NewRole = { readonly role: UserRole | null; readonly finding?: RoleFinding }

/**
 * The role of a user in an organisation of a type. Nobody is ever promoted; a super_admin outside of Oraseas EE becomes an
 * admin, and a role that nobody knows becomes `user`.
 */
export function newRole(legacy: string | null, organization: OrganizationType | null, policy: Policy = {}): NewRole {
  const known = answerFor(policy.roleMap, legacy) ?? answerFor(roles, legacy)
  if (known === 'super_admin' && organization !== 'oraseas_ee') return { role: 'admin', finding: 'superAdminElsewhere' }
  if (known !== undefined) return { role: known }
  if (!isBlank(legacy)) return { role: 'user', finding: 'unknownRole' }
  return { role: policy.emptyRole ?? null, finding: 'emptyRole' }
}

/** The role by the policy and by the table of roles; NULL for an unknown or an empty one. */
const knownRoleSql = (role: string, { roleMap = {} }: Policy): string => answerSql(role, { ...roles, ...roleMap })

/**
 * The same as an expression of type text.
 *
 * @param role an expression of the legacy role
 * @param organizationType an expression of the organisation's new type, as text
 */
export function newRoleSql(role: string, organizationType: string, policy: Policy = {}): string {
  const known = knownRoleSql(role, policy)
  const empty = policy.emptyRole === undefined ? 'null' : literal(policy.emptyRole)
  return `case when ${known} = 'super_admin' and ${organizationType} is distinct from 'oraseas_ee' then 'admin'
    else coalesce(${known}, case when ${isBlankSql(role)} then ${empty} else 'user' end) end`
}

/** Whether a role is neither empty nor known. */
export const isUnknownRoleSql = (role: string, { roleMap = {} }: Policy = {}): string =>
  `(not (${isBlankSql(role)}) and ${role} not in ${listSql(Object.keys({ ...roles, ...roleMap }))})`

/** Whether a role would be super_admin in Oraseas EE. */
export const isSuperAdminSql = (role: string, policy: Policy = {}): string =>
  `${knownRoleSql(role, policy)} = 'super_admin'`

/** A user without a word about it is active; `is_active` itself is never changed. */
export const newStatus = (isActive: boolean | null): UserStatus => (isActive === false ? 'inactive' : 'active')

export const newStatusSql = (isActive: string): string =>
  `case when ${isActive} is false then 'inactive' else 'active' end`
