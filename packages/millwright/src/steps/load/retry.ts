import type { Transaction } from '../../kernel/connection.ts'
import { addCounters, noCounters } from '../../kernel/counters.ts'
import { packValues } from '../../kernel/json.ts'
import { setRejectState, type StoredReject } from '../../ledger/rejects.ts'
import { newPart, readPart, readStep } from '../../ledger/parts.ts'
import type { SourceRecord } from '../../sources/source.ts'
import { commitBatch } from '../batch.ts'
import type { StepContext } from '../context.ts'
import { newEffects } from '../effects.ts'
import type { Loading } from './begin.ts'
import { makePreparer, type Prepared } from './prepare.ts'
import { type Target, targetOf } from './target.ts'
import { writeBatch } from './write.ts'

export type Retried = { readonly tried: number; readonly loaded: number; readonly stillRejected: number }

/**
 * Tries rejected records once more with the step's code as it is now. What is accepted moves in the books from
 * `rejected` to what became of it; what is rejected again keeps its old entry. One transaction for all of them.
 */
export async function retryRejected(
  context: StepContext,
  loading: Loading,
  rejects: readonly StoredReject[],
): Promise<Retried> {
  const preparer = makePreparer(context.key.step, loading)
  const prepared = await preparer.prepare(rejects.map((reject) => recordOf(loading, reject)))
  const first = { ...context, key: { ...context.key, part: 0 } }
  const part = (await readPart(first.db, first.key)) ?? newPart
  const columns = preparer.columns ?? loading.spec.key
  const target = targetOf(context.dialect, { table: loading.table, key: loading.spec.key, columns })
  const twins = loading.spec.twins === undefined || loading.spec.twins === 'reject' ? twinsIn(prepared, target) : none
  const alone = prepared.filter(({ record }) => !twins.has(record.index))
  const effects = newEffects(loading.table.name, preparer.columns ?? [])
  const startedEmpty = (await readStep(context.db, context.key))?.detail['startedEmpty'] === true
  const spec = { ...loading.spec, lineage: false }
  const writing = {
    key: context.key,
    spec,
    source: loading.source.name,
    target,
    budget: context.budget,
    startedEmpty,
    effects,
  }
  let failed: ReadonlySet<number> = new Set()
  const work = async (tx: Transaction) => {
    await writeBatch({ ...writing, tx }, alone, 'singly')
    const again = effects.rejects.filter(({ outcome }) => outcome === 'rejected').map(({ record }) => record)
    failed = new Set([...twins, ...again])
    effects.rejects.splice(0, effects.rejects.length, ...effects.rejects.filter(({ outcome }) => outcome === 'merged'))
    effects.counters = addCounters(effects.counters, {
      ...noCounters,
      read: -alone.length,
      rejected: -alone.length,
    })
    for (const reject of rejects) if (!failed.has(reject.record)) await setRejectState(tx, reject.id, 'loaded')
    return effects
  }
  await commitBatch(first, {
    from: part,
    to: { record: part.record, mark: part.mark, state: part.state },
    key: loading.spec.key,
    source: loading.source.name,
    work,
  })
  return { tried: prepared.length, loaded: prepared.length - failed.size, stillRejected: failed.size }
}

const none: ReadonlySet<number> = new Set()

/** Records with a key that another open reject has too: the first would win, and nobody has said that it may. */
function twinsIn(prepared: readonly Prepared[], target: Target): ReadonlySet<number> {
  const keys = prepared.flatMap(({ record, rows }) =>
    rows.map((row) => [packValues(target.keyOf(row)), record.index] as const),
  )
  const shared = [...Map.groupBy(keys, ([key]) => key).values()].map((some) => new Set(some.map(([, index]) => index)))
  return new Set(shared.filter(({ size }) => size > 1).flatMap((records) => [...records]))
}

function recordOf({ source }: Loading, { record, raw }: StoredReject): SourceRecord {
  const parsed = source.parse?.(raw) ?? {
    fault: { code: 'cannot_reparse', message: 'this source cannot read one record alone' },
  }
  return { index: record, raw, value: undefined, ...parsed }
}
