import { createBackup } from '../backup/create.ts'
import { type BackupList, listBackups } from '../backup/list.ts'
import { type Manifest, readManifest } from '../backup/manifest.ts'
import { urlWithSuffix } from '../backup/place.ts'
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
import { type KeyFlags, keyForNew, keyOf } from './backup-key.ts'
import { noBackups, noDatabase, needsYes } from './problems.ts'
import { type Project, refuseOtherEnvironment } from './project.ts'
import { version } from './version.ts'
import { withState } from './with-state.ts'

export type BackupFlags = KeyFlags & { readonly reason?: string; readonly label?: string }

/**
 * Copies the project's database as it stands at one moment into the directory of its backups, and proves the copy before
 * it gets its name. Writers of other processes go on meanwhile.
 *
 * @throws CONF106 when there is no database, BAK1xx; then there is no new backup
 * @example const { id, sha256 } = await createBackup(project, { reason: 'every night' })
 */
export async function backupCreate(
  project: Project,
  { reason = 'by hand', label, ...keyFlags }: BackupFlags = {},
): Promise<Manifest> {
  const { dialect, url, backups: directory, clock, target } = project
  if (!(await dialect.exists(url))) throw noDatabase(target)
  await refuseOtherEnvironment(project)
  const key = await keyForNew(project, keyFlags)
  const more = { ...(label === undefined ? {} : { label }), ...(key === undefined ? {} : { key }) }
  return createBackup({ dialect, url, directory, clock, reason, engine: `millwright ${version}`, ...more })
}

/** The backups in the project's directory, newest first, and what is wrong with others that lie there. @throws BAK101 */
export const backupList = ({ backups }: Project): Promise<BackupList> => listBackups(backups)

/**
 * Opens one backup, or the newest, and compares every table with what was read when it was made; no finding means that
 * it is whole. @throws BAK1xx, BAK120 when there is none
 */
export async function backupProve(project: Project, id?: string, flags: KeyFlags = {}): Promise<ProvedBackup> {
  const { dialect, url: near, backups: directory, clock } = project
  const key = await keyOf(project, flags)
  const ref = { dialect, directory, clock, near, id: id ?? (await newestOf(project)) }
  return proveBackup(key === undefined ? ref : { ...ref, key })
}

async function newestOf({ backups }: Project): Promise<string> {
  const [newest] = (await listBackups(backups)).backups
  if (newest === undefined) throw noBackups(backups)
  return newest.id
}

export type RestoreFlags = Pick<KeyFlags, 'keyFile'> & {
  readonly id: string
  /** Replacing a database that is there needs a yes. */
  readonly yes: boolean
  /** Where the old file goes; false to let it go. Without a word it stays beside the new one as `….before-restore-<time>`. */
  readonly aside?: string | false
}

/**
 * Proves a backup and puts it in the database's place in one step; the result is compared with the backup. No process may
 * have the database open, this one included.
 *
 * @throws RUN126 unless it was confirmed, BAK1xx: the database is as it was; BAK111: restored, but not equal
 * @example await restoreBackup(project, { id: 'backup_20260131_235959', yes: true })
 */
export async function backupRestore(
  project: Project,
  { id, yes, aside, ...keyFlags }: RestoreFlags,
): Promise<Restored> {
  const { dialect, url, backups: directory, clock, target } = project
  await readManifest(directory, id) // nobody is asked about a backup that is not there
  await refuseOtherEnvironment(project)
  if (!yes && (await dialect.exists(url)))
    throw needsYes(`${target} is replaced by ${id}; the present one is kept beside it under another name`)
  const key = await keyOf(project, keyFlags)
  const more = { ...(aside === undefined ? {} : { aside }), ...(key === undefined ? {} : { key }) }
  return restoreBackup({ dialect, url, directory, clock, id, ...more })
}

/**
 * Proves a backup and restores it into a new database beside the present one, which is left as it is.
 * @throws BAK1xx; then there is no new database
 * @example const { target } = await restoreBackupBeside(project, { id: 'backup_20260131_235959' })
 */
export async function backupRestoreBeside(
  project: Project,
  { id, ...keyFlags }: Pick<RestoreFlags, 'id' | 'keyFile'>,
): Promise<Restored> {
  const { dialect, backups: directory, clock } = project
  await readManifest(directory, id)
  const key = await keyOf(project, keyFlags)
  const url = await freeUrl(project, `_${id.replace(/^backup_/, '')}`)
  return restoreBackup({ dialect, url, directory, clock, id, aside: false, ...(key === undefined ? {} : { key }) })
}

async function freeUrl({ dialect, url }: Project, suffix: string): Promise<string> {
  for (let times = 1; ; times++) {
    const beside = urlWithSuffix(url, times === 1 ? suffix : `${suffix}_${times}`)
    if (!(await dialect.exists(beside))) return beside
  }
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
  const referenced = await neededBackups(project)
  return { keep: keep ?? configured?.keep ?? 10, days: days ?? configured?.days ?? 30, referenced }
}

const namesOf = (decisions: readonly RetentionDecision[]): string => decisions.map(({ id }) => id).join(', ')

/** The ids of the backups that runs need for their way back: such a backup must not be removed. */
export const neededBackups = (project: Project): Promise<ReadonlySet<string>> =>
  withState(project, async ({ runs }) => {
    const open = runs.filter(({ state }) => canMove(state, 'reverting'))
    return new Set(open.flatMap(({ backup }) => backup ?? []))
  })
