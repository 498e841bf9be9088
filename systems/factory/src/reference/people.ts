import { type Outcome, refused } from './outcome.ts'

/** A user as the legacy database has him; his password is never read. */
export type LegacyUser = {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly role: string
  readonly siteId: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** How many users have this address, whatever the letters' case. */
  readonly sharers: bigint
}

export type UserRow = Omit<LegacyUser, 'sharers' | 'name'> & { readonly name: string; readonly isActive: true }

const longestRole = 20

/** @param roles what a role is called in the new database, where that is another name */
export function userOf(
  { sharers, ...user }: LegacyUser,
  roles: Readonly<Record<string, string>> = {},
): Outcome<UserRow> {
  if (sharers > 1n)
    return refused('USR_DUP_EMAIL', 'email', 'another user has this address but for the case of letters')
  const email = user.email.trim()
  const role = roles[user.role.trim()] ?? user.role.trim()
  if (role.length > longestRole) return refused('USR_ROLE', 'role', `the role is longer than ${longestRole} characters`)
  const name = user.name?.trim() ?? ''
  return { kind: 'row', row: { ...user, email, role, name: name === '' ? localPart(email) : name, isActive: true } }
}

const localPart = (email: string): string => email.split('@')[0] as string
