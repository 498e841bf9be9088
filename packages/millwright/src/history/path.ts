import { ancestorsOf, descendantsOf, type Graph, oneHead, ordered } from './graph.ts'
import { ambiguousSteps, targetNotApplied, tooFar, wrongDirection } from './problems.ts'
import type { Target } from './target.ts'

/** The ids to apply, in order, so that the target and everything before it is applied. */
export function upPath(graph: Graph, applied: ReadonlySet<string>, target: Target): readonly string[] {
  switch (target.kind) {
    case 'heads':
      return pendingOf(graph, applied)
    case 'head':
      return missingFor(graph, applied, oneHead(graph))
    case 'migration':
      return missingFor(graph, applied, target.id)
    case 'base':
      throw wrongDirection('up', 'base', '`millwright down base`')
    case 'steps':
      return stepsUp(graph, applied, target.by)
  }
}

/** The ids to undo, in order: what builds on the target, or the last N. The target itself stays applied. */
export function downPath(graph: Graph, applied: ReadonlySet<string>, target: Target): readonly string[] {
  switch (target.kind) {
    case 'base':
      return backwards(graph, applied)
    case 'head':
      return above(graph, applied, oneHead(graph))
    case 'migration':
      return above(graph, applied, target.id)
    case 'heads':
      throw wrongDirection('down', 'heads', 'the id of a migration, `base`, or `-1`')
    case 'steps':
      return stepsDown(graph, applied, -target.by)
  }
}

/** The applied migrations that no other applied one follows: where the database stands. */
export const currentOf = ({ migrations, children }: Graph, applied: ReadonlySet<string>): readonly string[] =>
  [...migrations.keys()].filter(
    (id) => applied.has(id) && !(children.get(id) ?? []).some((child) => applied.has(child)),
  )

const pendingOf = ({ migrations }: Graph, applied: ReadonlySet<string>): readonly string[] =>
  [...migrations.keys()].filter((id) => !applied.has(id))

function missingFor(graph: Graph, applied: ReadonlySet<string>, id: string | undefined): readonly string[] {
  if (id === undefined) return []
  const needed = new Set(ancestorsOf(graph, [id])).add(id)
  return ordered(graph, needed).filter((one) => !applied.has(one))
}

const backwards = (graph: Graph, ids: ReadonlySet<string>): readonly string[] => ordered(graph, ids).toReversed()

function above(graph: Graph, applied: ReadonlySet<string>, id: string | undefined): readonly string[] {
  if (id === undefined) return []
  if (!applied.has(id)) throw targetNotApplied(id)
  return backwards(graph, descendantsOf(graph, [id])).filter((one) => applied.has(one))
}

function stepsUp(graph: Graph, applied: ReadonlySet<string>, by: number): readonly string[] {
  const word = `+${by}`
  if (by < 0) throw wrongDirection('up', String(by), `\`millwright down ${by}\``)
  const pending = pendingOf(graph, applied)
  if (by > pending.length) throw tooFar(word, `${areMany(pending.length)} pending`)
  const taken = pending.slice(0, by)
  refuseChoice(word, { taken, left: pending.slice(by), before: (id) => graph.migrations.get(id)?.parents ?? [] })
  return taken
}

function stepsDown(graph: Graph, applied: ReadonlySet<string>, by: number): readonly string[] {
  const word = `-${by}`
  if (by < 0) throw wrongDirection('down', `+${-by}`, `\`millwright up +${-by}\``)
  const all = backwards(graph, applied)
  if (by > all.length) throw tooFar(word, `${areMany(all.length)} applied`)
  const taken = all.slice(0, by)
  refuseChoice(word, { taken, left: all.slice(by), before: (id) => graph.children.get(id) ?? [] })
  return taken
}

const areMany = (count: number): string => (count === 1 ? 'is 1' : `are ${count}`)

type Cut = {
  readonly taken: readonly string[]
  readonly left: readonly string[]
  /** What must be taken before an id can be. */
  readonly before: (id: string) => readonly string[]
}

/**
 * N steps are clear when no other N could be taken: none of those left could stand in for one that was taken.
 * Any two choices can be turned into each other by exchanging one at a time, so looking at single exchanges is enough.
 */
function refuseChoice(word: string, { taken, left, before }: Cut): void {
  const needed = new Set(taken.flatMap(before))
  const [open, last] = [new Set(left), taken.filter((id) => !needed.has(id))]
  const next = left.filter((id) => !before(id).some((other) => open.has(other)))
  const instead = next.filter((id) => last.some((other) => !before(id).includes(other)))
  if (instead.length === 0) return
  const replaced = last.filter((id) => instead.some((other) => !before(other).includes(id)))
  throw ambiguousSteps(word, [...replaced, ...instead])
}
