import type { Severity } from '../kernel/finding.ts'
import type { Sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'

export type CheckOptions = {
  /** `error` (default) and `critical` keep a move from being proved; `warning` and `info` are only reported. */
  readonly level?: Severity
}

type Named = { readonly name: string; readonly level: Severity }

/** A rule evaluated on data. A value: declaring it asks the database nothing. */
export type Check =
  | (Named & { readonly kind: 'zero'; readonly query: Sql })
  | (Named & { readonly kind: 'keeps'; readonly before: Sql; readonly after: Sql })
  | (Named & { readonly kind: 'same'; readonly left: Sql; readonly right: Sql })
  | (Named & { readonly kind: 'balanced' })
  | (Named & { readonly kind: 'equal'; readonly step: string; readonly back?: Back; readonly of?: Of })

/** Rebuilds the source's shape from a stored row. */
export type Back = (row: Row) => Readonly<Record<string, Value>>
/** The source record in the shape that {@link Back} builds; by default the record itself. */
export type Of = (record: never) => Readonly<Record<string, Value>>

/** What an evaluation found; the runner adds where and when. */
export type Outcome = {
  readonly ok: boolean
  readonly compared: string
  readonly before?: string
  readonly after?: string
  readonly differences: number
  readonly samples: readonly string[]
}

/** How many examples a check names; the count is always exact. */
export const sampleSize = 5
