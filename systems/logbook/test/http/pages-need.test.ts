/** What the pages of the book ask for beside its old list of endpoints. */
import { describe, expect, test } from 'vitest'
import { dueAt } from '../../src/book/due.ts'
import { query } from '../support.ts'
import { form, testBook, ticket } from './support.ts'

const entry = {
  entry_date: '2025-04-10T10:00',
  code: 'H',
  text: '26.1 Example Harbour\n\n  26.3 12.5 t of fuel oil  ',
  engineer_name: 'Odd Larkspur',
  engineer_title: 'Chief Engineer',
} as const

describe('POST /api/orb-entries', () => {
  test('writes head, items and signature as the book has them, with nothing empty in between', async () => {
    const { call, db } = await testBook()
    const { status, body } = await call('engineer', 'POST /api/orb-entries', entry)
    expect([status, (body as { warnings: unknown }).warnings]).toEqual([201, []])
    expect(query(db, "select entry_text, sounding_id from orb_entries where code = 'H'")).toEqual([
      {
        entry_text:
          'DATE: 10 APR 2025\nCODE: H\n\n26.1 Example Harbour\n26.3 12.5 t of fuel oil\n\nOdd Larkspur, (Chief Engineer) 10 APR 2025',
        sounding_id: null,
      },
    ])
  })

  test('of a day before the newest entry is written and said to be late', async () => {
    const { call } = await testBook()
    const { body } = await call('engineer', 'POST /api/orb-entries', { ...entry, entry_date: '2025-03-01T10:00' })
    expect(body).toMatchObject({ warnings: [{ code: 'late_entry' }] })
  })

  test.each([
    [{ code: 'J' }, 'code'],
    [{ text: '  ' }, 'text'],
    [{ entry_date: 'yesterday' }, 'entry_date'],
    [{ engineer_name: '7' }, 'engineer_name'],
    [{ engineer_title: '' }, 'engineer_title'],
  ])('refuses %j by its field and writes nothing', async (change, field) => {
    const { call, db } = await testBook()
    const answer = await call('engineer', 'POST /api/orb-entries', { ...entry, ...change })
    expect(answer.status).toBe(400)
    expect(Object.keys((answer.body as { details: object }).details)).toEqual([field])
    expect(query(db, "select id from orb_entries where code = 'H'")).toEqual([])
  })
})

test('GET /api/hitches pages all forms, the newest first', async () => {
  const { call, db } = await testBook()
  await call('chief_engineer', 'POST /api/hitch/start', form)
  const { body } = await call('viewer', 'GET /api/hitches?per_page=2')
  const ids = query(db, 'select id from hitch_records order by date desc, id desc limit 2')
  expect(body).toMatchObject({ page: 1, per_page: 2, items: ids })
  expect((body as { total: number }).total).toBe(query(db, 'select id from hitch_records').length)
})

describe('what is due', () => {
  const now = '2025-04-10 08:00:00.000000'

  test('a sounding a week, a ticket a day, a crew three weeks; the soonest first', () => {
    const newest = {
      sounding: '2025-04-06T10:00:00-04:00',
      ticket: '2025-04-08 08:00:00.000000',
      hitch: '2025-03-23 11:00',
    }
    expect(dueAt(now, newest)).toEqual([
      { what: 'fuel_ticket', due_on: '2025-04-09', days: -1 },
      { what: 'sounding', due_on: '2025-04-13', days: 3 },
      { what: 'crew_change', due_on: '2025-04-13', days: 3 },
    ])
  })

  test('before the first one it is due today; without a hitch nobody leaves', () => {
    expect(dueAt(now, { sounding: null, ticket: null, hitch: null })).toEqual([
      { what: 'sounding', due_on: '2025-04-10', days: 0 },
      { what: 'fuel_ticket', due_on: '2025-04-10', days: 0 },
    ])
  })

  test('the board tells it by the clock on board, with how the book stands', async () => {
    const { call, db } = await testBook()
    await call('engineer', 'POST /api/fuel-tickets', ticket)
    const { body } = await call('viewer', 'GET /api/dashboard/full')
    const entries = query(db, 'select count(*) as n from orb_entries')[0]?.['n']
    expect(body).toMatchObject({
      ship: { zone: 'America/New_York', clock: '2025-04-10 10:00:00.000000' },
      book: { entries, struck: 0 },
    })
    const { due } = body as { due: readonly { what: string; due_on: string; days: number }[] }
    expect(due.find(({ what }) => what === 'fuel_ticket')).toEqual({
      what: 'fuel_ticket',
      due_on: '2025-04-11',
      days: 1,
    })
  })
})
