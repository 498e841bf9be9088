import type { HistoryLine } from 'millwright/view'

/** A migration with its place in the drawing; the newest stands in row 0, each branch has a lane of its own. */
export type Placed = {
  readonly line: HistoryLine
  readonly row: number
  readonly lane: number
  readonly parents: readonly Placed[]
}

/** Places a history that is given in its order, oldest first. */
export function graphOf(lines: readonly HistoryLine[]): readonly Placed[] {
  const lanes = lanesOf(lines)
  const placed = new Map<string, Placed>()
  lines.forEach((line, at) => {
    const parents = line.parents.flatMap((id) => placed.get(id) ?? [])
    placed.set(line.id, { line, row: lines.length - 1 - at, lane: lanes.get(line.id) ?? 0, parents })
  })
  return [...placed.values()].reverse()
}

/** A migration goes on in the lane of its first parent, unless a sibling took that; then it opens the first free one. */
function lanesOf(lines: readonly HistoryLine[]): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>()
  const ends = new Map<number, string>()
  for (const { id, parents } of lines) {
    const lane = parents
      .map((parent) => lanes.get(parent))
      .find((one) => one !== undefined && parents.includes(ends.get(one) ?? ''))
    const mine = lane ?? freeLane(ends)
    lanes.set(id, mine)
    ends.set(mine, id)
    for (const [other, last] of ends) if (other !== mine && parents.includes(last)) ends.delete(other)
  }
  return lanes
}

function freeLane(ends: ReadonlyMap<number, string>): number {
  let lane = 0
  while (ends.has(lane)) lane++
  return lane
}
