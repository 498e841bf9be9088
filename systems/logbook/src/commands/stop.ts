import { setTimeout as sleep } from 'node:timers/promises'
import { runningAt, tellToStop } from '../server/mark.ts'
import { type Answer, projectOf } from './answer.ts'
import type { Ordered } from './parse.ts'
import { didNotStop } from './problems.ts'

const patience = 15_000

/** Stops the server of this book, and waits until it has ended what was under way. @throws ORB208 */
export async function stop(ordered: Ordered): Promise<Answer> {
  await projectOf(ordered)
  const url = await tellToStop(ordered.db)
  if (url === undefined) return { exit: 0, lines: ['The book is not served.'], document: { stopped: null } }
  const until = performance.now() + patience
  while ((await runningAt(ordered.db)) !== undefined) {
    if (performance.now() > until) throw didNotStop(url)
    await sleep(100)
  }
  return { exit: 0, lines: [`The server at ${url} has stopped.`], document: { stopped: url } }
}
