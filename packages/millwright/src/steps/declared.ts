import type { Check } from '../checks/check.ts'
import type { Severity } from '../kernel/finding.ts'
import type { Sql } from '../kernel/sql.ts'
import type { Row, Value } from '../kernel/value.ts'
import type { Source } from '../sources/source.ts'
import type { Shape } from './shape.ts'

/** A row to be written, by column. Every row of a step must name the same columns. */
export type RowInput = { readonly [column: string]: Value }

/** A record that is left out on purpose; the reason is counted in the report. */
export type Skip = { readonly skip: string }

/** What a `map` may return for one record. */
export type Mapped = RowInput | readonly RowInput[] | Skip

/** Something worth reporting about a record that is loaded all the same. */
export type Note = {
  readonly code: string
  readonly severity: Severity
  readonly field: string
  readonly message: string
}

export type About = {
  /** The record's number in its source, from 0. */
  readonly index: number
  /** Reports an issue of this record. Counted by code and field, and kept in the lineage. */
  note(note: Note): void
}

/**
 * What to do with a record whose key another record of the same source already used.
 * - `reject`: none of them is loaded (default)
 * - `first`: the first stays, later ones are listed as merged
 * - `last`: the one with the greater value in a column stays
 * - `merge`: one row made of both
 * - `rename`: the later one gets another key, or is rejected by returning a rule
 */
export type Twins =
  | 'reject'
  | 'first'
  | { readonly last: string }
  | { readonly merge: (stored: Row, twin: RowInput) => RowInput }
  | { readonly rename: (twin: RowInput, nth: number) => RowInput | { readonly reject: string } }

/** What to do with a record whose row was in the table before this step, with other content. */
export type Existing = 'reject' | 'keep' | 'replace'

/** A source as it is declared: nothing is opened until the run asks. */
export type SourceSpec = {
  readonly kind: string
  readonly text: string
  open(tools: SourceTools): Promise<Source> | Source
}

/** What the runner lends to a source. */
export type SourceTools = {
  /** Resolves a path against the project's folder. */
  resolve(path: string): string
  /** The target database itself, for a step that reads from it. */
  readonly target: Readable
  /** Opens another database read-only. */
  openDatabase(url: string): Promise<Readable & { close(): Promise<void> }>
}

export type Readable = import('../kernel/connection.ts').Queries

export type LoadSpec<T> = {
  readonly from: SourceSpec
  readonly to: string
  /** Columns that tell rows apart; the target must enforce it with a primary key or a unique constraint. */
  readonly key: readonly string[]
  readonly shape?: Shape<T>
  /** A pure function of one record. */
  readonly map: (record: T, about: About) => Mapped
  readonly twins?: Twins
  readonly existing?: Existing
  /** Columns that are not compared when a row is already there, such as the time of the run. */
  readonly ignore?: readonly string[]
  /** Keeps for every record where its row came from, with the raw text. */
  readonly lineage?: boolean
  /**
   * How the step is undone: `journal` (default) remembers every row it wrote; `drop-created` remembers nothing and empties
   * the table, which must have been empty when the step began and still hold exactly what it wrote.
   */
  readonly undo?: 'journal' | 'drop-created'
  /** Fewer records than this in the source is an error. Default 1. */
  readonly minRecords?: number
}

export type FillSpec = {
  readonly table: string
  /** Default: the primary key. Never a column that is changed. */
  readonly key?: readonly string[]
  readonly where?: Sql
  /** New values: an expression of SQL, or a pure function of the row (then only the columns named here may change). */
  readonly set: { readonly [column: string]: Sql | ((row: Row) => Value) }
  /**
   * How the step is undone: `journal` (default) keeps every changed row as it was; `none`, with the reason, keeps nothing,
   * and the way back is the backup.
   */
  readonly undo?: 'journal' | { readonly none: string }
  /**
   * Into how many parts the rows may be cut, along the key, to be changed side by side. No row may then depend on another
   * one that the step changes; the plan refuses what it can see to. Where one session writes at a time there is one part.
   */
  readonly parts?: number
}

export type BuildSpec = {
  readonly to: string
  readonly key: readonly string[]
  readonly select: Sql
  readonly existing?: Existing
  readonly ignore?: readonly string[]
  /**
   * As for a load, and `derived`: the rows are another form of what the query reads. Nothing is remembered; the undo empties
   * the table once the query gives every row that it holds, so what was changed since must have gone back to where the query
   * reads, by the down of a later migration.
   */
  readonly undo?: 'journal' | 'drop-created' | 'derived'
  /** As for a fill: into how many parts the query's rows may be cut. */
  readonly parts?: number
}

/** A unit of work that gives no row, with the rule it breaks. */
export type Refusal = { readonly reject: string; readonly path?: string; readonly message?: string }

/** What a unit of work gives. */
export type Answer = Mapped | Refusal

/** What may be asked of the database while a unit of work is computed. */
export type Reader = Pick<Readable, 'all' | 'get' | 'read'>

export type EachSpec = {
  /** The units of work: a query of this database. */
  readonly over: Sql
  /** Columns of the query that tell units apart; units are taken in their order. */
  readonly key: readonly string[]
  readonly to: string
  /** Columns that tell the written rows apart; the target must enforce it. Default: `key`. */
  readonly rowKey?: readonly string[]
  /**
   * Computes some units, and gives one answer for each, in their order. It may read; only its answers are written. A unit
   * whose batch was not committed is computed again.
   */
  readonly run: (units: readonly Row[], db: Reader) => readonly Answer[] | Promise<readonly Answer[]>
  readonly existing?: Existing
  readonly ignore?: readonly string[]
  readonly undo?: 'journal' | 'drop-created'
}

export type PruneSpec = {
  readonly from: string
  /** Default: the primary key. */
  readonly key?: readonly string[]
  /** Which rows go. One that another table points at stays, and is listed. */
  readonly where: Sql
  /** The guard: when more rows than this would go, none does. */
  readonly atMost: number
}

export type TidySpec = {
  readonly run: Sql | readonly Sql[]
  /** How to undo it; `none` says why nothing has to be done. */
  readonly undo: Sql | readonly Sql[] | { readonly none: string }
}

/** One step of a move. */
export type Step =
  | { readonly kind: 'load'; readonly name: string; readonly spec: LoadSpec<never> }
  | { readonly kind: 'build'; readonly name: string; readonly spec: BuildSpec }
  | { readonly kind: 'fill'; readonly name: string; readonly spec: FillSpec }
  | { readonly kind: 'each'; readonly name: string; readonly spec: EachSpec }
  | { readonly kind: 'prune'; readonly name: string; readonly spec: PruneSpec }
  | { readonly kind: 'tidy'; readonly name: string; readonly spec: TidySpec }

/** Everything a move declares, as a value. */
export type Declared = {
  readonly steps: readonly Step[]
  readonly before: readonly Check[]
  readonly keeps: readonly Extract<Check, { kind: 'keeps' }>[]
  /** Checks after a step, or after the whole move when `after` is missing. */
  readonly checks: readonly { readonly after?: string; readonly check: Check }[]
}

export type RejectBudget = {
  /** How many rejects a run bears; the default is 0. */
  readonly max?: number
  /** Rules the author accepts: such rejects are listed and counted, but do not use up the budget. */
  readonly accept?: readonly string[]
}
