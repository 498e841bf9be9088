/** What became of every record of a step: `read` equals the sum of the others, batch by batch. */
export type Counters = {
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  readonly merged: number
  readonly filtered: number
  readonly rejected: number
}

export const outcomes = ['inserted', 'updated', 'deleted', 'unchanged', 'merged', 'filtered', 'rejected'] as const
export type Outcome = (typeof outcomes)[number]

export const noCounters: Counters = {
  read: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  merged: 0,
  filtered: 0,
  rejected: 0,
}

export function addCounters(a: Counters, b: Counters): Counters {
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    deleted: a.deleted + b.deleted,
    unchanged: a.unchanged + b.unchanged,
    merged: a.merged + b.merged,
    filtered: a.filtered + b.filtered,
    rejected: a.rejected + b.rejected,
  }
}

/** Whether the books close: nothing read is unaccounted for. */
export const isBalanced = (counters: Counters): boolean =>
  counters.read === outcomes.reduce((sum, outcome) => sum + counters[outcome], 0)
