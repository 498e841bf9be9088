import { down, type Project, type RunResult, up } from 'millwright'
import { type Follow, watchOf } from './follow.ts'
import { moveEnd } from './history.ts'

/** Brings a moved database to the head of its history; undefined when it stands there already. */
export async function applyFollowUps(project: Project, follow: Follow = {}): Promise<RunResult | undefined> {
  const end = await up(project, { ...watchOf(follow), yes: true })
  return 'report' in end ? end : undefined
}

/**
 * Takes back what came after the move, so that every table has the form in which it was moved; undefined when nothing came.
 * What only the later form can hold is gone afterwards.
 */
export async function takeBackFollowUps(project: Project, follow: Follow = {}): Promise<RunResult | undefined> {
  const end = await down(project, { ...watchOf(follow), target: moveEnd, yes: true })
  return 'report' in end ? end : undefined
}

/** As {@link takeBackFollowUps} on a copy that is thrown away: without a backup, and whatever is lost by it. */
export async function takeBackOnCopy(copy: Project): Promise<void> {
  const end = await down(copy, { target: moveEnd, yes: true, backup: false, onConflict: 'keep-old' })
  if ('report' in end && end.verdict !== 'PROVED')
    throw new Error(`the follow-ups could not be taken back on a copy: ${end.why}`)
}
