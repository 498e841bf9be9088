import { downPath, upPath } from '../history/path.ts'
import { resolveTarget } from '../history/target.ts'
import type { State } from './state.ts'

/** The ids between a state and a target, in the order of the work. @throws HIST12x */
export function idsFor(
  state: State,
  { direction, target }: { readonly direction: 'up' | 'down'; readonly target?: string },
): readonly string[] {
  const word = target ?? (direction === 'up' ? 'head' : '-1')
  const resolved = resolveTarget(state.graph, word)
  return direction === 'up' ? upPath(state.graph, state.ids, resolved) : downPath(state.graph, state.ids, resolved)
}
