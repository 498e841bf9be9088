import type { Clock } from '../kernel/clock.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import { appendEvents, eventTail } from '../ledger/event-log.ts'
import type { RunEvent, RunNews } from '../ledger/events.ts'
import { type Fence, holdFence } from '../ledger/lock.ts'

/** Numbers the news of a run and writes it to the ledger in groups, so that news costs no commit of its own. */
export type Recorder = {
  event(news: RunNews): RunEvent
  /** Writes what is waiting, inside a transaction that holds the fence already. */
  flushIn(tx: Queries): Promise<void>
  /** Writes what is waiting, when it has waited long enough. */
  flushIfDue(): Promise<void>
  flush(): Promise<void>
  /** The migration and step that are at work, for the news of a failure. */
  place(): { readonly migration?: string; readonly step?: string }
}

const dueMs = 500

export async function makeRecorder(db: Connection, fence: Fence, clock: Clock): Promise<Recorder> {
  let { seq } = await eventTail(db, fence.run)
  let waiting: { seq: number; at: string; news: RunNews }[] = []
  let written = seq
  let since = clock.ticks()
  let place: { migration?: string; step?: string } = {}
  const recorder: Recorder = {
    place: () => place,
    event(news) {
      const at = clock.now().toISOString()
      place = placeAfter(place, news)
      if (news.type === 'progress') return { ...news, run: fence.run, seq, at }
      if (written === seq) since = clock.ticks()
      waiting.push({ seq: ++seq, at, news })
      return { ...news, run: fence.run, seq, at }
    },
    async flushIn(tx) {
      // What is written here may still be undone with its transaction, so it waits until it is seen in the next one.
      const tail = await eventTail(tx, fence.run)
      waiting = waiting.filter((entry) => entry.seq > tail.seq)
      await appendEvents(tx, fence.run, { tail, entries: waiting })
      written = seq
    },
    async flushIfDue() {
      if (clock.ticks() - since >= dueMs) await recorder.flush()
    },
    async flush() {
      if (written === seq) return
      await db.transaction(async (tx) => {
        await holdFence(tx, fence)
        await recorder.flushIn(tx)
      })
    },
  }
  return recorder
}

function placeAfter(
  place: { migration?: string; step?: string },
  news: RunNews,
): { migration?: string; step?: string } {
  if (news.type === 'itemStarted') return { migration: news.migration }
  if (news.type === 'stepStarted') return { migration: news.migration, step: news.step }
  if (news.type === 'stepDone') return { migration: news.migration }
  return news.type === 'itemDone' ? {} : place
}
