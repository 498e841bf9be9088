import { type Ids, idsFrom } from './ids.ts'
import { type Shares, sharesOf, type Size } from './sizes.ts'

/** Everything that a row is made from: how much there is, what follows from that, and the ids. */
export type Recipe = { readonly size: Size; readonly shares: Shares; readonly id: Ids }

export const recipeOf = (size: Size, seed = ''): Recipe => ({ size, shares: sharesOf(size), id: idsFrom(seed) })

const epoch = Date.UTC(2025, 0, 1)
const daySeconds = 86_400

/** So many seconds after the beginning of 2025. */
const second = (n: number): string => new Date(epoch + n * 1_000).toISOString()

/** So many days after the beginning of 2025. */
export const day = (n: number): string => second(n * daySeconds)

/** When row `i` was made and changed last. */
export const stampsOf = (i: number): { readonly created_at: string; readonly updated_at: string } => ({
  created_at: second(i),
  updated_at: second(i + daySeconds),
})
