/** The roles of the business, from the one that may least. */
export const roles = ['user', 'admin', 'super_admin'] as const
export type Role = (typeof roles)[number]

/** Who asks. */
export type Caller = {
  readonly id: string
  readonly username: string
  readonly role: Role | undefined
  readonly organization: string
  /** Works for Oraseas EE, who looks after the machines of everybody. */
  readonly isOraseas: boolean
  readonly session: string
}

export const nobody: Caller = Object.freeze({
  id: '',
  username: 'anonymous',
  role: undefined,
  organization: '',
  isOraseas: false,
  session: '',
})

/** Whether a role may do what another one may. */
export const isAtLeast = ({ role }: Caller, wanted: string): boolean =>
  role !== undefined && roles.findIndex((one) => one === wanted) <= roles.indexOf(role) && wanted !== ''

/** The one organisation whose rows the caller gets to know, or null for all of them. */
export const scopeOf = ({ role, organization }: Caller): string | null => (role === 'super_admin' ? null : organization)

/** As {@link scopeOf}, for what everybody at Oraseas EE looks after. */
export const careOf = (caller: Caller): string | null => (caller.isOraseas ? null : scopeOf(caller))
