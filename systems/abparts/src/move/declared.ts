/** The steps of the move that write, by their names in the reports. */
export const stepNames = [
  'migrate_organizations',
  'create_default_warehouses',
  'migrate_users',
  'migrate_parts',
  'migrate_machines',
  'migrate_inventory',
  'create_initial_transactions',
] as const
export type StepName = (typeof stepNames)[number]

/** Changes columns of a table in place: each gets the value of an expression that may name the row as `t`. */
export type Fill = {
  readonly kind: 'fill'
  readonly step: StepName
  readonly table: string
  readonly set: Readonly<Record<string, string>>
  /** The same values for all rows at once: joins to `t`, and expressions that use them. */
  readonly joined?: { readonly join: string; readonly set: Readonly<Record<string, string>> }
}

/** Puts the rows of a query into a table; a row whose id is there already stays as it is. */
export type Build = {
  readonly kind: 'build'
  readonly step: StepName
  readonly to: string
  /** The columns that the query gives, in its order. */
  readonly columns: readonly string[]
  readonly select: string
}

/** One statement of a step. Most steps have one; a step with two does the second when the first is done. */
export type Work = Fill | Build

/** Something that must not be there when a step begins: a query of `key`, and what is said about its rows. */
export type Guard = {
  readonly step: StepName
  /** `{n}` and `{one|other}` as in the validator's messages. */
  readonly message: string
  readonly sql: string
}
