import { sql } from 'millwright'
import { beforeEach, describe, expect, test } from 'vitest'
import { forgetOldEvents } from '../../src/audit/retention.ts'
import { changeSettings } from '../../src/settings/store.ts'
import { type TestHospital, testHospital } from '../http/support.ts'

const dayMs = 24 * 3600_000
const daysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString()

let hospital: TestHospital
beforeEach(async () => {
  hospital = await testHospital()
})

/** The calendar of the machine decides, so this act is of today, unlike the hospital's own clock. */
const forget = (at = daysAgo(0)): Promise<void> =>
  forgetOldEvents((work) => hospital.desk.db.write((db) => work(db, { actor: 'schedule', at, today: at.slice(0, 10) })))

const keepFor = async (days: unknown): Promise<void> => {
  await hospital.desk.change({ actor: 'admin' }, (db, act) => changeSettings(db, act, { audit_retention_days: days }))
}

const tell = (text: string, at: string): Promise<number> =>
  hospital.desk.db.write((db) =>
    db.run(sql`insert into audit_log (occurred_at, event_type, performed_by, description, status, details)
      values (${at}, 'User Action', 'a', ${text}, 'Info', '{}')`),
  )

const told = async (): Promise<readonly string[]> => {
  const rows = await hospital.desk.db.read((db) =>
    db.all(sql`select description from audit_log where performed_by in ('a', 'schedule') order by id`),
  )
  return rows.map((row) => String(row['description']))
}

test('without the setting every event stays, whatever its age', async () => {
  await tell('old', daysAgo(20_000))
  await forget()
  await keepFor(null)
  await forget()
  expect(await told()).toEqual(['old'])
})

test('older events go, which is told once; younger ones stay', async () => {
  await tell('old', daysAgo(91))
  await tell('young', daysAgo(89))
  await keepFor(90)
  await forget()
  await forget()
  expect(await told()).toEqual([
    'young',
    expect.stringMatching(/^Removed \d+ events of before \d{4}-.*Z from the audit log, which are kept for 90 days$/),
  ])
})

test('more than go at once go one transaction after the other', async () => {
  await hospital.desk.db.write((db) =>
    db.run(sql`insert into audit_log (occurred_at, event_type, performed_by, description, status, details)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 5100)
      select ${daysAgo(400)}, 'User Action', 'a', 'old', 'Info', '{}' from n`),
  )
  await keepFor(365)
  await forget()
  const events = await told()
  expect(events.filter((text) => text === 'old')).toEqual([])
  expect(events[0]).toContain('Removed 5000 events')
  expect(events).toHaveLength(2)
})

describe('the database', () => {
  const removeAll = (): Promise<number> => hospital.desk.db.write((db) => db.run(sql`delete from audit_log`))
  const guarded = 'the audit log is append-only'

  test('keeps what is younger than the setting says', async () => {
    await tell('young', daysAgo(89))
    await keepFor(90)
    await expect(removeAll()).rejects.toThrow(guarded)
  })

  test('believes its own calendar, and no program that runs ahead of it', async () => {
    await tell('young', daysAgo(1))
    await keepFor(90)
    await expect(forget(daysAgo(-1000))).rejects.toThrow(guarded)
  })

  test.each(['null', '0', '"90"', '29', '-1'])('takes %s for no permission', async (value) => {
    await keepFor(90)
    await hospital.desk.db.write((db) =>
      db.run(sql`update settings set value = ${value} where key = 'audit_retention_days'`),
    )
    await expect(removeAll()).rejects.toThrow(guarded)
  })
})

test.each([0, 29, 36_501, 90.5, '90', true])('%s is no retention', async (days) => {
  await expect(keepFor(days)).rejects.toThrow(
    'audit_retention_days: use a whole number of days from 30 to 36500, or null to keep every event',
  )
})
