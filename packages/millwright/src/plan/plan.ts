import type { Finding } from '../kernel/finding.ts'
import { hashOf } from '../kernel/hash.ts'
import { type Sql, sql } from '../kernel/sql.ts'
import type { Value } from '../kernel/value.ts'
import type { MigrationKind } from '../history/migration.ts'
import type { StepPlan } from '../steps/describe.ts'

/** One statement as it will be sent, with its line in the migration file. */
export type PlannedStatement = {
  readonly text: string
  readonly line: number
  /** The lock that it takes, in the database's words; no part of the plan's hash. */
  readonly lock?: string
  /** The values that are bound to it, and the text before, between and after them. */
  readonly bound?: { readonly pieces: readonly string[]; readonly values: readonly Value[] }
}

/** The statement as a query, with its values. */
export const queryOf = ({ text, bound }: PlannedStatement): Sql =>
  bound === undefined ? sql.raw(text) : sql(bound.pieces as unknown as TemplateStringsArray, ...bound.values)

export type PlanItem = {
  readonly migration: string
  readonly name: string
  readonly checksum: string
  readonly parents: readonly string[]
  readonly direction: 'up' | 'down'
  readonly kind: MigrationKind
  readonly transaction: boolean
  readonly foreignKeys: 'on' | 'off'
  /** Empty for code, which is only known by its checksum, and for moves, which have steps. */
  readonly statements: readonly PlannedStatement[]
  readonly steps: readonly StepPlan[]
  readonly undo: string
  /** Going down: the run that applied it and holds the journal. */
  readonly appliedBy?: string
  /** Going down: what the ledger may still list of what a squash took the place of. */
  readonly replaces?: readonly string[]
}

/** What a run will do, as an immutable value. Equal input gives an equal hash, on any machine. */
export type Plan = {
  readonly format: 1
  readonly direction: 'up' | 'down'
  readonly items: readonly PlanItem[]
  readonly params: { readonly [name: string]: string }
  /** Hashes of the schema as the history gives it, before and after; `after` is missing when code decides it. */
  readonly schema: { readonly before: string; readonly after?: string }
  readonly findings: readonly Finding[]
  readonly hash: string
}

export function freezePlan(plan: Omit<Plan, 'hash' | 'format'>): Plan {
  const { findings: _findings, ...content } = plan
  const items = plan.items.map((item) => ({ ...item, statements: item.statements.map(withoutLock) }))
  return Object.freeze({ format: 1 as const, ...plan, hash: hashOf({ format: 1, ...content, items }) })
}

const withoutLock = ({ lock: _lock, ...statement }: PlannedStatement): PlannedStatement => statement
