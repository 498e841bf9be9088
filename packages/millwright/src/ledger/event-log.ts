import type { Queries } from '../kernel/connection.ts'
import { sha256 } from '../kernel/hash.ts'
import { readJson, storedJson } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'
import { countOf } from '../kernel/value.ts'
import type { RunEvent, RunNews } from './events.ts'
import { eventChainBroken } from './problems.ts'

export type EventTail = { readonly seq: number; readonly hash: string }

type Entry = { readonly at: string; readonly news: RunNews }

/** So many events go in with one statement. */
const together = 500

/** Appends one event; see {@link appendEvents}. */
export const appendEvent = (
  tx: Queries,
  run: string,
  { tail, ...entry }: Entry & { readonly tail: EventTail },
): Promise<EventTail> => appendEvents(tx, run, { tail, entries: [entry] })

/** Appends events in their order; each carries the hash of the one before it, so that a later change shows. */
export async function appendEvents(
  tx: Queries,
  run: string,
  { tail, entries }: { readonly tail: EventTail; readonly entries: readonly Entry[] },
): Promise<EventTail> {
  let { seq, hash } = tail
  const rows = entries.map(({ at, news }) => {
    const data = storedJson(news)
    hash = chain(hash, { seq: ++seq, at, data })
    return sql`(${run}, ${seq}, ${at}, ${news.type}, ${data}, ${hash})`
  })
  for (let from = 0; from < rows.length; from += together)
    await tx.run(
      sql`insert into millwright_event (run, seq, at, type, data, hash) values ${sql.join(rows.slice(from, from + together))}`,
    )
  return { seq, hash }
}

export async function eventTail(db: Queries, run: string): Promise<EventTail> {
  const row = await db.get(sql`select seq, hash from millwright_event where run = ${run} order by seq desc limit 1`)
  return row === undefined ? { seq: 0, hash: run } : { seq: countOf(row['seq']), hash: row['hash'] as string }
}

/** All stored events of a run, after checking that none was changed, added or removed in between. @throws RUN106 */
export const readEvents = (db: Queries, run: string): Promise<readonly RunEvent[]> =>
  readEventPage(db, run, { after: 0, most: 2 ** 31 })

/**
 * The stored events of a run after one of them, so many at most; that one is looked at as well: the chain must go on from it.
 * A long run has more events than anybody should hold at once.
 * @throws RUN106
 */
export async function readEventPage(
  db: Queries,
  run: string,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<readonly RunEvent[]> {
  const rows = await db.all(
    sql`select seq, at, type, data, hash from millwright_event where run = ${run} and seq >= ${after} order by seq
      limit ${after === 0 ? most : most + 1}`,
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
