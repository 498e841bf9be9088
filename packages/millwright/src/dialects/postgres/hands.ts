import { availableParallelism } from 'node:os'
import type { OpenOptions } from '../dialect.ts'
import { openSession } from './connect.ts'
import type { Session } from './session.ts'

/** How many sessions work on one task: more would wait for the disk, and a server has others to serve. */
const most = Math.max(2, Math.min(4, availableParallelism()))

/** Several sessions of one database for as long as some work; a server without room for so many gives fewer. */
export async function withHands<T>(
  url: string,
  options: OpenOptions,
  work: (first: Session, helpers: readonly Session[]) => Promise<T>,
): Promise<T> {
  await using open = new AsyncDisposableStack()
  const opened = async () => open.adopt(await openSession(url, options), (session) => session.close())
  const first = await opened()
  const helpers: Session[] = []
  // A pooler lets a session wait for a place that the others hold until it is done.
  for (let at = 1; at < most && !first.facts.isPooled; at++) {
    const helper = await opened().catch(() => undefined)
    if (helper !== undefined) helpers.push(helper)
  }
  return await work(first, helpers)
}
