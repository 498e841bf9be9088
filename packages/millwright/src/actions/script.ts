import type { Dialect } from '../dialects/dialect.ts'
import { ancestorsOf, type Graph, ordered } from '../history/graph.ts'
import { findMigration } from '../history/target.ts'
import type { AppliedMigration } from '../ledger/ledger.ts'
import type { PlanItem } from '../plan/plan.ts'
import { planFor } from './plan.ts'
import { notSqlAlone } from './problems.ts'
import type { Project } from './project.ts'
import { openIfThere, readState, refuseEdited, type State } from './state.ts'

export type ScriptFlags = {
  readonly direction?: 'up' | 'down'
  readonly target?: string
  /** Where it begins: `base`, or a migration; where the database stands unless said. */
  readonly from?: string
}

/** The statements of some migrations as one text that any SQL shell runs. */
export type Script = {
  readonly direction: 'up' | 'down'
  readonly migrations: readonly string[]
  readonly statements: readonly string[]
  readonly text: string
}

/**
 * Writes what `up` or `down` would execute, for somebody who runs it by other means. Nothing is recorded by the script:
 * `stamp` does that afterwards, and proves it.
 * @throws HIST1xx, PLAN1xx, RUN128 when it is more than SQL
 */
export async function script(project: Project, flags: ScriptFlags = {}): Promise<Script> {
  const db = await openIfThere(project)
  try {
    const read = await readState(project, db)
    refuseEdited(read)
    const state = flags.from === undefined ? read : standingAt(read, flags.from)
    const direction = flags.direction ?? 'up'
    const { plan } = await planFor(project, state, { ...flags, direction })
    await refuseMore(plan.items, state)
    const blocks = plan.items.map((item) => ({ item, statements: framed(project.dialect, item) }))
    return scriptOf(direction, blocks, endOf(state, { direction, items: plan.items }))
  } finally {
    await db?.close()
  }
}

/** The same history with the database somewhere else. */
function standingAt(state: State, word: string): State {
  const ids = word === 'base' ? [] : idsAt(state.graph, findMigration(state.graph, word).id)
  const applied = ids.flatMap((id) => appliedAs(state.graph, id))
  return { ...state, ids: new Set(ids), applied }
}

const idsAt = (graph: Graph, id: string): readonly string[] =>
  ordered(graph, new Set([...ancestorsOf(graph, [id]), id]))

function appliedAs({ migrations }: Graph, id: string): readonly AppliedMigration[] {
  const migration = migrations.get(id)
  if (migration === undefined) return []
  const { name, kind, checksum, parents } = migration
  return [{ id, name, kind, checksum, parents, content: '', appliedAt: '', run: undefined, ms: 0, proved: true }]
}

async function refuseMore(items: readonly PlanItem[], { graph }: State): Promise<void> {
  const more: PlanItem[] = []
  for (const item of items) if (await isMore(item, graph)) more.push(item)
  if (more.length > 0) throw notSqlAlone(more.map(({ migration }) => migration))
}

/** Code, values beside the text, or rows that must be looked for first. */
async function isMore({ kind, statements, migration, direction }: PlanItem, { migrations }: Graph): Promise<boolean> {
  if (kind !== 'sql' || statements.some(({ bound }) => bound !== undefined)) return true
  const body = await migrations.get(migration)?.load()
  return body?.kind === 'sql' && (body.rules ?? []).some((rule) => rule.direction === direction)
}

/** The migration at which the database stands afterwards. */
function endOf(state: State, { direction, items }: Pick<Script, 'direction'> & { items: readonly PlanItem[] }): string {
  if (direction === 'up') return items.at(-1)?.migration ?? ''
  const gone = new Set(items.map(({ migration }) => migration))
  return ordered(state.graph, new Set([...state.ids].filter((id) => !gone.has(id)))).at(-1) ?? 'base'
}

type Block = { readonly item: PlanItem; readonly statements: readonly string[] }

function scriptOf(direction: 'up' | 'down', blocks: readonly Block[], end: string): Script {
  const texts = blocks.map(({ item, statements }) => {
    const { migration, name } = item
    return `-- ${migration} ${name}\n${statements.map(ended).join('\n')}\n`
  })
  const text =
    texts.length === 0 ? '-- There is nothing to do.\n' : `${texts.join('\n')}\n-- Then: millwright stamp ${end}\n`
  return {
    direction,
    migrations: blocks.map(({ item }) => item.migration),
    statements: blocks.flatMap(({ statements }) => statements),
    text,
  }
}

/** A line comment at the end would swallow what ends the statement. */
const ended = (statement: string): string => (/--[^\n]*$/.test(statement) ? `${statement}\n;` : `${statement};`)

function framed({ foreignKeySwitch }: Dialect, { statements, transaction, foreignKeys }: PlanItem): readonly string[] {
  const texts = statements.map(({ text }) => text)
  const whole = transaction ? ['begin', ...texts, 'commit'] : texts
  if (foreignKeys === 'on' || foreignKeySwitch === undefined) return whole
  return [foreignKeySwitch.off, ...whole, foreignKeySwitch.on]
}
