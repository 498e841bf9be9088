import type { Role } from '../domain/lists.ts'

export const permissions = ['read', 'write', 'administer'] as const
export type Permission = (typeof permissions)[number]

/** Who asks: an account, the person at the machine itself, or nobody. */
export type Caller = {
  /** The name that the audit log gets. */
  readonly actor: string
  /** Undefined for nobody and for the local operator, who has no account. */
  readonly user: number | undefined
  readonly role: Role | undefined
  readonly session: number | undefined
}

export const nobody: Caller = Object.freeze({
  actor: 'anonymous',
  user: undefined,
  role: undefined,
  session: undefined,
})

/** The name of the person who came in by the link that the server printed. */
export const localOperator = 'local operator'

const allowed: Readonly<Record<Role, readonly Permission[]>> = {
  chief_engineer: ['read', 'write', 'administer'],
  engineer: ['read', 'write'],
  viewer: ['read'],
}

export const permissionsOf = ({ role }: Caller): readonly Permission[] => (role === undefined ? [] : allowed[role])

export const mayDo = (caller: Caller, permission: Permission): boolean => permissionsOf(caller).includes(permission)
