/** Who asks: an account, the person at the machine itself, or nobody. */
export type Caller = {
  /** The name that the audit log gets. */
  readonly actor: string
  readonly isSignedIn: boolean
  /** Undefined for nobody and for the local operator, who has no account. */
  readonly user: number | undefined
  readonly role: string | undefined
  readonly permissions: ReadonlySet<string>
  /** May do nothing but choose a new password. */
  readonly mustReset: boolean
  readonly session: number | undefined
}

export const nobody: Caller = Object.freeze({
  actor: 'anonymous',
  isSignedIn: false,
  user: undefined,
  role: undefined,
  permissions: new Set<string>(),
  mustReset: false,
  session: undefined,
})
