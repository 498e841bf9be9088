import type { Dialect } from '../dialects/dialect.ts'
import type { Graph } from '../history/graph.ts'
import { ordered } from '../history/graph.ts'
import type { Body, Migration } from '../history/migration.ts'
import { replacedBy } from '../history/way.ts'
import type { Finding } from '../kernel/finding.ts'
import { hashSchema } from '../schema/hash-schema.ts'
import type { Schema } from '../schema/schema.ts'
import type { Declared, SourceTools } from '../steps/declared.ts'
import { checkStep, describeStep } from '../steps/describe.ts'
import { checkIndependence } from '../steps/independent.ts'
import { isMove, type Params } from '../steps/move.ts'
import { freezePlan, type Plan, type PlanItem, type PlannedStatement } from './plan.ts'
import { noUndoRun, noWayDown } from './problems.ts'
import { pinItem } from './pin.ts'
import { openReplay, plannedOf, type Replay } from './replay.ts'
import { hasRebuild, keptWhole } from './rebuilds.ts'
import { risksOf } from './risks.ts'

export type PlanOrder = {
  readonly dialect: Dialect
  /** The target: the scratch database is made near it and like it, where a dialect can do that. */
  readonly near?: string
  readonly graph: Graph
  /** Identifiers that are applied, and the run that applied each. */
  readonly applied: ReadonlyMap<string, string | undefined>
  readonly direction: 'up' | 'down'
  /** What to do, in order. */
  readonly ids: readonly string[]
  readonly params: Params
  /** Given, every file and foreign table that a load reads is counted and hashed now, and stands in the plan. */
  readonly tools?: SourceTools
}

/** A plan, with the loaded migrations its runner needs and the schema the history gives before it. */
export type Planned = {
  /** The newest run when the state was read; empty when there was none. A plan is good as long as no other run begins. */
  readonly seen?: string
  readonly plan: Plan
  readonly bodies: ReadonlyMap<string, Body>
  readonly before: Schema
  readonly after: Schema
}

/**
 * Decides what a run will do. The history is played on a scratch database, so a statement that cannot work is found
 * here; the target is not touched.
 * @throws PLAN101, PLAN102, PLAN104, MOVE1xx
 */
export async function makePlan(order: PlanOrder): Promise<Planned> {
  const replay = await openReplay(order.dialect, order.near)
  try {
    return order.direction === 'up' ? await planUp(order, replay) : await planDown(order, replay)
  } finally {
    await replay.close()
  }
}

async function planUp(order: PlanOrder, replay: Replay): Promise<Planned> {
  const bodies = new Map<string, Body>()
  await playApplied(order, replay, { skip: new Set(order.ids), bodies: new Map() })
  const before = await replay.schema()
  const items: PlanItem[] = []
  const kept = new Map<string, ReadonlySet<string>>()
  for (const id of order.ids) {
    const sent = await statementsIn(migrationOf(order, id))
    const found = hasRebuild(sent) ? await replay.schema() : undefined
    items.push(await planItem(order, replay, { id, bodies }))
    if (found !== undefined) kept.set(id, keptWhole(sent, { before: found, after: await replay.schema() }))
  }
  return finishPlan(order, replay, { items, bodies, kept, before, after: await replay.schema() })
}

async function planDown(order: PlanOrder, replay: Replay): Promise<Planned> {
  const bodies = new Map<string, Body>()
  const items: PlanItem[] = []
  await playApplied(order, replay, { skip: new Set(order.ids), bodies })
  const after = await replay.schema()
  for (const id of [...order.ids].reverse()) await playOne(order, replay, { id, bodies })
  const before = await replay.schema()
  for (const id of order.ids) items.push(downItem(order, migrationOf(order, id), bodies.get(id) as Body))
  return finishPlan(order, replay, { items, bodies, before, after })
}

type Kept = ReadonlyMap<string, ReadonlySet<string>>

type Made = {
  readonly items: readonly PlanItem[]
  readonly bodies: Map<string, Body>
  /** Of each migration, the tables that it makes anew whole. */
  readonly kept?: Kept
  readonly before: Schema
  readonly after: Schema
}

function finishPlan(order: PlanOrder, replay: Replay, { items, bodies, kept, before, after }: Made): Planned {
  const findings: Finding[] = items.flatMap((item) =>
    risksOf(item, declarationIn(order, bodies.get(item.migration)), {
      syntax: order.dialect.syntax,
      kept: kept?.get(item.migration) ?? new Set(),
    }),
  )
  const schema = { before: hashSchema(before), ...(replay.isCertain() ? { after: hashSchema(after) } : {}) }
  const plan = freezePlan({ direction: order.direction, items, params: order.params, schema, findings })
  return { plan, bodies, before, after }
}

async function playApplied(
  order: PlanOrder,
  replay: Replay,
  { skip, bodies }: { skip: ReadonlySet<string>; bodies: Map<string, Body> },
): Promise<void> {
  const ids = new Set([...order.applied.keys()].filter((id) => !skip.has(id) && order.graph.migrations.has(id)))
  for (const id of ordered(order.graph, ids)) await playOne(order, replay, { id, bodies })
}

async function playOne(
  order: PlanOrder,
  replay: Replay,
  { id, bodies }: { id: string; bodies: Map<string, Body> },
): Promise<Declared | undefined> {
  const { body, declared } = await playMigration(replay, migrationOf(order, id), order.params)
  bodies.set(id, body)
  return declared
}

type Played = { readonly body: Body; readonly declared: Declared | undefined }

/** Loads a migration and plays it upwards. @throws PLAN101 */
export async function playMigration(replay: Replay, migration: Migration, params: Params): Promise<Played> {
  const body = await migration.load()
  const declared = declarationIn({ params }, body)
  await replay.play(migration, body, declared)
  return { body, declared }
}

const migrationOf = ({ graph }: PlanOrder, id: string): Migration => graph.migrations.get(id) as Migration

const declarationIn = ({ params }: Pick<PlanOrder, 'params'>, body: Body | undefined): Declared | undefined =>
  body?.kind === 'move' ? declaredOf(body.declaration, params) : undefined

/** What a move declares for these parameters. */
export function declaredOf(declaration: unknown, params: Params): Declared {
  if (!isMove(declaration)) throw new TypeError('not a move')
  return declaration.declare(params)
}

async function planItem(
  order: PlanOrder,
  replay: Replay,
  { id, bodies }: { id: string; bodies: Map<string, Body> },
): Promise<PlanItem> {
  const isMoveItem = migrationOf(order, id).kind === 'move'
  const schema = isMoveItem ? await replay.schema() : undefined // a schema costs a look at the catalogue: only moves need it
  const declared = await playOne(order, replay, { id, bodies })
  if (schema !== undefined)
    for (const step of declared?.steps ?? []) {
      checkStep(schema, step)
      await checkIndependence({ dialect: order.dialect, db: replay.db, schema }, step)
    }
  const item = upItem(order, migrationOf(order, id), { body: bodies.get(id) as Body, declared })
  return order.tools === undefined || declared === undefined ? item : pinItem(item, declared, order.tools)
}

async function statementsIn(migration: Migration): Promise<readonly { readonly text: string }[]> {
  if (migration.kind !== 'sql') return []
  const body = await migration.load()
  return body.kind === 'sql' ? body.up : []
}

function upItem(
  order: PlanOrder,
  migration: Migration,
  { body, declared }: { body: Body; declared: Declared | undefined },
): PlanItem {
  const base = {
    migration: migration.id,
    name: migration.name,
    checksum: migration.checksum,
    parents: migration.parents,
    direction: 'up' as const,
  }
  const steps = (declared?.steps ?? []).map((step) => describeStep(order.dialect, step))
  if (body.kind === 'move')
    return { ...base, kind: 'move', transaction: false, foreignKeys: 'on', statements: [], steps, undo: 'journal' }
  const statements = body.kind === 'sql' ? body.up : plannedOf(order.dialect, body.up)
  return {
    ...base,
    kind: body.kind,
    transaction: body.transaction,
    foreignKeys: body.foreignKeys,
    statements: withLocks(order.dialect, statements),
    steps,
    undo: undoWords(body),
  }
}

/** What those who work with the database will wait for. */
function withLocks({ ddl }: Dialect, statements: readonly PlannedStatement[]): readonly PlannedStatement[] {
  if (ddl?.lockOf === undefined) return statements
  return statements.map((statement) => {
    const lock = ddl.lockOf?.(statement.text)
    return lock === undefined ? statement : { ...statement, lock }
  })
}

function undoWords(body: Exclude<Body, { kind: 'move' }>): string {
  if (body.down !== undefined) return 'its down'
  return `none: ${body.irreversible ?? 'it has no down'}`
}

function downItem(order: PlanOrder, migration: Migration, body: Body): PlanItem {
  const base = {
    migration: migration.id,
    name: migration.name,
    checksum: migration.checksum,
    parents: migration.parents,
    direction: 'down' as const,
  }
  const appliedBy = order.applied.get(migration.id)
  if (body.kind === 'move') return moveDown(order, { base, body, appliedBy })
  if (body.down === undefined)
    throw noWayDown(`${migration.id} ${migration.name}`, body.irreversible ?? 'it has no down section')
  const statements =
    body.kind === 'sql'
      ? (body.down as readonly { text: string; line: number }[])
      : plannedOf(order.dialect, body.down as never)
  const transaction = body.kind === 'sql' ? body.downTransaction : body.transaction
  return {
    ...base,
    kind: body.kind,
    transaction,
    foreignKeys: body.foreignKeys,
    statements: withLocks(order.dialect, statements),
    steps: [],
    undo: 'its up',
    ...(appliedBy === undefined ? {} : { appliedBy }),
    ...(migration.squashed === undefined ? {} : { replaces: replacedBy(migration) }),
  }
}

type MoveDown = {
  readonly base: Pick<PlanItem, 'migration' | 'name' | 'checksum' | 'parents' | 'direction'>
  readonly body: Extract<Body, { kind: 'move' }>
  readonly appliedBy: string | undefined
}

function moveDown(order: PlanOrder, { base, body, appliedBy }: MoveDown): PlanItem {
  if (appliedBy === undefined) throw noUndoRun(base.migration)
  const declared = declaredOf(body.declaration, order.params).steps
  for (const { kind, spec } of declared)
    if (kind === 'fill' && typeof spec.undo === 'object')
      throw noWayDown(`${base.migration} ${base.name}`, spec.undo.none)
  const steps = declared.map((step) => describeStep(order.dialect, step))
  return {
    ...base,
    kind: 'move',
    transaction: false,
    foreignKeys: 'on',
    statements: [],
    steps,
    undo: 'up again',
    appliedBy,
  }
}
