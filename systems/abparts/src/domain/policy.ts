export const organizationTypes = ['oraseas_ee', 'bossaqua', 'customer', 'supplier'] as const
export type OrganizationType = (typeof organizationTypes)[number]

export const userRoles = ['user', 'admin', 'super_admin'] as const
export type UserRole = (typeof userRoles)[number]

export type UserStatus = 'active' | 'inactive' | 'pending_invitation' | 'locked'

export const partTypes = ['consumable', 'bulk_material'] as const
export type PartType = (typeof partTypes)[number]

export const models = ['V3.1B', 'V4.0'] as const
export type Model = (typeof models)[number]

/** What the owners decided where the data leaves a choice. Every answer is about a value that stands in the data. */
export type Policy = {
  /** By id or exact name; the id wins. */
  readonly organizations?: Readonly<Record<string, OrganizationType>>
  /** By the exact text of the legacy role. */
  readonly roleMap?: Readonly<Record<string, UserRole>>
  /** What an empty role becomes; without an answer such a user is refused. */
  readonly emptyRole?: UserRole
  /** By part number; without a unit the usual one of the kind is taken. */
  readonly parts?: Readonly<Record<string, { readonly type: PartType; readonly unit?: string }>>
  /** By the exact text of the legacy model, without the spaces around it. */
  readonly models?: Readonly<Record<string, Model>>
}

/** The answer for a text, or undefined; a text such as `constructor` is a text like any other. */
export const answerFor = <T>(answers: Readonly<Record<string, T>> | undefined, text: string | null): T | undefined =>
  answers !== undefined && text !== null && Object.hasOwn(answers, text) ? answers[text] : undefined
