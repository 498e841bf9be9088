import { createBackup } from '../backup/create.ts'
import { type BackupList, listBackups } from '../backup/list.ts'
import { type Manifest, readManifest } from '../backup/manifest.ts'
import { type ProvedBackup, proveBackup } from '../backup/prove.ts'
import { type Restored, restoreBackup } from '../backup/restore.ts'
import {
  planRetention,
  pruneBackups,
  type Pruned,
  type RetentionDecision,
  type RetentionPolicy,
} from '../backup/retention.ts'
import { canMove } from '../ledger/states.ts'
import { noBackups, noDatabase, needsYes } from './problems.ts'
import type { Project } from './project.ts'
import { version } from './version.ts'
import { withState } from './with-state.ts'

export type BackupFlags = { readonly reason?: string; readonly label?: string }

/** Makes a backup by hand and proves it. @throws CONF106, BAK1xx */
export async function backupCreate(project: Project, { reason = 'by hand', label }: BackupFlags): Promise<Manifest> {
  const { dialect, url, backups: directory, clock, target } = project
  if (!dialect.exists(url)) throw noDatabase(target)
  const named = label === undefined ? {} : { label }
  return createBackup({ dialect, url, directory, clock, reason, engine: `millwright ${version}`, ...named })
}

export const backupList = ({ backups }: Project): Promise<BackupList> => listBackups(backups)

/** Proves one backup, or the newest. @throws BAK1xx, BAK120 when there is none */
export async function backupProve(project: Project, id?: string): Promise<ProvedBackup> {
  const { dialect, backups: directory, clock } = project
  return proveBackup({ dialect, directory, clock, id: id ?? (await newestOf(project)) })
}

async function newestOf({ backups }: Project): Promise<string> {
  const [newest] = (await listBackups(backups)).backups
  if (newest === undefined) throw noBackups(backups)
  return newest.id
}

export type RestoreFlags = { readonly id: string; readonly yes: boolean }

/** Puts a backup in the database's place. @throws RUN126 unless it was confirmed, BAK1xx */
export async function backupRestore(project: Project, { id, yes }: RestoreFlags): Promise<Restored> {
  const { dialect, url, backups: directory, clock, target } = project
  await readManifest(directory, id) // nobody is asked about a backup that is not there
  if (!yes && dialect.exists(url))
    throw needsYes(`${target} is replaced by ${id}; the present file is kept beside it under another name`)
  return restoreBackup({ dialect, url, directory, clock, id })
}

export type PruneFlags = {
  readonly keep?: number
  readonly days?: number
  readonly yes: boolean
  readonly dryRun?: boolean
}

/** Removes backups that are neither among the newest nor young nor needed for a way back. @throws RUN126, BAK101 */
export async function backupPrune(project: Project, flags: PruneFlags): Promise<Pruned> {
  const { backups: directory, clock } = project
  const { backups, findings } = await listBackups(directory)
  if (backups.length === 0 && findings.length === 0) return { decisions: [], removed: [], leftovers: [] }
  const policy = await policyOf(project, flags)
  const decisions = planRetention(backups, policy, clock.now())
  if (flags.dryRun === true) return { decisions, removed: [], leftovers: [] }
  const going = decisions.filter(({ keep }) => !keep)
  if (going.length > 0 && !flags.yes) throw needsYes(`these backups are removed: ${namesOf(going)}`)
  return pruneBackups({ directory, policy, clock })
}

async function policyOf(project: Project, { keep, days }: PruneFlags): Promise<RetentionPolicy> {
  const configured = project.config.backups
  const referenced = await referencedBy(project)
  return { keep: keep ?? configured?.keep ?? 10, days: days ?? configured?.days ?? 30, referenced }
}

const namesOf = (decisions: readonly RetentionDecision[]): string => decisions.map(({ id }) => id).join(', ')

/** Backups of runs that can still be rolled back. */
const referencedBy = (project: Project): Promise<ReadonlySet<string>> =>
  withState(project, async ({ runs }) => {
    const open = runs.filter(({ state }) => canMove(state, 'reverting'))
    return new Set(open.flatMap(({ backup }) => backup ?? []))
  })
