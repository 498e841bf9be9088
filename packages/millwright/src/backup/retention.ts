import { rm } from 'node:fs/promises'
import { type Clock, systemClock } from '../kernel/clock.ts'
import { plural } from '../kernel/text.ts'
import { claim, release } from '../kernel/claim.ts'
import { trustedDirectory } from './directory.ts'
import { removeDatabase, syncDirectory } from './files.ts'
import { removeLeftovers } from './leftovers.ts'
import { listBackups } from './list.ts'
import { endings, isProved, type Manifest, newestFirst, pathsOf } from './manifest.ts'

/** How many and how long backups are kept; `referenced` names those that a run needs for its way back. */
export type RetentionPolicy = {
  readonly keep: number
  readonly days: number
  readonly referenced: ReadonlySet<string>
}

/** Whether a backup stays, and why. */
export type RetentionDecision = { readonly id: string; readonly keep: boolean; readonly because: string }

/** Decides which backups may go, newest first. Pure. */
export function planRetention(
  manifests: readonly Manifest[],
  policy: RetentionPolicy,
  now: Date,
): readonly RetentionDecision[] {
  const sorted = manifests.toSorted(newestFirst)
  const lastProved = sorted.find(isProved)
  return sorted.map((manifest, at) => decide({ manifest, at, isLastProved: manifest === lastProved }, policy, now))
}

type Candidate = { readonly manifest: Manifest; readonly at: number; readonly isLastProved: boolean }

function decide({ manifest, at, isLastProved }: Candidate, policy: RetentionPolicy, now: Date): RetentionDecision {
  const { id, createdAt } = manifest
  const age = (now.getTime() - Date.parse(createdAt)) / dayMs
  const reasons: readonly (readonly [boolean, string])[] = [
    [!(at >= policy.keep), `it is one of the newest ${policy.keep}`],
    [isLastProved, 'it is the last one that was proved'],
    [policy.referenced.has(id), 'a run needs it for its way back'],
    [!(age > policy.days), `it is not older than ${plural(policy.days, 'day')}`],
  ]
  const because = reasons.find(([holds]) => holds)?.[1]
  return { id, keep: because !== undefined, because: because ?? `it is older than ${plural(policy.days, 'day')}` }
}

const dayMs = 24 * 3600_000

/** What to tidy, and by which rule. */
export type PruneOrder = { readonly directory: string; readonly policy: RetentionPolicy; readonly clock?: Clock }

/** What was decided on each backup, which went, and of which killed runs something was left. */
export type Pruned = {
  readonly decisions: readonly RetentionDecision[]
  readonly removed: readonly string[]
  readonly leftovers: readonly string[]
}

/**
 * Removes what the policy lets go, and what killed runs left behind. Backups whose file or manifest is damaged are not
 * touched and do not count.
 *
 * @throws BAK101
 */
export async function pruneBackups({ directory, policy, clock = systemClock }: PruneOrder): Promise<Pruned> {
  const path = await trustedDirectory(directory)
  const leftovers = await removeLeftovers(path, clock.now())
  const { backups } = await listBackups(path)
  const decisions = planRetention(backups, policy, clock.now())
  const removed: string[] = []
  for (const { id, keep } of decisions) if (!keep && (await removeBackup(path, id))) removed.push(id)
  await syncDirectory(path)
  return { decisions, removed, leftovers }
}

/** The manifest goes first: what a kill leaves is a claimed copy without one, which is a leftover. */
async function removeBackup(directory: string, id: string): Promise<boolean> {
  const paths = pathsOf(directory, id)
  if (!(await claim(paths.claim))) return false
  await rm(paths.manifest, { force: true })
  for (const ending of endings) await removeDatabase(pathsOf(directory, id, ending).file)
  await release(paths.claim)
  return true
}
