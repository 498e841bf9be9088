import type { Queries } from 'millwright'
import { addQuality, cleanQuality, type DataQuality, groupsOf } from './elements.ts'
import type { Range } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'

/** What should be known of the data of a range, for answers that are no sums of it. */
export async function qualityIn(
  db: Queries,
  { scope, range }: { readonly scope: Scope; readonly range: Range },
): Promise<DataQuality> {
  const groups = await groupsOf(db, machinesOf(scope), { range, period: 'all', member: 'all' })
  return groups.reduce((sum, { quality }) => addQuality(sum, quality), cleanQuality)
}
