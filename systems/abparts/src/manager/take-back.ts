import { isProblem, type Project, rollback, type RunResult, status } from 'millwright'
import { readBackup } from '../backup/read.ts'
import { fingerprintsOf } from '../backup/tables.ts'
import { onConnection } from '../database/engine.ts'
import { type ManagerOptions, projectOf } from './options.ts'

/** What a roll-back did. `equal` says whether every table is what it was, by the backup and by the engine's own proof. */
export type TakenBack = { readonly performed: boolean; readonly equal: boolean; readonly reason: string }

/**
 * Takes a migration back; what goes wrong is told, not thrown. Rows that differ are left as they are: they could be somebody's
 * work of the meantime, and only a person can tell.
 */
export async function takeBack(options: ManagerOptions, id: string, backup?: string): Promise<TakenBack> {
  try {
    const project = await projectOf(options)
    const { performed, isProved } = await undo(project, id)
    const differing = isProved || backup === undefined ? [] : await differingTables(project, backup)
    if (isProved || (backup !== undefined && differing.length === 0)) return { performed, equal: true, reason: 'equal' }
    return { performed, equal: false, reason: `other rows than before: ${differing.join(', ')}.${wayOut(backup)}` }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { performed: false, equal: false, reason: `${reason}${wayOut(backup)}` }
  }
}

/** The words that bring every row of the backup back. */
const wayOut = (backup: string | undefined): string =>
  backup === undefined ? '' : ` Type \`npm run -s abparts -- rollback --backup ${backup} --accept-conflicts\`.`

type Undone = { readonly performed: boolean; readonly isProved: boolean }

const nothingDone: Undone = { performed: false, isProved: true }

/** Undone by the engine, as far as it had begun anything. */
async function undo(project: Project, id: string): Promise<Undone> {
  const { migrations, lastRun } = await status(project)
  if (lastRun?.id !== id && !migrations.some(({ run }) => run === id)) return nothingDone
  try {
    const result = await undoAll(project, { run: id, yes: true, backup: false, onConflict: 'keep-old' })
    if (result.verdict === 'FAILED') throw new Error(result.why)
    return { performed: true, isProved: result.verdict === 'REVERTED' }
  } catch (error) {
    if (isProblem(error) && error.code === nothingToRollBack) return nothingDone
    throw error
  }
}

/**
 * A migration whose rows were changed behind its back is undone and not proved, and the engine stops there; those below it are
 * asked for once more.
 */
export async function undoAll(
  project: Project,
  flags: Parameters<typeof rollback>[1] & { run: string },
): Promise<RunResult> {
  for (;;) {
    const result = await rollback(project, flags)
    if (result.verdict !== 'APPLIED, NOT PROVED') return result
    const { migrations } = await status(project)
    if (!migrations.some(({ run, state }) => run === flags.run && state !== 'pending')) return result
  }
}

/** What the engine says when nothing of a run is left to undo. */
export const nothingToRollBack = 'RUN124'

/** Tables whose rows are not those of a backup. */
export async function differingTables(project: Project, path: string): Promise<readonly string[]> {
  const { tables } = await readBackup(project, path)
  const found = await onConnection(project, (db) => fingerprintsOf(db))
  const wanted = new Map(tables.map(({ name, fingerprint }) => [name, fingerprint]))
  const names = [...new Set([...wanted.keys(), ...Object.keys(found)])].toSorted()
  return names.filter((name) => wanted.get(name) !== found[name])
}
