import { isProblem, type Project, rollback, status } from 'millwright'
import { readBackup } from '../backup/read.ts'
import { fingerprintsOf } from '../backup/tables.ts'
import { onConnection } from '../database/engine.ts'
import { type ManagerOptions, projectOf } from './options.ts'

/** What a roll-back did. `equal` says whether every table is what it was, by the backup and by the engine's own proof. */
export type TakenBack = { readonly performed: boolean; readonly equal: boolean; readonly reason: string }

/** Takes a migration back and compares the result with its backup; what goes wrong is told, not thrown. */
export async function takeBack(options: ManagerOptions, id: string, backup?: string): Promise<TakenBack> {
  try {
    const project = await projectOf(options)
    const performed = await undo(project, id)
    const differing = backup === undefined ? [] : await differingTables(project, backup)
    if (differing.length === 0) return { performed, equal: true, reason: 'equal' }
    return { performed, equal: false, reason: `other rows than in the backup: ${differing.join(', ')}` }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      performed: false,
      equal: false,
      reason: `${reason}${backup === undefined ? '' : ` The backup is ${backup}.`}`,
    }
  }
}

/** False when the engine had not begun anything that could be undone. */
async function undo(project: Project, id: string): Promise<boolean> {
  const { migrations, lastRun } = await status(project)
  if (lastRun?.id !== id && !migrations.some(({ run }) => run === id)) return false
  try {
    const result = await rollback(project, { run: id, yes: true, backup: false, onConflict: 'keep-old' })
    if (result.verdict !== 'REVERTED') throw new Error(`${result.verdict}: ${result.why}`)
    return true
  } catch (error) {
    if (isProblem(error) && error.code === nothingToRollBack) return false
    throw error
  }
}

const nothingToRollBack = 'RUN124'

/** Tables whose rows are not those of a backup. */
export async function differingTables(project: Project, path: string): Promise<readonly string[]> {
  const { tables } = await readBackup(path)
  const found = await onConnection(project, (db) => fingerprintsOf(db))
  const wanted = new Map(tables.map(({ name, fingerprint }) => [name, fingerprint]))
  const names = [...new Set([...wanted.keys(), ...Object.keys(found)])].toSorted()
  return names.filter((name) => wanted.get(name) !== found[name])
}
