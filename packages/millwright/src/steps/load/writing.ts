import type { Transaction } from '../../kernel/connection.ts'
import type { Outcome } from '../../kernel/counters.ts'
import { oneLine } from '../../kernel/text.ts'
import type { Value } from '../../kernel/value.ts'
import type { StepKey } from '../../ledger/parts.ts'
import type { Budget } from '../context.ts'
import type { LoadSpec } from '../declared.ts'
import type { Effects } from '../effects.ts'
import type { Prepared } from './prepare.ts'
import type { Target } from './target.ts'

/** Everything the writing of a load's batch needs to know. */
export type Writing = {
  readonly key: StepKey
  readonly spec: LoadSpec<unknown>
  readonly source: string
  readonly target: Target
  readonly budget: Budget
  /** The table was empty when the step began: every conflict is between two records of the source. */
  readonly startedEmpty: boolean
  readonly effects: Effects
}

/** A batch that is being written, inside its transaction. */
export type Batch = Writing & {
  readonly tx: Transaction
  /** The keys that the batch's records bring along, while twins of it may be given new ones. */
  readonly brought?: () => ReadonlySet<string>
}

/** Thrown when a twin's new key is one that a record of the same batch brings along. */
export const takenLater: unique symbol = Symbol('taken later')

/** A row's key as one text. */
export const nameKey = ({ target }: Writing, row: readonly Value[]): string => target.keyOf(row).join('\u0000')

/** One record on its way into the table. */
export type Arrival = {
  readonly prepared: Prepared
  outcome: Outcome | undefined
  written: readonly (readonly Value[])[]
  action?: string
}

export type Why = { readonly rule: string; readonly path: string; readonly message: string }

/** Lists a record that is not loaded as a row of its own. */
export function pushReject(
  writing: Writing,
  { record }: Prepared,
  why: Why & { outcome: 'rejected' | 'merged' },
): void {
  const accepted = why.outcome === 'merged' || writing.budget.accept.has(why.rule)
  writing.effects.rejects.push({ source: writing.source, record: record.index, raw: record.raw, accepted, ...why })
}

/** The columns of a step's key as a reject's path. */
export const keyPath = ({ target }: Writing): string => target.key.join(', ')

export const describeKey = ({ target }: Writing, key: readonly Value[]): string =>
  oneLine(target.key.map((name, at) => `${name} = ${String(key[at])}`).join(', '))
