import { isDeepStrictEqual } from 'node:util'
import { down } from '../actions/down.ts'
import type { Project } from '../actions/project.ts'
import { up } from '../actions/up.ts'
import { currentOf } from '../history/path.ts'
import { readState } from '../actions/state.ts'
import { openDatabase } from '../actions/project.ts'
import type { DatabaseContent } from '../backup/content.ts'
import { stateOf } from './state-of.ts'

/** What a walk through the life of a migration saw. */
export type LifeCycle = {
  /** Schema and fingerprints before, after, and after the second time; all compared already. */
  readonly before: DatabaseContent
  readonly applied: DatabaseContent
  readonly verdicts: { readonly up: string; readonly down: string; readonly again: string }
}

export type LifeCycleOptions = {
  /** What comes next in the history and is walked through; the newest migration when missing. */
  readonly target?: string
  /** Looks at the database when the migration is applied, both times. */
  look?(project: Project): void | Promise<void>
}

/**
 * Walks a migration or a move through its whole life: apply, look, undo, compare with the state before, apply again,
 * compare with the first time.
 *
 * @throws an error that names the tables that differ, or the verdict that is not PROVED
 * @example await lifeCycle(project, { target: '0005' })
 */
export async function lifeCycle(project: Project, options: LifeCycleOptions = {}): Promise<LifeCycle> {
  const stays = await currentId(project)
  const before = (await stateOf(project)).content
  const first = await apply(project, options)
  const undone = await down(project, { target: stays ?? 'base', yes: true, backup: false })
  const verdict = demand('verdict' in undone ? undone.verdict : 'nothing to undo', 'the undo')
  compare(before, (await stateOf(project)).content, 'after the undo')
  const second = await apply(project, options)
  compare(first.content, second.content, 'after the second time')
  return { before, applied: first.content, verdicts: { up: first.verdict, down: verdict, again: second.verdict } }
}

async function currentId(project: Project): Promise<string | undefined> {
  const db = await openDatabase(project, { create: true })
  try {
    const { graph, ids } = await readState(project, db)
    return currentOf(graph, ids)[0]
  } finally {
    await db.close()
  }
}

async function apply(
  project: Project,
  options: LifeCycleOptions,
): Promise<{ content: DatabaseContent; verdict: string }> {
  const end = await up(project, {
    yes: true,
    backup: false,
    ...(options.target === undefined ? {} : { target: options.target }),
  })
  const verdict = demand('verdict' in end ? end.verdict : 'nothing to apply', 'the migration')
  await options.look?.(project)
  return { content: (await stateOf(project)).content, verdict }
}

function demand(verdict: string, what: string): string {
  if (verdict !== 'PROVED') throw new Error(`${what} ended with ${verdict}`)
  return verdict
}

function compare(wanted: DatabaseContent, found: DatabaseContent, when: string): void {
  if (isDeepStrictEqual(wanted, found)) return
  const names = [...new Set([...Object.keys(wanted.tables), ...Object.keys(found.tables)])]
  const tables = names.filter((name) => !isDeepStrictEqual(wanted.tables[name], found.tables[name]))
  throw new Error(`${when} these differ: ${tables.length > 0 ? tables.join(', ') : 'the schema'}`)
}
