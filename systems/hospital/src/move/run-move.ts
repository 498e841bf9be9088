import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, type Project, type RunResult, type Status, status, up } from 'millwright'
import { cleanText } from '../domain/text.ts'
import { type Facts, paramsOf } from '../loads/params.ts'
import { backupJson, type Copied, linkOf } from './backups.ts'
import { documentOf, type Found, type Verdict } from './document.ts'
import { type Follow, type Moved, watchOf } from './follow.ts'
import { isMoved, moveEnd } from './history.ts'
import { readMoveRun } from './ledger.ts'
import { countRows, figuresOf, lookAt } from './look.ts'
import { near } from './near.ts'
import type { MoveOptions } from './options.ts'
import { type Looked, type Preflight, preflight } from './preflight.ts'
import { otherDay, rehearsalNotProved } from './problems.ts'
import { hospitalProject } from './project.ts'
import { qualityOf, surveyFolder } from './quality.ts'
import { objectIn } from './read-files.ts'
import { type Rehearsed, rehearseMove } from './rehearse.ts'
import { saveDocument } from './save.ts'
import { moveAgain } from './second.ts'
import { type Checked, verifyDatabase } from './verify.ts'

/**
 * Looks, copies the JSON files, rehearses on a copy, moves, proves. A database that was moved before is compared with the files.
 * @throws HOSP1xx and the engine's problems; nothing was changed then
 */
export async function runMove(options: MoveOptions, follow: Follow = {}): Promise<Moved> {
  const bare = await hospitalProject(options.db, { backups: options.backups })
  const day = `${options.asOf}${options.isDayNamed ? '' : ' (today)'}`
  follow.say?.(`${near(options.data)} into ${near(options.db)}, statuses for ${day}`)
  const seen = await preflight(options, bare)
  const stand = existsSync(options.db) ? standOf(await status(bare)) : 'new'
  if (stand === 'moved') return moveAgain(options, { looked: seen.looked, bare, follow })
  if (stand === 'interrupted') return resumeMove(options, { seen, bare, follow })
  return firstMove(options, seen, follow)
}

/** Where a database stands with the hospital's move. */
function standOf(stand: Status): 'new' | 'moved' | 'interrupted' {
  if (isMoved(stand)) return 'moved'
  const { lastRun } = stand
  return lastRun !== undefined && isUnfinished(lastRun.state) ? 'interrupted' : 'new'
}

const isUnfinished = (state: string): boolean => !['proved', 'reverted', 'applied'].includes(state)

async function firstMove(options: MoveOptions, seen: Preflight, follow: Follow): Promise<Moved> {
  follow.say?.('Copying the JSON files')
  const copied = await backupJson(options.data, seen.files, options.backups ?? join(options.data, 'backups'))
  const facts = await factsOf(options, { seen, copied, follow })
  follow.say?.('Looking for dirt')
  const quality = qualityOf(await surveyFolder(facts))
  const project = await hospitalProject(options.db, { params: paramsOf(facts), backups: options.backups })
  const work: Work = { options, project, facts, looked: seen.looked, copied, quality, follow }
  follow.say?.('Rehearsing on a copy')
  const rehearsed = await rehearseMove(project, { facts, rejects: options.rejects }, follow)
  const why = whyNot(rehearsed, options)
  if (why !== undefined) return refused(work, rehearsed, why)
  follow.say?.('Moving')
  return moved(
    work,
    await up(project, { ...watchOf(follow), target: moveEnd, maxRejects: options.rejects, yes: true }),
    rehearsed.checked,
  )
}

type Begun = { readonly seen: Preflight; readonly copied: readonly Copied[]; readonly follow: Follow }

async function factsOf({ data, asOf, policies }: MoveOptions, { seen, copied, follow }: Begun): Promise<Facts> {
  const list = await objectIn({ data, files: seen.files }, 'departments_and_machines.json')
  return {
    data,
    asOf,
    startedAt: (follow.now?.() ?? new Date()).toISOString(),
    policies,
    departments: list === undefined ? undefined : [...new Set(Object.keys(list).map(cleanText))],
    files: seen.files,
    backups: copied.map(linkOf),
  }
}

/** Why the database must not be touched, or undefined. */
function whyNot(
  { result, checked, stopping, refusedRecords }: Rehearsed,
  { rejects }: MoveOptions,
): string | undefined {
  if (stopping.length > 0) return stopping.join('; ')
  if (refusedRecords > rejects) return `records that would be left out: ${refusedRecords}; allowed: ${rejects}`
  if (result.verdict !== 'PROVED') return result.why
  const failed = checked.filter(({ ok }) => !ok)
  return failed.length === 0 ? undefined : failed.map(({ id, title, found }) => `${id} ${title} (${found})`).join('; ')
}

type Work = Pick<Found, 'facts' | 'looked' | 'copied' | 'quality'> & {
  readonly options: MoveOptions
  readonly project: Project
  readonly follow: Follow
}

async function refused(work: Work, rehearsed: Rehearsed, why: string): Promise<Moved> {
  const problem: Problem = rehearsalNotProved(why)
  const verdict: Verdict = { word: 'REFUSED', exitCode: 4, why: problem.message }
  const { result, checked, registers } = rehearsed
  return finish(work, {
    ...work,
    report: result.report,
    verdict,
    problem,
    verification: checked,
    registers,
    tables: {},
    isRefused: true,
  })
}

async function moved(work: Work, result: Awaited<ReturnType<typeof up>>, tried: readonly Checked[]): Promise<Moved> {
  if (!('report' in result)) throw new Error('there was nothing to move')
  const about = { run: result.run, facts: work.facts }
  const { checked, registers, tables } = await lookAt(work.project, async (db) => ({
    checked: result.verdict === 'PROVED' ? await verifyDatabase(db, result.report, about) : [],
    registers: await figuresOf(db, result.run),
    tables: result.verdict === 'PROVED' ? await countRows(db) : {},
  }))
  const verification = [...checked, ...tried.filter(({ on }) => on === 'copy')]
  return finish(work, {
    ...work,
    report: result.report,
    verdict: verdictOf(result, checked),
    verification,
    registers,
    tables,
    isRefused: false,
  })
}

function verdictOf({ verdict, exit, why }: RunResult, checked: readonly Checked[]): Verdict {
  const failed = checked.filter(({ ok }) => !ok)
  if (verdict !== 'PROVED' || failed.length === 0) return { word: verdict, exitCode: exit, why }
  return {
    word: 'APPLIED, NOT PROVED',
    exitCode: 3,
    why: failed.map(({ id, title, found }) => `${id} ${title}: ${found}`).join('; '),
  }
}

async function finish({ options, project }: Work, found: Found): Promise<Moved> {
  const document = documentOf(found)
  const files = await saveDocument(project, document, options.report)
  return { exit: found.verdict.exitCode, document, files }
}

type Interrupted = { readonly seen: Preflight; readonly bare: Project; readonly follow: Follow }

/** A move that was killed goes on where its last commit left it, with the facts it began with. */
async function resumeMove(options: MoveOptions, { seen, bare, follow }: Interrupted): Promise<Moved> {
  const stored = await lookAt(bare, readMoveRun)
  if (stored === undefined) throw new Error('the unfinished run is none of the hospital')
  const { facts } = stored
  if (options.isDayNamed && facts.asOf !== options.asOf) throw otherDay(facts.asOf, options.asOf)
  follow.say?.(`Going on with run ${stored.run}, planned for ${facts.asOf}`)
  const looked: Looked = {
    code: 'resumed',
    label: 'run',
    value: `${stored.run} was interrupted and goes on`,
    state: 'note',
    answer: null,
  }
  const project = await hospitalProject(options.db, { params: paramsOf(facts), backups: options.backups })
  const quality = qualityOf(await surveyFolder(facts))
  const work: Work = { options, project, facts, looked: [...seen.looked, looked], copied: [], quality, follow }
  return moved(
    work,
    await up(project, { ...watchOf(follow), target: moveEnd, maxRejects: options.rejects, yes: true }),
    [],
  )
}
