import { neededBackups } from 'millwright'
import { recordEvent } from '../audit/record.ts'
import { mustStay } from './problems.ts'
import { keptBecause, outdated } from './retention.ts'
import { findBackup, readShelf, type Shelved, takeAway } from './shelf.ts'
import type { Tools } from './tools.ts'
import { inTurn } from './turn.ts'

/** @throws Refusal 400, 404, 409 `backup_kept` for one of the newest and for one that a run needs */
export const removeBackup = (tools: Tools, actor: string, name: string): Promise<void> =>
  inTurn(tools.project.url, async () => {
    const found = await findBackup(tools.project, name)
    const because = keptBecause(await readShelf(tools.project, found.kind), await neededBackups(tools.project)).get(
      name,
    )
    if (because !== undefined) throw mustStay(name, because)
    await takeAway(found)
    await tell(tools, actor, found)
  })

/** Removes what is older than it has to be. Returns the names. */
export const pruneBackups = (tools: Tools, actor: string): Promise<readonly string[]> =>
  inTurn(tools.project.url, async () => {
    const needed = await neededBackups(tools.project)
    const gone: string[] = []
    for (const kind of ['full', 'settings'] as const) {
      for (const old of outdated(await readShelf(tools.project, kind), needed, tools.now())) {
        await takeAway(old)
        await tell(tools, actor, old)
        gone.push(old.name)
      }
    }
    return gone
  })

async function tell({ db, now, today }: Tools, actor: string, { name, createdAt }: Shelved): Promise<void> {
  const description = `The backup ${name} was deleted`
  const event = { type: 'Backup Deleted', description, details: { name, created_at: createdAt } } as const
  await db.write((tx) => recordEvent(tx, { actor, at: now(), today: today() }, event))
}
