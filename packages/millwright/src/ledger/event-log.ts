import type { Queries } from '../kernel/connection.ts'
import { sha256 } from '../kernel/hash.ts'
import { readJson, storedJson } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'
import { countOf } from '../kernel/value.ts'
import type { RunEvent, RunNews } from './events.ts'
import { eventChainBroken } from './problems.ts'

export type EventTail = { readonly seq: number; readonly hash: string }

/** Appends one event; each carries the hash of the one before it, so that a later change shows. */
export async function appendEvent(
  tx: Queries,
  run: string,
  entry: { tail: EventTail; at: string; news: RunNews },
): Promise<EventTail> {
  const { tail, at, news } = entry
  const seq = tail.seq + 1
  const data = storedJson(news)
  const hash = chain(tail.hash, { seq, at, data })
  await tx.run(
    sql`insert into millwright_event (run, seq, at, type, data, hash) values (${run}, ${seq}, ${at}, ${news.type}, ${data}, ${hash})`,
  )
  return { seq, hash }
}

export async function eventTail(db: Queries, run: string): Promise<EventTail> {
  const row = await db.get(sql`select seq, hash from millwright_event where run = ${run} order by seq desc limit 1`)
  return row === undefined ? { seq: 0, hash: run } : { seq: countOf(row['seq']), hash: row['hash'] as string }
}

/** All stored events of a run, after checking that none was changed, added or removed in between. @throws RUN106 */
export const readEvents = (db: Queries, run: string): Promise<readonly RunEvent[]> => readEventsAfter(db, run, 0)

/** The stored events of a run after one of them, which is looked at as well: the chain must go on from it. @throws RUN106 */
export async function readEventsAfter(db: Queries, run: string, after: number): Promise<readonly RunEvent[]> {
  const rows = await db.all(
    sql`select seq, at, type, data, hash from millwright_event where run = ${run} and seq >= ${after} order by seq`,
  )
  let previous = run
  const events = rows.map((row, place) => {
    const [seq, at, data] = [countOf(row['seq']), row['at'] as string, row['data'] as string]
    const isFirst = place === 0 && after > 0
    if (seq !== place + Math.max(1, after) || (!isFirst && chain(previous, { seq, at, data }) !== row['hash']))
      throw eventChainBroken(run, seq)
    const news = readJson(data) as RunNews
    if (news.type !== row['type']) throw eventChainBroken(run, seq) // a column beside the hashed text
    previous = row['hash'] as string
    return { ...news, run, seq, at }
  })
  return after === 0 ? events : events.slice(1)
}

const chain = (previous: string, { seq, at, data }: { seq: number; at: string; data: string }): string =>
  sha256(`${previous}\n${seq}\n${at}\n${data}`)
