import type { Patience } from '../../dialects/until-free.ts'
import type { Part } from '../../ledger/parts.ts'
import { type BatchLimits, firstBatchRows, forNewRows, type StepContext } from '../context.ts'
import type { Detail, Loading } from './begin.ts'
import type { Gait } from './gait.ts'
import type { Preparer } from './prepare.ts'

/** So many records are read, checked and written while they are young: V8 copies what lives for longer, and that several times. */
const blockRows = 200

/** A load under way. */
export type Run = {
  readonly context: StepContext
  readonly loading: Loading
  readonly detail: Detail
  readonly preparer: Preparer
  part: Part
  /** How many records the next batch should have. */
  rows: number
  readonly gait: Gait
  readonly patience: Patience
  /** What a batch met that is over after a while. */
  hindered?: unknown
}

export const firstRows = ({ batch }: StepContext, { compute }: Loading): number =>
  compute === undefined ? firstBatchRows(batch) : firstUnits

/** Nobody knows how long the first units take. */
const firstUnits = 10

export const limitsOf = ({ context, loading }: Run): BatchLimits =>
  loading.compute === undefined ? forNewRows(context.batch) : { ...context.batch, minRows: 1 }

/** What is computed some at a time is read in batches, which are as large as the function is quick. */
export const chunkRows = ({ loading, rows, context }: Run): number =>
  Math.min(context.batch.maxRows, loading.compute === undefined ? blockRows : rows)

/** Whether a transaction may stay open while more is read: nobody is waited for, and the columns are known. */
export const mayReadOn = ({ loading, preparer }: Run): boolean =>
  loading.source.isApart === true && preparer.columns !== undefined && !preparer.waits
