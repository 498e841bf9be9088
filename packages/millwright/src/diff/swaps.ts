import type { Rename } from '../schema/change.ts'

/**
 * Renames in an order in which every new name is free: a chain from its end, and a circle through a name in between.
 * Those of tables stay before those of columns.
 */
export function withoutCollisions(renames: readonly Rename[]): readonly Rename[] {
  const groups = Map.groupBy(renames, ({ what, of }) => `${what} ${of ?? ''}`)
  let swaps = 0
  return [...groups.values()].flatMap((group) => ordered(group, () => `millwright_swap_${++swaps}`))
}

function ordered(group: readonly Rename[], freeName: () => string): readonly Rename[] {
  let waiting = [...group]
  const done: Rename[] = []
  while (waiting.length > 0) {
    const free = waiting.find(({ to }) => !waiting.some(({ from }) => from === to))
    if (free === undefined) {
      const [first, ...rest] = waiting as [Rename, ...Rename[]]
      const between = freeName()
      done.push({ ...first, to: between })
      waiting = [...rest, { ...first, from: between }]
    } else {
      done.push(free)
      waiting = waiting.filter((rename) => rename !== free)
    }
  }
  return done
}
