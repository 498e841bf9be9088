import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareContent } from '../backup/compare.ts'
import { contentOf, type DatabaseContent } from '../backup/content.ts'
import type { WorkingCopy } from '../dialects/dialect.ts'
import { currentOf } from '../history/path.ts'
import type { Finding } from '../kernel/finding.ts'
import { isProblem } from '../kernel/problem.ts'
import { down } from './down.ts'
import { idsFor } from './ids-for.ts'
import { planAction } from './plan.ts'
import { openDatabase, type Project } from './project.ts'
import { readState, refuseEdited } from './state.ts'
import { up } from './up.ts'

/** `rollback`: what is pending, on a copy of the database. `sample`: all of the history, from an empty database. */
export type TestType = 'rollback' | 'sample' | 'comprehensive'

export type TestFlags = { readonly type?: TestType; readonly target?: string }

/** One migration there, back, and there again. */
export type TestedWay = {
  readonly migration: string
  readonly name: string
  readonly on: 'copy' | 'empty'
  /** `no way back`: the migration says so itself, and only the way there was tried. */
  readonly result: 'reversible' | 'no way back' | 'differs' | 'failed'
  /** What the way down would destroy, which was known before it ran; and what was found. */
  readonly findings: readonly Finding[]
  readonly ms: number
}

export type TestResult = {
  readonly type: TestType
  readonly ways: readonly TestedWay[]
  readonly exit: 0 | 4
}

/**
 * Tries the way of each migration there, back and there again on databases that are thrown away, and compares schema and
 * rows with what was there before and after the first time. The database itself is only read.
 * @throws HIST1xx, PLAN1xx
 */
export async function test(project: Project, { type = 'rollback', target }: TestFlags = {}): Promise<TestResult> {
  const ways: TestedWay[] = []
  if (type !== 'sample') ways.push(...(await onCopy(project, target)))
  if (type !== 'rollback') ways.push(...(await onEmpty(project, target)))
  const isGood = ways.every(({ result }) => result === 'reversible' || result === 'no way back')
  return { type, ways, exit: isGood ? 0 : 4 }
}

const onCopy = (project: Project, target: string | undefined): Promise<readonly TestedWay[]> =>
  onThrowaway(project, (folder) => project.dialect.snapshots.copy(project.url, folder), { on: 'copy', target })

const onEmpty = (project: Project, target: string | undefined): Promise<readonly TestedWay[]> =>
  onThrowaway(project, (folder) => project.dialect.snapshots.empty(project.url, folder), { on: 'empty', target })

const onThrowaway = (project: Project, make: MakeCopy, walking: Walking): Promise<readonly TestedWay[]> =>
  withThrowaway(project, make, (copy) => walkAll(copy, walking))

type MakeCopy = (folder: string) => Promise<WorkingCopy>

/** Works with the project on another database, which is thrown away. */
export const withThrowaway = <T>(project: Project, make: MakeCopy, work: (copy: Project) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const made = await make(folder)
    try {
      return await work(throwaway(project, made.url, folder))
    } finally {
      await made.dispose()
    }
  })

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-test-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const throwaway = (project: Project, url: string, folder: string): Project => ({
  ...project,
  url,
  target: `a throwaway of ${project.target}`,
  reports: join(folder, 'reports'),
})

type Walking = { readonly on: TestedWay['on']; readonly target: string | undefined }

async function walkAll(copy: Project, { on, target }: Walking): Promise<readonly TestedWay[]> {
  const ids = await pendingIn(copy, target)
  const ways: TestedWay[] = []
  for (const { id, name } of ids) {
    const way = await walk(copy, id)
    ways.push({ migration: id, name, on, ...way })
    if (way.result === 'failed') break
  }
  return ways
}

async function pendingIn(
  copy: Project,
  target: string | undefined,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const db = await openDatabase(copy, { create: true })
  try {
    const state = await readState(copy, db)
    refuseEdited(state)
    const ids = idsFor(state, { direction: 'up', ...(target === undefined ? {} : { target }) })
    return ids.map((id) => ({ id, name: state.graph.migrations.get(id)?.name ?? '' }))
  } finally {
    await db.close()
  }
}

type Walked = Pick<TestedWay, 'result' | 'findings' | 'ms'>

/** One migration there, back and there again. */
export async function walk(copy: Project, id: string): Promise<Walked> {
  const started = copy.clock.ticks()
  const ended = (result: TestedWay['result'], findings: readonly Finding[]): Walked => ({
    result,
    findings,
    ms: Math.round(copy.clock.ticks() - started),
  })
  try {
    const before = await look(copy)
    const there = await go(copy, id)
    if (there !== undefined) return ended('failed', [there])
    const after = await look(copy)
    const losses = await lossesOf(copy)
    if (losses === undefined) return ended('no way back', [])
    return await back(copy, { id, before, after, losses, ended })
  } catch (error) {
    return ended('failed', [stopped(id, error)])
  }
}

type Way = {
  readonly id: string
  readonly before: Looked
  readonly after: Looked
  readonly losses: readonly Finding[]
  readonly ended: (result: TestedWay['result'], findings: readonly Finding[]) => Walked
}

async function back(copy: Project, { id, before, after, losses, ended }: Way): Promise<Walked> {
  const undone = await down(copy, { target: before.at, yes: true, backup: false })
  if (!('verdict' in undone) || undone.verdict !== 'PROVED') return ended('failed', [...losses, notProved(id, 'down')])
  const lost = compareContent(before.content, (await look(copy)).content)
  const again = await go(copy, id)
  if (again !== undefined) return ended('failed', [...losses, again])
  const other = compareContent(after.content, (await look(copy)).content)
  const found = [...lost.map(said('after the way back')), ...other.map(said('after the second time'))]
  return ended(found.length === 0 ? 'reversible' : 'differs', [...losses, ...found])
}

const said =
  (when: string) =>
  ({ subject, message }: Finding): Finding => ({
    code: 'TEST102',
    severity: 'error',
    subject,
    message: `${when}, ${message}`,
  })

type Looked = { readonly content: DatabaseContent; readonly at: string }

async function look(copy: Project): Promise<Looked> {
  const db = await openDatabase(copy, { readOnly: true })
  try {
    const { graph, ids } = await readState(copy, db)
    return { content: await contentOf(copy.dialect, db), at: currentOf(graph, ids).at(-1) ?? 'base' }
  } finally {
    await db.close()
  }
}

/** The way there; what kept it from being proved, if anything did. */
async function go(copy: Project, id: string): Promise<Finding | undefined> {
  const end = await up(copy, { target: id, yes: true, backup: false })
  return 'verdict' in end && end.verdict === 'PROVED' ? undefined : notProved(id, 'up')
}

/** What the way down destroys, as its plan says; undefined where there is no way down. */
async function lossesOf(copy: Project): Promise<readonly Finding[] | undefined> {
  try {
    return (await planAction(copy, { direction: 'down' })).findings
  } catch (error) {
    if (isProblem(error) && error.code === 'PLAN102') return undefined
    throw error
  }
}

const notProved = (id: string, direction: string): Finding => ({
  code: 'TEST101',
  severity: 'error',
  subject: id,
  message: `its ${direction} was not proved`,
})

function stopped(id: string, error: unknown): Finding {
  if (!isProblem(error)) throw error
  return { code: error.code, severity: 'error', subject: id, message: error.text.what }
}
