import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sha256 } from '../../src/kernel/hash.ts'
import { sql } from '../../src/kernel/sql.ts'
import { appendEvent, eventTail, readEvents } from '../../src/ledger/event-log.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { problemOf } from '../run/project-with.ts'

async function logOf(count: number): Promise<Connection> {
  const db = await sqlite.scratch()
  await ensureLedger(sqlite, db)
  for (let n = 1; n <= count; n++) {
    const news = { type: 'waiting', reason: `reason ${n}` } as const
    await appendEvent(db, 'r', { tail: await eventTail(db, 'r'), at: `2026-11-21T10:00:0${n}.000Z`, news })
  }
  return db
}

test('events come back as they were, in their order', async () => {
  const db = await logOf(3)
  const events = await readEvents(db, 'r')
  expect(events.map(({ seq, at, run }) => `${seq} ${at} ${run}`)).toEqual([
    '1 2026-11-21T10:00:01.000Z r',
    '2 2026-11-21T10:00:02.000Z r',
    '3 2026-11-21T10:00:03.000Z r',
  ])
  expect(events[1]).toMatchObject({ type: 'waiting', reason: 'reason 2' })
  await db.close()
})

const tamperings: Readonly<Record<string, { readonly script: readonly string[]; readonly seq: number }>> = {
  'an event is taken away': { script: ['delete from millwright_event where seq = 3'], seq: 4 },
  'the first one is taken away': { script: ['delete from millwright_event where seq = 1'], seq: 2 },
  'its words are changed': {
    script: [`update millwright_event set data = replace(data, 'reason 2', 'reason X') where seq = 2`],
    seq: 2,
  },
  'its time is changed': {
    script: [`update millwright_event set at = '2026-11-21T11:00:00.000Z' where seq = 4`],
    seq: 4,
  },
  'its hash is changed': { script: [`update millwright_event set hash = 'x' where seq = 5`], seq: 5 },
  'two change places': {
    script: [
      'update millwright_event set seq = 99 where seq = 2',
      'update millwright_event set seq = 2 where seq = 3',
      'update millwright_event set seq = 3 where seq = 99',
    ],
    seq: 2,
  },
  'one is taken away and the rest moves up': {
    script: ['delete from millwright_event where seq = 2', 'update millwright_event set seq = seq - 1 where seq > 2'],
    seq: 2,
  },
  'one is added': {
    script: [`insert into millwright_event select run, 6, at, type, data, hash from millwright_event where seq = 5`],
    seq: 6,
  },
}

test.each(Object.entries(tamperings))('%s', async (_name, { script, seq }) => {
  const db = await logOf(5)
  for (const statement of script) await db.run(sql.raw(statement))
  expect(await problemOf(readEvents(db, 'r'))).toMatchObject({
    code: 'RUN106',
    message: `The events of run r were changed by somebody: event ${seq} does not follow from the one before it.`,
  })
  await db.close()
})

test('one event is rewritten together with its own hash: the next one tells', async () => {
  const db = await logOf(5)
  const before = await db.get(sql`select hash from millwright_event where seq = 1`)
  const [at, data] = ['2026-11-21T10:00:02.000Z', '{"type":"waiting","reason":"another"}']
  const hash = sha256(`${String(before?.['hash'])}\n2\n${at}\n${data}`)
  await db.run(sql`update millwright_event set data = ${data}, hash = ${hash} where seq = 2`)
  const { code, message } = await problemOf(readEvents(db, 'r'))
  expect([code, message.includes('event 3')]).toEqual(['RUN106', true])
  await db.close()
})

test('the last event of all can be taken away unseen: the tail in the report tells', async () => {
  const db = await logOf(5)
  const { hash, seq } = await eventTail(db, 'r')
  await db.run(sql`delete from millwright_event where seq = 5`)
  expect(await readEvents(db, 'r')).toHaveLength(4)
  expect(await eventTail(db, 'r')).not.toEqual({ hash, seq })
  await db.close()
})
