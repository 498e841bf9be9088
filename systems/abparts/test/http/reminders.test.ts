/** Reminders over a simulated year, summer and winter time included, against a rule written another way. */
import { expect, test } from 'vitest'
import { daysAfter, dueAt, type DueFacts, localTime } from '../../src/service/due.ts'
import { describeEachApi, id } from './support.ts'

const base = '/maintenance-protocols'
const facts: DueFacts = {
  kind: 'scheduled',
  isRecurring: true,
  interval: 250,
  hours: 0,
  lastCompleted: null,
  lastHours: 248.5,
  zone: 'Europe/Athens',
  weeklyDay: 5,
}
const noon = new Date('2025-06-02T12:00:00Z')

test.each([
  [{ hours: 448.4 }, undefined],
  [{ hours: 448.5 }, { type: 'hours_based', hours: 498.5 }],
  [{ hours: 523.4 }, { type: 'hours_based', hours: 498.5 }],
  [{ hours: 523.5 }, { type: 'overdue', hours: 498.5 }],
  [
    { isRecurring: false, interval: 50, hours: 49, lastHours: null },
    { type: 'hours_based', hours: 50 },
  ],
  [{ isRecurring: false, interval: 50, hours: 500, lastCompleted: noon }, undefined],
  [{ kind: 'custom' as const, hours: 9999 }, undefined],
])('a service with %o is %o', (change, wanted) => {
  expect(dueAt({ ...facts, ...change }, noon)).toEqual(wanted)
})

/** Where the clock stood, found without the rule's own calendar: by the text that the platform writes for people. */
const wall = (moment: Date, timeZone: string) => {
  const [date = '', time = ''] = moment.toLocaleString('sv-SE', { timeZone }).split(' ')
  return { date, hour: Number(time.slice(0, 2)) }
}

test.each(['Europe/Athens', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata', 'UTC'])(
  'every hour of a year in %s: the local day, hour and day of the week',
  (zone) => {
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2026, 0, 1); at += 3_600_000) {
      const moment = new Date(at)
      const { date, hour } = wall(moment, zone)
      const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(
        moment.toLocaleDateString('en-US', { timeZone: zone, weekday: 'short' }),
      )
      expect(localTime(moment, zone)).toEqual({ date, hour, weekday: weekday + 1 })
    }
  },
)

test.each(['Europe/Athens', 'America/New_York'])(
  'daily and weekly work in %s, hour by hour through a year, against days that are simply counted',
  (zone) => {
    const done: Date[] = []
    const days = new Set<string>()
    for (let at = Date.UTC(2025, 0, 1), hours = 0; at < Date.UTC(2026, 0, 1); at += 3_600_000, hours++) {
      const now = new Date(at)
      if (hours % 53 === 0) done.push(now) // somebody does the work at odd hours
      if (hours % 53 === 0) days.add(wall(now, zone).date)
      const last = done.at(-1) ?? null
      const { date, hour } = wall(now, zone)
      const isDoneOn = (day: string): boolean => days.has(day)
      const daily = dueAt({ ...facts, kind: 'daily', lastCompleted: last, zone }, now)
      expect(daily).toEqual(hour >= 18 && !isDoneOn(date) ? { type: 'daily', date } : undefined)
      // The week is looked at day by day, back to its Monday.
      const back7 = [0, 1, 2, 3, 4, 5, 6].map((back) => daysAfter(date, -back))
      const monday = back7.findIndex((day) => new Date(`${day}T12:00:00Z`).getUTCDay() === 1)
      const week = back7.slice(0, monday + 1)
      const friday = week.find((day) => new Date(`${day}T12:00:00Z`).getUTCDay() === 5)
      const weekly = dueAt({ ...facts, kind: 'weekly', lastCompleted: last, zone }, now)
      const isDue = friday !== undefined && !week.some(isDoneOn)
      expect(weekly).toEqual(isDue ? { type: 'weekly', date: friday } : undefined)
    }
  },
  120_000,
)

describeEachApi('the job', (api) => {
  test('writes down what the rule says for every machine, and a second time nothing', async () => {
    const { call, desk } = api()
    await desk.db.write((session) =>
      session.exec(`insert into machines (customer_organization_id, model_type, machine_model, name, serial_number, current_hours)
        select case n % 2 when 0 then '${id(2)}'::uuid else '${id(3)}' end, 'V4.0', 'V4.0', 'M' || n, 'M' || n, n from generate_series(1, 1200) as n;
        update machines set status = 'inactive' where name = 'M1200'`),
    )
    const generate = async (moment: string) =>
      (await call('boss', `POST ${base}/reminders/generate`, { as_of: moment })).body
    // 18:30 in Athens is 11:30 in New York: the day is over for one customer only.
    const first = await generate('2025-06-02T15:30:00Z')
    const machinesOfA = 2 + 599
    const announced = 1 + 1199 - 199 // the first 50 of A2, and hours from 200 on
    expect(first).toMatchObject({ created: machinesOfA + announced, replaced: 0 })
    expect(await generate('2025-06-02T15:31:00Z')).toMatchObject({ created: 0, replaced: 0 })
    const kinds = await desk.db.read((session) =>
      session.query(
        `select reminder_type as type, count(*)::int as n from maintenance_reminders group by 1 order by 1`,
      ),
    )
    expect(kinds.map(({ type, n }) => ({ type, n: Number(n) }))).toEqual([
      { type: 'daily', n: machinesOfA },
      { type: 'hours_based', n: 76 },
      { type: 'overdue', n: announced - 76 },
    ])
    await desk.db.write((session) =>
      session.exec(`update machines set current_hours = current_hours + 100 where name = 'M200'`),
    )
    expect(await generate('2025-06-02T15:32:00Z')).toMatchObject({ created: 1, replaced: 1 })
  })

  test('a reminder is answered once, and what was dismissed is not brought up again', async () => {
    const { call } = api()
    const [one, other] = (await call('userA', `GET ${base}/reminders/pending?limit=2`)).list
    const both = await Promise.all(
      (['userA', 'adminA'] as const).map((who) => call(who, `PUT ${base}/reminders/${one?.id}/acknowledge`)),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await call('userA', `PUT ${base}/reminders/${other?.id}/dismiss`)).toMatchObject({
      status: 200,
      body: { status: 'dismissed', acknowledged_by_user_id: id(14), acknowledged_at: '2025-06-02T08:00:00+00:00' },
    })
    expect(
      (await call('boss', `POST ${base}/reminders/generate`, { as_of: '2025-06-02T15:33:00Z' })).body,
    ).toMatchObject({
      created: 0,
    })
    const overdue = await call('userB', `GET ${base}/reminders/overdue?limit=1000`)
    expect(overdue.list.every(({ reminder_type: type }) => type === 'overdue')).toBe(true)
    expect(overdue.list.length).toBeGreaterThan(100)
  })

  test('machines whose hours nobody writes down are asked for on their days alone', async () => {
    const { call } = api()
    const silent = async (day: string) =>
      (await call('userA', `GET ${base}/reminders/hours-missing?as_of=2025-06-${day}T09:00:00Z`)).list.length
    expect([await silent('02'), await silent('04')]).toEqual([601, 0])
    await call('userA', `POST /machines/${id(21)}/hours`, { hours_value: 5 })
    expect(await silent('03')).toBe(600)
    expect(await call('userA', `POST /machines/${id(21)}/hours`, { hours_value: 4 })).toMatchObject({
      status: 400,
      body: { code: 'hours_fall' },
    })
  })
})
