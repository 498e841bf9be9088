import { type Connection, type Project, sql } from 'millwright'
import { readNoIn } from './numbers.ts'
import type { Register } from '../domain/fields.ts'
import { type Facts, paramsOf } from '../loads/params.ts'
import { loadAgain, type Repeated } from './again.ts'
import { withCopy } from './copy.ts'
import { documentOf, type Verdict } from './document.ts'
import { takeBackOnCopy } from './follow-ups.ts'
import { readMoveRun, type StoredRun } from './ledger.ts'
import type { MoveOptions } from './options.ts'
import type { Looked } from './preflight.ts'
import { sourceDiffers } from './problems.ts'
import { hospitalProject } from './project.ts'
import { qualityOf, surveyFolder } from './quality.ts'
import type { Follow, Moved } from './follow.ts'
import { countRows, figuresOf, lookAt } from './look.ts'
import { saveDocument } from './save.ts'
import { repeatedOn } from './verify.ts'

type Second = { readonly looked: readonly Looked[]; readonly bare: Project; readonly follow: Follow }

/**
 * A move of what was moved before: every file is loaded once more into a copy, which tells what changed on either side.
 * The database itself is only read. @throws HOSP111 when the files are no longer those that were moved
 */
export async function moveAgain(options: MoveOptions, { looked, bare, follow }: Second): Promise<Moved> {
  const stored = await lookAt(bare, readMoveRun)
  if (stored === undefined) throw new Error('the migrations are applied, but no run of the hospital applied them')
  const facts: Facts = { ...stored.facts, data: options.data, ...(options.isDayNamed ? { asOf: options.asOf } : {}) }
  follow.say?.(`Moved before by run ${stored.run}, for ${stored.facts.asOf}: comparing the files with it`)
  const project = await hospitalProject(options.db, { params: paramsOf(facts), backups: options.backups })
  const compared = await onCopy(project, stored)
  if (compared.changes.length > 0) throw sourceDiffers(compared.changes.join(', '))
  const quality = qualityOf(await surveyFolder(facts))
  const document = documentOf({
    report: compared.report,
    verdict: verdictOf(compared.steps),
    facts,
    looked,
    copied: [],
    verification: repeatedOn(compared.steps),
    quality,
    registers: compared.figures,
    tables: await lookAt(bare, countRows),
    isRefused: false,
  })
  return {
    exit: document.verdict.exitCode ?? 0,
    document,
    files: await saveDocument(project, document, options.report),
  }
}

const words = (count: number): string => count.toLocaleString('en-US')

function verdictOf(steps: readonly Repeated[]): Verdict {
  const sum = (count: (step: Repeated) => number): number => steps.reduce((total, step) => total + count(step), 0)
  const [gone, other] = [sum(({ inserted }) => inserted), sum(({ rejected }) => rejected)]
  const parts = [
    `nothing to move: unchanged = ${words(sum(({ unchanged }) => unchanged))} records; the database was only read`,
    ...(gone === 0 ? [] : [`without a row any more: ${words(gone)} (deleted or renamed in the database)`]),
    ...(other === 0
      ? []
      : [`with another row or none: ${words(other)} (changed in the database, or left out by a policy)`]),
  ]
  return { word: 'PROVED', exitCode: 0, why: parts.join('; ') }
}

const onCopy = (project: Project, stored: StoredRun) =>
  withCopy(project, async (copy) => {
    await takeBackOnCopy(copy)
    const { steps, report } = await loadAgain(copy, project.migrations)
    return await lookAt(copy, async (db) => ({
      steps,
      report,
      figures: await figuresOf(db, report.run.id),
      changes: await changesBetween(db, stored.run, report.run.id),
    }))
  })

/** Which records of the registers are new, changed or gone, by the digest of their text and their number. */
async function changesBetween(db: Connection, before: string, after: string): Promise<readonly string[]> {
  const changes: string[] = []
  for (const step of ['ocm', 'ppm', 'training', 'departments', 'audit log']) {
    const [old, now] = [await digestsOf(db, before, step), await digestsOf(db, after, step)]
    const gone = [...old].filter(([digest]) => !now.has(digest)).map(([, name]) => name)
    const come = [...now].filter(([digest]) => !old.has(digest)).map(([, name]) => name)
    changes.push(...describe(step, gone, come))
  }
  return changes
}

function describe(step: string, gone: readonly string[], come: readonly string[]): readonly string[] {
  const changed = come.filter((name) => gone.includes(name))
  const parts = [
    ['changed', changed],
    ['new', come.filter((name) => !gone.includes(name))],
    ['removed', gone.filter((name) => !come.includes(name))],
  ] as const
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([word, names]) => `${step}: ${words(names.length)} ${word} (${names.slice(0, 5).join(', ')})`)
}

/** Digest of each record of a step → how people call the record. */
async function digestsOf(db: Connection, run: string, step: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.all(
    sql`select record, digest, raw from millwright_lineage where run = ${run} and step = ${step}`,
  )
  return new Map(
    rows.map((row) => [row['digest'] as string, nameOf(step as Register, row['raw'] as string, Number(row['record']))]),
  )
}

const nameOf = (step: string, raw: string, record: number): string => readNoIn(step, raw) ?? `record ${record + 1}`
