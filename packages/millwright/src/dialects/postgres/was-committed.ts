import type { Session } from './session.ts'

const mostTries = 60
const pauseMs = 500

/**
 * What became of a transaction whose COMMIT was sent and never answered. The server keeps the fate of every transaction;
 * undefined when it cannot be asked, or does not know, because it is another server that took over.
 */
export async function wasCommitted(ready: () => Promise<Session>, id: string): Promise<boolean | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const fate = await askFate(ready, id)
    if (fate === 'unknown') return undefined
    if (fate === 'committed' || fate === 'aborted') return fate === 'committed'
    await new Promise((wake) => setTimeout(wake, pauseMs * Math.min(1, (tries + 1) / 5)))
  }
  return undefined
}

/** `in progress` also while no new session can be had: a server that ended may be on its way up again. */
async function askFate(ready: () => Promise<Session>, id: string): Promise<string> {
  let session: Session
  try {
    session = await ready()
  } catch {
    return 'in progress'
  }
  try {
    const { rows } = await session.ask("select coalesce(pg_catalog.pg_xact_status($1::xid8), 'unknown')", [id])
    return String(rows[0]?.[0])
  } catch {
    return session.isLost ? 'in progress' : 'unknown'
  }
}
