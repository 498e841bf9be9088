import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  openDatabase,
  type Project,
  type Report,
  restoreSourceFile,
  rollback,
  type RunResult,
  saveReport,
  type Section,
  status,
} from 'millwright'
import type { Register } from '../domain/fields.ts'
import { tableOfRegister } from '../loads/registers.ts'
import { paramsOf } from '../loads/params.ts'
import type { Follow } from '../move/follow.ts'
import { takeBackFollowUps } from '../move/follow-ups.ts'
import { moveEnd } from '../move/history.ts'
import { readMoveRun, type StoredRun } from '../move/ledger.ts'
import { lookAt } from '../move/look.ts'
import { hospitalProject } from '../move/project.ts'
import { completionsIn, deltaSince, deltaWords, sizeOf, type TableDelta, takeOutCreated } from './delta.ts'
import { exportRegister } from './export.ts'
import type { RollbackOptions } from './options.ts'
import { followUpsStay, nothingMoved, wouldLose } from './problems.ts'
import { trustCopies, withRebuilt } from './rebuild.ts'
import { deltaOf, registers, writeDeltas, writeDurably } from './write-deltas.ts'

/** A file of the JSON era that was put back. */
export type Restored = {
  readonly file: string
  readonly sha256: string
  readonly from: string
  readonly merged: boolean
}

export type RollbackDocument = Report & {
  readonly undone: string
  /** The run that took back what came after the move; null when nothing did. */
  readonly followUps: { readonly run: string; readonly verdict: string; readonly migrations: readonly string[] } | null
  readonly restored: readonly Restored[]
  readonly delta: readonly {
    readonly table: string
    readonly created: number
    readonly changed: number
    readonly deleted: number
  }[]
  readonly deltaFiles: readonly string[]
}

export type RolledBack = {
  readonly exit: number
  readonly document: RollbackDocument
  readonly files: RunResult['files']
}

/**
 * Back to the JSON files: the copies are checked, what was done since is written down, the files are put back, and the
 * move is undone and compared with what was before it.
 * @throws HOSP120 to HOSP123 and the engine's problems
 */
export async function runRollback(options: RollbackOptions, follow: Follow = {}): Promise<RolledBack> {
  const bare = await hospitalProject(options.db)
  const stored = existsSync(options.db) ? await lookAt(bare, readMoveRun).catch(() => undefined) : undefined
  if (stored === undefined) throw nothingMoved(options.db)
  follow.say?.('Checking the copies of the JSON files')
  await trustCopies(stored.facts)
  follow.say?.('Comparing the database with what the move wrote')
  const deltas = await findDelta(bare, stored)
  refuseLoss(deltas, options)
  const texts = options.mergeDelta ? await mergedTexts(bare, stored, deltas) : new Map<Register, string>()
  const deltaFiles = await writeDeltas(stored, deltas, options)
  const followUps = await takeBack(bare, stored, follow)
  follow.say?.('Putting the JSON files back')
  const restored = await restoreFiles(options, stored, texts)
  follow.say?.('Undoing the move')
  const result = await undo(bare, { stored, deltas, follow })
  return finish(bare, { result, stored, deltas, deltaFiles, restored, followUps })
}

async function findDelta(project: Project, { facts, state }: StoredRun): Promise<readonly TableDelta[]> {
  if (state !== 'proved') return []
  const [level = moveEnd] = (await status(project)).current
  return withRebuilt({ facts, level }, (then) => lookAt(project, (now) => deltaSince(project, now, then)))
}

/** What came after the move goes first. The JSON files are touched only when that is proved. */
async function takeBack(bare: Project, { state, facts }: StoredRun, follow: Follow): Promise<RunResult | undefined> {
  if (state !== 'proved') return undefined
  follow.say?.('Taking back what came after the move')
  const result = await takeBackFollowUps({ ...bare, params: paramsOf(facts) }, follow)
  if (result !== undefined && result.verdict !== 'PROVED') throw followUpsStay(result.why.replace(/\.$/, ''))
  return result
}

const isRegister = ({ table }: TableDelta): boolean =>
  (Object.values(tableOfRegister) as readonly string[]).includes(table)

function refuseLoss(deltas: readonly TableDelta[], { acceptLoss, mergeDelta }: RollbackOptions): void {
  const lost = deltas.filter((delta) => sizeOf(delta) > 0 && !(mergeDelta && isRegister(delta)))
  const days = mergeDelta ? deltas.reduce((sum, delta) => sum + completionsIn(delta), 0) : 0
  const words = [
    ...lost.map(deltaWords),
    ...(days === 0 ? [] : [`ppm_visit: ${days} ${days === 1 ? 'day' : 'days'} of completion`]),
  ]
  if (words.length > 0 && !acceptLoss) throw wouldLose(words.join('; '))
}

/** The text of each register that was changed since, with the changes in it. */
async function mergedTexts(
  project: Project,
  { run }: StoredRun,
  deltas: readonly TableDelta[],
): Promise<ReadonlyMap<Register, string>> {
  const texts = new Map<Register, string>()
  for (const register of registers) {
    const delta = deltaOf(deltas, register)
    if (delta === undefined || sizeOf(delta) === 0) continue
    const pieces = await lookAt(project, (db) => Array.fromAsync(exportRegister(db, register, { run, delta })))
    texts.set(register, pieces.join(''))
  }
  return texts
}

async function restoreFiles(
  { data }: RollbackOptions,
  { facts }: StoredRun,
  texts: ReadonlyMap<Register, string>,
): Promise<readonly Restored[]> {
  const restored: Restored[] = []
  for (const { file, path } of facts.backups) {
    const { sha256 } = await restoreSourceFile({ backup: path, target: join(data, file) })
    const text = texts.get(file.replace('.json', '') as Register)
    if (text !== undefined) await writeDurably(join(data, file), text)
    restored.push({ file, sha256, from: path, merged: text !== undefined })
  }
  return restored
}

type Undoing = { readonly stored: StoredRun; readonly deltas: readonly TableDelta[]; readonly follow: Follow }

async function undo(bare: Project, { stored, deltas, follow }: Undoing): Promise<RunResult> {
  if (deltas.some(({ created }) => created.size > 0)) {
    const db = await openDatabase(bare)
    try {
      await takeOutCreated(db, deltas)
    } finally {
      await db.close()
    }
  }
  const project: Project = { ...bare, params: paramsOf(stored.facts) }
  return rollback(project, {
    run: stored.run,
    yes: true,
    onConflict: 'keep-old',
    ...(follow.onEvent === undefined ? {} : { onEvent: follow.onEvent }),
  })
}

type Ended = Omit<Undoing, 'follow'> & {
  readonly result: RunResult
  readonly restored: readonly Restored[]
  readonly deltaFiles: readonly string[]
  readonly followUps: RunResult | undefined
}

async function finish(project: Project, ended: Ended): Promise<RolledBack> {
  const { result, stored, deltas, deltaFiles, restored } = ended
  const followUps = ended.followUps === undefined ? null : takenBack(ended.followUps)
  const sections = [restoredSection(restored), deltaSection(deltas, deltaFiles), ...followUpsSection(followUps)]
  const report: Report = { ...result.report, sections }
  const files = await saveReport(project, report)
  const delta = deltas
    .filter((one) => sizeOf(one) > 0)
    .map(({ table, created, changed, deleted }) => ({
      table,
      created: created.size,
      changed: changed.size,
      deleted: deleted.size,
    }))
  return {
    exit: result.exit,
    files,
    document: { ...report, undone: stored.run, followUps, restored, delta, deltaFiles },
  }
}

const takenBack = ({ run, verdict, report }: RunResult): NonNullable<RollbackDocument['followUps']> => ({
  run,
  verdict,
  migrations: report.items.map(({ migration }) => migration),
})

const followUpsSection = (followUps: RollbackDocument['followUps']): readonly Section[] =>
  followUps === null
    ? []
    : [
        {
          title: `Taken back before the move, by run ${followUps.run}: ${followUps.verdict}`,
          rows: followUps.migrations.map((label) => ({ label, value: 'taken back', state: 'ok' })),
        },
      ]

const restoredSection = (restored: readonly Restored[]): Section => ({
  title: 'JSON files',
  rows: restored.map(({ file, sha256, merged, from }) => ({
    label: file,
    value: merged
      ? 'put back, with what was done in the database since'
      : `put back byte for byte, SHA-256 ${sha256.slice(0, 16)}`,
    state: 'ok',
    detail: `from ${from}`,
  })),
})

const deltaSection = (deltas: readonly TableDelta[], files: readonly string[]): Section => ({
  title: 'Done in the database since the move',
  rows: [
    ...deltas
      .filter((one) => sizeOf(one) > 0)
      .map((one) => ({ label: one.table, value: deltaWords(one), state: 'open' as const })),
    ...files.map((file) => ({ label: 'written down in', value: file, state: 'note' as const })),
  ],
})
