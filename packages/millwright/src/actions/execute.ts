import { createBackup } from '../backup/create.ts'
import { keyForNew } from './backup-key.ts'
import type { Manifest } from '../backup/manifest.ts'
import type { Connection } from '../kernel/connection.ts'
import { keepHeapSmall } from '../kernel/memory.ts'
import type { BackupFacts, RunEvent } from '../ledger/events.ts'
import type { Planned } from '../plan/make-plan.ts'
import { type BatchLimits, defaultBatch } from '../steps/context.ts'
import type { OnConflict } from '../steps/undo.ts'
import type { RunEnd, RunOrder, Workers } from '../run/context.ts'
import { execute } from '../run/run.ts'
import type { Graph } from '../history/graph.ts'
import { type Project, toolsOf } from './project.ts'
import { atOnceOf, openQueue } from './queue.ts'
import { version } from './version.ts'

/** What a face does with the news of a run. */
export type Watch = { readonly onEvent?: (event: RunEvent) => void; readonly isInterrupted?: () => boolean }

export type ExecuteOrder = Watch & {
  readonly project: Project
  readonly db: Connection
  readonly graph: Graph
  readonly planned: Planned
  readonly command: string
  readonly rehearsal?: boolean
  readonly resume?: string
  readonly onConflict?: OnConflict
  readonly maxRejects?: number
  readonly acceptedDrift?: readonly string[]
  /** The run that this one undoes. */
  readonly reverts?: string
  /** Why this run makes no backup. */
  readonly noBackup?: string
}

/** Runs a plan and hands every event on. @throws RUN101 when another run holds the lock, BAK123, BAK124 */
export async function executePlan(order: ExecuteOrder): Promise<RunEnd> {
  // A run whose backup could not be encrypted does not begin; one that is resumed has its backup.
  if (order.resume === undefined && (await whySkipped(order)) === undefined) await keyForNew(order.project)
  const stream = execute(runOrderOf(order))
  const release = keepHeapSmall()
  try {
    for (;;) {
      const next = await stream.next()
      if (next.done === true) return next.value
      order.onEvent?.(next.value)
      await breathe()
    }
  } finally {
    release()
  }
}

/** A driver that answers at once keeps the process among its promises; signals and timers come in here. */
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done))

/** The runner's order for a project and a plan. */
export function runOrderOf(order: ExecuteOrder): RunOrder {
  const { project, db, planned } = order
  return {
    dialect: project.dialect,
    db,
    clock: project.clock,
    plan: planned.plan,
    bodies: planned.bodies,
    target: project.target,
    command: order.command,
    actor: project.actor,
    version,
    tools: toolsOf(project, db),
    batch: limitsOf(project),
    rehearsal: order.rehearsal ?? false,
    contentOf: (migration) => order.graph.migrations.get(migration)?.content() ?? '',
    backup: (run) => backupBefore(order, run),
    isInterrupted: order.isInterrupted ?? (() => false),
    ...workersOf(order),
    onConflict: order.onConflict ?? 'keep-new',
    ...(project.config.environment === undefined ? {} : { environment: project.config.environment }),
    ...(planned.seen === undefined ? {} : { seen: planned.seen }),
    ...(order.resume === undefined ? {} : { resume: order.resume }),
    ...(order.reverts === undefined ? {} : { reverts: order.reverts }),
    ...(order.maxRejects === undefined ? {} : { maxRejects: order.maxRejects }),
    ...(order.acceptedDrift === undefined ? {} : { acceptedDrift: order.acceptedDrift }),
  }
}

async function backupBefore(order: ExecuteOrder, run: string): Promise<BackupFacts | { readonly skipped: string }> {
  const skipped = await whySkipped(order)
  if (skipped !== undefined) return { skipped }
  const { project } = order
  const key = await keyForNew(project)
  const manifest = await createBackup({
    ...(key === undefined ? {} : { key }),
    dialect: project.dialect,
    url: project.url,
    directory: project.backups,
    clock: project.clock,
    reason: `before ${order.command}`,
    run,
  })
  return factsOf(manifest, project.backups)
}

async function whySkipped({ project, db, noBackup, rehearsal }: ExecuteOrder): Promise<string | undefined> {
  if (noBackup !== undefined) return noBackup
  if (rehearsal === true) return 'a rehearsal runs on a copy'
  if (project.config.backups?.before === 'never') return 'the configuration says never'
  const tables = (await project.dialect.tableNames(db)).filter((name) => !name.startsWith('millwright_'))
  return tables.length === 0 ? 'the database is empty' : undefined
}

/** A manifest in the words of events and reports. */
function factsOf(manifest: Manifest, directory: string): BackupFacts {
  const tables = Object.values(manifest.tables)
  return {
    id: manifest.id,
    path: `${directory}/${manifest.file}`,
    bytes: manifest.bytes,
    sha256: manifest.sha256,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    createdAt: manifest.createdAt,
    ...(manifest.proof === undefined ? {} : { provedAt: manifest.proof.provedAt, proofMs: manifest.proof.ms }),
  }
}

/** Sessions beside the runner's own, where those do not keep each other out. */
function workersOf({ project, rehearsal = false }: ExecuteOrder): Pick<RunOrder, 'workers'> {
  const { dialect, url, config } = project
  if (!dialect.can.parallelWrites) return {}
  const here: Workers = { atOnce: atOnceOf(project), open: () => dialect.open(url) }
  if (rehearsal || config.workers?.executor !== 'pg-boss') return { workers: here }
  return { workers: { ...here, queue: async (name) => openQueue(project, { name, isSupervisor: true }) } }
}

export function limitsOf({ config }: Project): BatchLimits {
  const { minRows, maxRows, targetMs, maxBytes } = { ...defaultBatch, ...config.batch }
  return {
    minRows: minRows ?? defaultBatch.minRows,
    maxRows: maxRows ?? defaultBatch.maxRows,
    targetMs: targetMs ?? defaultBatch.targetMs,
    maxBytes: maxBytes ?? defaultBatch.maxBytes,
  }
}
