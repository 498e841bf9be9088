import type { Note } from 'millwright'
import { dropped, type Outcome, refused, warning } from '../reference/outcome.ts'

/** The three figures of a count, as they were written. */
export type Figures = {
  readonly total: number | null
  readonly good: number | null
  readonly defective: number | null
}

/** A row of ProductionMetric beside the row that stands for its machine and time: itself, or one that was stored later. */
export type CountRecord = Figures & {
  readonly isKnownUnit: boolean
  readonly isInWindow: boolean
  readonly isKept: boolean
  readonly kept: Figures
}

export type Counts = { readonly totalCount: number; readonly goodCount: number; readonly rejectCount: number }

/** What becomes of a count, step by step; the order of the steps decides which code a row gets that is wrong twice. */
export function countOf(record: CountRecord): Outcome<Counts> {
  if (!record.isKnownUnit) return refused('CNT_ORPHAN', 'workUnitId', 'there is no such work unit')
  if (isNegative(record)) return refused('CNT_NEGATIVE', 'totalOutput', 'something was counted backwards')
  if (!record.isInWindow) return refused('CNT_OUT_OF_WINDOW', 'timestamp', 'it lies outside of the days that are moved')
  const filled = filledUp(record)
  if (!record.isKept) return dropped(isSame(filled, filledUp(record.kept)) ? 'CNT_DUP_IDENTICAL' : 'CNT_DUP_CORRECTED')
  if (filled.total === 0) return dropped('CNT_ZERO')
  return balanced(
    filled,
    isFilled(record) ? [warning('CNT_NULL_FILLED', 'totalOutput', 'a missing figure follows from the others')] : [],
  )
}

/** Whether a count is so wrong that it cannot stand for its machine and time. */
const isNegative = ({ total, good, defective }: Figures): boolean =>
  [total, good, defective].some((count) => count !== null && count < 0)

type Filled = { readonly total: number; readonly good: number; readonly defective: number }

const isFilled = ({ total, good, defective }: Figures): boolean => total === null || good === null || defective === null

function filledUp({ total, good, defective }: Figures): Filled {
  const all = total ?? (good ?? 0) + (defective ?? 0)
  if (good === null) return { total: all, good: all - (defective ?? 0), defective: defective ?? 0 }
  return { total: all, good, defective: defective ?? all - good }
}

const isSame = (a: Filled, b: Filled): boolean =>
  a.total === b.total && a.good === b.good && a.defective === b.defective

function balanced({ total, good, defective }: Filled, notes: readonly Note[]): Outcome<Counts> {
  const [wrong, rejects] = [good + defective, Math.max(0, defective)]
  if (wrong > total) {
    const row = { totalCount: total, goodCount: Math.max(0, total - rejects), rejectCount: rejects }
    return {
      kind: 'row',
      row,
      notes: [...notes, warning('CNT_UNBALANCED', 'goodOutput', 'good and defective are more than all')],
    }
  }
  const row = { totalCount: total, goodCount: Math.max(0, good), rejectCount: rejects }
  const isResidual = wrong < total
  const residual: Note = {
    code: 'CNT_RESIDUAL',
    severity: 'info',
    field: 'totalOutput',
    message: 'good and defective are less than all',
  }
  return { kind: 'row', row, notes: isResidual ? [...notes, residual] : notes }
}
