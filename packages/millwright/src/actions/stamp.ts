import { ancestorsOf, oneHead, ordered } from '../history/graph.ts'
import { currentOf, downPath, upPath } from '../history/path.ts'
import { replacedBy } from '../history/way.ts'
import { resolveTarget } from '../history/target.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import type { Finding } from '../kernel/finding.ts'
import { appendEvent, eventTail } from '../ledger/event-log.ts'
import type { RunNews } from '../ledger/events.ts'
import { markEnvironment } from '../ledger/environment.ts'
import {
  ensureLedger,
  forgetApplied,
  markMeta,
  markProved,
  recordApplied,
  schemaMeta,
  writeMeta,
} from '../ledger/ledger.ts'
import { type Fence, holdFence, releaseLock, takeLock } from '../ledger/lock.ts'
import { endRun, insertRun, moveRun } from '../ledger/runs.ts'
import { storedJson } from '../kernel/json.ts'
import type { Planned } from '../plan/make-plan.ts'
import { hashSchema, schemaDifferences } from '../schema/hash-schema.ts'
import { planOf } from './plan.ts'
import { noDatabase, schemaDiffers, unfinishedRun } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { readState, type State } from './state.ts'
import { version } from './version.ts'

export type StampFlags = { readonly target: string; readonly force?: boolean }

/** What a stamp recorded and forgot, and what nobody looked at. */
export type StampResult = {
  readonly run: string
  readonly recorded: readonly string[]
  readonly forgotten: readonly string[]
  readonly current: readonly string[]
  /** How the database differs from what the history gives; empty unless forced. */
  readonly differences: readonly string[]
  readonly skipped: readonly Finding[]
  readonly exit: 0 | 3
}

/**
 * Records migrations as applied without running them, and forgets those above the target.
 * @throws CONF106, HIST12x, RUN101, RUN120, STAMP101 when the schema is not what the history gives there
 */
export async function stamp(project: Project, { target, force = false }: StampFlags): Promise<StampResult> {
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const db = await openDatabase(project)
  try {
    const state = await readState(project, db)
    if (state.unfinished !== undefined) throw unfinishedRun(state.unfinished.id, state.unfinished.state)
    const wanted = wantedAt(state, target)
    const planned = await planOf(project, { ...state, applied: [] }, { direction: 'up', ids: wanted })
    const differences = schemaDifferences(planned.after, await project.dialect.inspect(db))
    if (differences.length > 0 && !force) throw schemaDiffers(differences)
    return await record(project, db, { state, wanted, planned, differences })
  } finally {
    await db.close()
  }
}

/** Everything that is applied when the database stands at the target. */
function wantedAt(state: State, word: string): readonly string[] {
  const { graph, ids } = state
  const target = resolveTarget(graph, word)
  if (target.kind === 'base') return []
  if (target.kind === 'heads') return [...graph.migrations.keys()]
  if (target.kind === 'steps') return stepped(state, target.by)
  const id = target.kind === 'head' ? oneHead(graph) : target.id
  if (id === undefined) return []
  return ordered(
    graph,
    new Set([...ancestorsOf(graph, [id]), id].filter((each) => graph.migrations.has(each) || ids.has(each))),
  )
}

function stepped({ graph, ids }: State, by: number): readonly string[] {
  if (by > 0) return ordered(graph, new Set([...ids, ...upPath(graph, ids, { kind: 'steps', by })]))
  const gone = new Set(downPath(graph, ids, { kind: 'steps', by }))
  return ordered(graph, new Set([...ids].filter((id) => !gone.has(id))))
}

type Stamping = {
  readonly state: State
  readonly wanted: readonly string[]
  readonly planned: Planned
  readonly differences: readonly string[]
}

async function record(project: Project, db: Connection, stamping: Stamping): Promise<StampResult> {
  const { state, wanted, differences } = stamping
  const recorded = wanted.filter((id) => !state.ids.has(id))
  const forgotten = [...state.ids].filter((id) => !wanted.includes(id))
  const skipped = [...skippedMoves(stamping, recorded), ...skippedDifferences(differences)]
  await ensureLedger(project.dialect, db)
  const fence = await takeLock(db, project.clock.id(), project.clock)
  const result: StampResult = {
    run: fence.run,
    recorded,
    forgotten,
    current: currentOf(state.graph, new Set(wanted)),
    differences,
    skipped,
    exit: differences.length === 0 ? 0 : 3,
  }
  try {
    await db.transaction((tx) => book(project, tx, { fence, stamping, result }))
    return result
  } finally {
    await releaseLock(db, fence)
  }
}

const skippedMoves = ({ planned }: Stamping, recorded: readonly string[]): readonly Finding[] =>
  planned.plan.items
    .filter(({ migration, kind }) => kind !== 'sql' && recorded.includes(migration))
    .map(({ migration, kind }) => ({
      code: 'STAMP201',
      severity: 'warning',
      subject: migration,
      message:
        kind === 'move'
          ? 'its data was not moved and its checks were not made'
          : 'its code was not run, so what it does to rows is not known',
    }))

const skippedDifferences = (differences: readonly string[]): readonly Finding[] =>
  differences.map((subject) => ({
    code: 'STAMP202',
    severity: 'warning',
    subject,
    message: 'stamped all the same: the database is not what the history gives here',
  }))

type Booking = { readonly fence: Fence; readonly stamping: Stamping; readonly result: StampResult }

async function book(project: Project, tx: Queries, { fence, stamping, result }: Booking): Promise<void> {
  const { state, planned } = stamping
  await holdFence(tx, fence)
  for (const id of result.forgotten) for (const each of [id, ...replacedIn(state, id)]) await forgetApplied(tx, each)
  const at = project.clock.now().toISOString()
  const proved = result.differences.length === 0
  for (const id of result.recorded) {
    const migration = state.graph.migrations.get(id)
    if (migration === undefined) continue
    const { name, kind, checksum, parents } = migration
    const content = migration.content()
    await recordApplied(tx, {
      id,
      name,
      kind,
      checksum,
      parents,
      content,
      appliedAt: at,
      run: undefined,
      ms: 0,
      proved,
    })
  }
  if (proved) for (const id of forcedBefore(stamping)) await markProved(tx, id, true)
  await writeMeta(tx, schemaMeta, hashSchema(planned.after))
  if (project.config.environment !== undefined) await markEnvironment(tx, project.config.environment)
  await writeMeta(tx, markMeta, '')
  await bookRun(project, tx, { fence, stamping, result })
}

/** What an earlier stamp recorded by force, and what this one found to be as the history gives it. */
const forcedBefore = ({ state, wanted }: Stamping): readonly string[] =>
  state.applied.filter(({ id, run, proved }) => run === undefined && !proved && wanted.includes(id)).map(({ id }) => id)

const replacedIn = ({ graph }: State, id: string): readonly string[] => {
  const migration = graph.migrations.get(id)
  return migration === undefined ? [] : replacedBy(migration)
}

/** A stamp is a run without items, so that `millwright runs` and `report` tell who did it and what was skipped. */
async function bookRun(project: Project, tx: Queries, { fence, stamping, result }: Booking): Promise<void> {
  const { run, epoch } = fence
  const { plan } = stamping.planned
  const at = project.clock.now().toISOString()
  const document = storedJson({ ...plan, items: [] })
  const command = `stamp ${result.current.join(' ') || 'base'}`
  await insertRun(tx, { id: run, plan: plan.hash, document, command, actor: project.actor, startedAt: at, version })
  for (const state of ['running', 'verifying', result.exit === 0 ? 'proved' : 'applied'] as const)
    await moveRun(tx, run, state)
  const verdict = result.exit === 0 ? 'PROVED' : 'APPLIED, NOT PROVED'
  const why = whyOf(result)
  await endRun(tx, run, { verdict, why, at })
  const news: readonly RunNews[] = [
    { type: 'runStarted', plan: plan.hash, items: [], epoch, resumed: false, target: project.target, rehearsal: false },
    { type: 'backupSkipped', reason: 'a stamp changes the ledger only' },
    ...result.skipped.map((finding): RunNews => ({ type: 'finding', finding })),
    { type: 'verdict', verdict, why, ms: 0 },
  ]
  let tail = await eventTail(tx, run)
  for (const each of news) tail = await appendEvent(tx, run, { tail, at, news: each })
}

const whyOf = ({ recorded, forgotten, differences }: StampResult): string =>
  [
    `recorded ${recorded.length === 0 ? 'nothing' : recorded.join(', ')}`,
    ...(forgotten.length === 0 ? [] : [`forgot ${forgotten.join(', ')}`]),
    differences.length === 0 ? 'the schema is what the history gives' : `the schema differs: ${differences.join(', ')}`,
  ].join('; ')
