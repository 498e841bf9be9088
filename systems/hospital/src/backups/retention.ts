import type { Shelved } from './shelf.ts'

/** How many of the newest always stay, and how many days the others. */
const retention = { keep: 3, days: 30 } as const

/** Why a backup stays whatever its age, by its name. @param needed ids of the engine's backups that a run needs */
export function keptBecause(backups: readonly Shelved[], needed: ReadonlySet<string>): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>()
  for (const [at, { name, manifest }] of backups.filter(({ isReadable }) => isReadable).entries()) {
    if (at < retention.keep) reasons.set(name, `it is one of the newest ${retention.keep}`)
    else if (manifest !== undefined && needed.has(manifest.database.id))
      reasons.set(name, 'a run needs it for its way back')
  }
  return reasons
}

/**
 * The backups that may go by themselves. One that cannot be read never does: a person should look at it.
 * @param backups of one kind, the newest first
 */
export function outdated(backups: readonly Shelved[], needed: ReadonlySet<string>, now: string): readonly Shelved[] {
  const kept = keptBecause(backups, needed)
  const oldest = Date.parse(now) - retention.days * 24 * 3600_000
  return backups.filter(
    ({ name, isReadable, createdAt }) => isReadable && !kept.has(name) && Date.parse(createdAt) < oldest,
  )
}
