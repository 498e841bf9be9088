import { fingerprint, ownFingerprint } from '../../backup/fingerprint.ts'
import { advancePart, type Part } from '../../ledger/parts.ts'
import type { StepContext } from '../context.ts'
import { inFence } from '../in-fence.ts'

/**
 * Sums what the database built by itself so far anew, in the digests that rows which travel are given. A table that is not
 * what was built keeps a sum that it cannot come to: the proof of the step will tell.
 */
export async function sumAnew(context: StepContext, part: Part, table: string): Promise<Part> {
  const built = part.sums[table]
  if (built?.own !== true) return part
  const { columns, rows, sum } = built
  return inFence(
    context,
    async (tx) => {
      const now = await ownFingerprint(tx, table, columns)
      const isAsBuilt = now.rows === rows && now.sum === sum
      const anew = isAsBuilt ? (await fingerprint(tx, table, columns)).sum : sum
      const to: Part = { ...part, sums: { ...part.sums, [table]: { columns, rows, sum: anew } } }
      await advancePart(tx, context.key, { from: part.record, to })
      return to
    },
    true,
  )
}
