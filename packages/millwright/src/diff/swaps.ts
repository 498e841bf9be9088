import { type Catalogue, ofKind, partsOf } from '../schema/catalogue.ts'
import { nameBefore, type Rename } from '../schema/change.ts'

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

/**
 * Renames as they can be played on this catalogue: what goes away, and has a name that another one is to have, is moved
 * aside first; what is not there is left out.
 */
export function withRoom(renames: readonly Rename[], catalogue: Catalogue): readonly Rename[] {
  const taken = new Map<string, Set<string>>()
  const done: Rename[] = []
  for (const rename of renames) {
    const names = namesBeside(rename, { done, catalogue, taken })
    if (names === undefined) done.push(rename)
    else if (names.has(rename.from)) {
      if (names.has(rename.to)) done.push({ ...rename, from: rename.to, to: `leaving_${rename.to}` })
      names.delete(rename.from)
      names.add(rename.to)
      done.push(rename)
    }
  }
  return done
}

type Scene = {
  readonly done: readonly Rename[]
  readonly catalogue: Catalogue
  readonly taken: Map<string, Set<string>>
}

/** The names that a table or a column shares its place with, at this moment; undefined for anything else. */
function namesBeside({ what, of }: Rename, { done, catalogue, taken }: Scene): Set<string> | undefined {
  if (what !== 'table' && what !== 'column') return undefined
  const place = of === undefined ? '' : nameBefore(done, of)
  const there =
    of === undefined ? ofKind(catalogue, 'table') : partsOf(catalogue, place).filter(({ kind }) => kind === 'column')
  const names = taken.get(place) ?? new Set(there.map(({ name }) => name))
  taken.set(place, names)
  return names
}
