import { cpSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { openDatabase, type Project } from '../actions/project.ts'
import { wordsOf } from '../kernel/problem.ts'
import { oneLine } from '../kernel/text.ts'
import { hasLedger } from '../ledger/ledger.ts'
import { readRuns, type Run } from '../ledger/runs.ts'
import { startChild } from './child.ts'
import type { ChildEnd } from './crash-child.ts'
import { quickFolder } from './quick-folder.ts'
import { type DatabaseState, stateOf } from './state-of.ts'
import { type Place, openPlace, runTask, type Task } from './task.ts'

/** A project and a task that must survive being killed anywhere. */
export type CrashScenario = {
  /**
   * The folder that holds the configuration, and the database as it stands before the task when that is a file or a
   * directory. It is copied; a database on a server is copied there.
   */
  readonly folder: string
  /** Where the migrations are, when not in the folder. */
  readonly migrations?: string
  readonly task: Task
  /** Kill points, spread evenly; all of them when missing. */
  readonly points?: number
  /** Another program that carries out the orders, such as a bundle of `crash-child.ts`, which starts faster. */
  readonly program?: string
  readonly phases?: readonly ('before' | 'after')[]
  /** Looks at the database as the kill left it. */
  onKilled?(project: Project, at: number): void | Promise<void>
  /** Looks at the database after the task was taken up and finished. */
  onFinished?(project: Project, at: number): void | Promise<void>
}

export type CrashReport = { readonly calls: number; readonly kills: number; readonly undisturbed: DatabaseState }

/**
 * Runs the task once undisturbed and counts its driver calls; then, for every call, kills a process with SIGKILL there,
 * finishes the work in another one, and compares schema, rows and ledger with those of the undisturbed run.
 *
 * @throws an error that names the call and the first difference
 * @example await crashSweep({ folder, task: { command: 'up' } })
 */
export async function crashSweep(scenario: CrashScenario): Promise<CrashReport> {
  const work = quickFolder()
  try {
    await using whole = await copyOf(scenario, join(work, 'whole'))
    const before = await newestIn(whole.place)
    const { calls } = await finished(startChild({ place: whole.place, task: scenario.task }, scenario).ended)
    const undisturbed = await stateOf(await openPlace(whole.place))
    const kills = killsOf(calls.length, scenario)
    await inParallel(kills, (kill) => oneKill(scenario, { work, calls, undisturbed, before }, kill))
    return { calls: calls.length, kills: kills.length, undisturbed }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function newestIn(place: Place): Promise<string | undefined> {
  const project = await openPlace(place)
  return (await project.dialect.exists(project.url)) ? (await newestRun(project))?.id : undefined
}

type Kill = { readonly at: number; readonly phase: 'before' | 'after' }

function killsOf(calls: number, { points = calls, phases = ['before'] }: CrashScenario): readonly Kill[] {
  const count = Math.min(points, calls)
  const places = Array.from({ length: count }, (_, n) => 1 + Math.floor((n * calls) / count))
  return places.flatMap((at) => phases.map((phase) => ({ at, phase })))
}

async function finished(ended: Promise<ChildEnd | undefined>): Promise<ChildEnd> {
  const end = await ended
  if (end?.end?.exit !== 0)
    throw new Error(`the undisturbed run ended with ${end?.end?.why ?? end?.code ?? 'a signal'}`)
  return end
}

type Copied = AsyncDisposable & { readonly place: Place }

/** What lies in the folder is copied with it; what is named the same from everywhere is copied by its dialect. */
/** The migrations stay where they are: what they import is found from there. */
async function copyOf({ folder, ...given }: CrashScenario, to: string): Promise<Copied> {
  cpSync(folder, to, { recursive: true })
  const { migrations: where } = given
  const { url, dialect, migrations } = await openPlace(
    where === undefined ? { cwd: folder } : { cwd: folder, migrations: where },
  )
  const place = { cwd: to, migrations }
  if ((await openPlace(place)).url !== url) return { place, [Symbol.asyncDispose]: async () => undefined }
  const copy = await dialect.snapshots.copy(url, to)
  return { place: { ...place, url: copy.url }, [Symbol.asyncDispose]: () => copy.dispose() }
}

type Sweeping = {
  readonly work: string
  readonly calls: ChildEnd['calls']
  readonly undisturbed: DatabaseState
  readonly before: string | undefined
}

async function oneKill(scenario: CrashScenario, sweeping: Sweeping, kill: Kill): Promise<void> {
  const folder = join(sweeping.work, `${kill.phase}-${kill.at}`)
  try {
    await using copy = await copyOf(scenario, folder)
    await startChild({ place: copy.place, task: scenario.task, ...kill }, scenario).ended
    await judge(scenario, sweeping, { project: await openPlace(copy.place), at: kill.at })
  } catch (error) {
    throw new Error(`killed ${kill.phase} ${describe(sweeping.calls, kill.at)}: ${wordsOf(error)}`, { cause: error })
  }
  rmSync(folder, { recursive: true, force: true })
}

function describe(calls: ChildEnd['calls'], at: number): string {
  const { kind = '', text = '' } = calls[at - 1] ?? {}
  return `call ${at} (${kind} ${oneLine(text.replaceAll(/\s+/g, ' '), 100)})`
}

type Killed = { readonly project: Project; readonly at: number }

async function judge(scenario: CrashScenario, { undisturbed, before }: Sweeping, killed: Killed): Promise<void> {
  const { project, at } = killed
  if (await project.dialect.exists(project.url)) await scenario.onKilled?.(project, at)
  await finishTask(project, { task: scenario.task, before }, at)
  compare(await stateOf(project), undisturbed)
  await scenario.onFinished?.(project, at)
}

/** Takes up what was killed; begins it when it had not begun, and leaves it when it had ended. */
async function finishTask(
  project: Project,
  { task, before }: { task: Task; before: string | undefined },
  at: number,
): Promise<void> {
  const run = (await project.dialect.exists(project.url)) ? await newestRun(project) : undefined
  const isBegun = run !== undefined && run.id !== before
  if (isBegun && run.finishedAt !== undefined) return
  const end = await runTask(project, isBegun && (task.command !== 'up' || at % 2 === 0) ? { command: 'resume' } : task)
  if (end.exit !== 0) throw new Error(`finishing it ended with ${end.verdict}: ${end.why}`)
}

async function newestRun(project: Project): Promise<Run | undefined> {
  const db = await openDatabase(project)
  try {
    return (await hasLedger(project.dialect, db)) ? (await readRuns(db))[0] : undefined
  } finally {
    await db.close()
  }
}

function compare(found: DatabaseState, wanted: DatabaseState): void {
  for (const part of ['content', 'applied', 'rejects', 'story'] as const) {
    if (isDeepStrictEqual(found[part], wanted[part])) continue
    throw new Error(`${part} differs\nwanted ${JSON.stringify(wanted[part])}\nfound  ${JSON.stringify(found[part])}`)
  }
}

async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  const worker = async () => {
    for (const one of left) await work(one)
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
}
