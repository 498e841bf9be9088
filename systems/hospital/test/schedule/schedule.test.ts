import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Schedule, startSchedule } from '../../src/schedule/schedule.ts'
import { changeSettings } from '../../src/settings/store.ts'
import { databaseOf, eventsOf, exec, filesIn, query } from '../backups/support.ts'
import { testHospital, type TestHospital } from '../http/support.ts'

const hourMs = 3600_000

let hospital: TestHospital
let reported: unknown[]
beforeEach(async () => {
  hospital = await testHospital({ ocm: 8, ppm: 8, training: 2 })
  reported = []
})

async function start(): Promise<Schedule> {
  const outside = { mail: undefined, contact: 'mailto:a@b.invalid' }
  const schedule = await startSchedule(hospital.desk, { ...outside, report: (error) => reported.push(error) })
  onTestFinished(() => schedule.stop())
  return schedule
}

const set = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
  await hospital.desk.change({ actor: 'admin' }, (db, act) => changeSettings(db, act, settings))
}

const eventsBy = (actor: string): readonly string[] =>
  query(
    databaseOf(hospital),
    `select event_type || ': ' || description as text from audit_log where performed_by = '${actor}' order by id`,
  ).map(({ text }) => String(text))

const statuses = (): readonly unknown[] =>
  query(databaseOf(hospital), 'select status, count(*) as n from ocm_equipment group by status order by status')

test('statuses are refreshed at the start, then once with every new day, and told of once each', async () => {
  const right = statuses()
  exec(databaseOf(hospital), "update ocm_equipment set status = 'Maintained'")
  const schedule = await start()
  expect(statuses()).toEqual(right)
  expect(eventsBy('schedule')).toEqual([
    expect.stringMatching(/^Equipment Updated: Statuses were brought to 2025-06-28: \d+ changed$/),
  ])
  hospital.wait(hourMs)
  await schedule.runDue()
  expect(eventsBy('schedule')).toHaveLength(1)
  hospital.wait(2 * 365 * 24 * hourMs)
  await schedule.runDue()
  await schedule.runDue()
  expect(statuses()).toEqual([{ status: 'Overdue', n: 8 }])
  expect(eventsBy('schedule')).toHaveLength(2)
  expect(eventsBy('schedule')[1]).toContain('Statuses were brought to 2027-06-28')
})

test('midnight is that of the place, not of Greenwich', async () => {
  const schedule = await start()
  const midnight = new Date(2025, 5, 29, 0, 0, 0).getTime()
  hospital.wait(midnight - 1 - Date.parse(hospital.desk.now()))
  await schedule.runDue()
  expect(eventsBy('schedule')).toHaveLength(1)
  hospital.wait(1)
  await schedule.runDue()
  expect(eventsBy('schedule')).toHaveLength(2)
})

test('a backup is made as often as the settings say, and never without them', async () => {
  const schedule = await start()
  expect(eventsBy('schedule').filter((text) => text.startsWith('Backup'))).toEqual([])
  await set({ automatic_backup_enabled: true, automatic_backup_interval_hours: 6 })
  await schedule.runDue()
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(1)
  hospital.wait(6 * hourMs - 1)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(1)
  hospital.wait(1)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(2)
  await set({ automatic_backup_enabled: false })
  hospital.wait(7 * hourMs)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(2)
})

test('what was missed while the server was off is done once when it starts, not as often as it was missed', async () => {
  await set({ automatic_backup_enabled: true, automatic_backup_interval_hours: 1 })
  const first = await start()
  await first.stop()
  hospital.wait(50 * hourMs)
  const second = await start()
  await second.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(2)
})

test('a backup by hand is no automatic one; both count for what is kept', async () => {
  await hospital.call('Admin', 'POST /api/backup/full')
  await set({ automatic_backup_enabled: true, automatic_backup_interval_hours: 24 })
  await start()
  expect(filesIn(hospital, 'full')).toHaveLength(2)
})

test('old backups go with a new day, by the name of the schedule', async () => {
  for (let at = 0; at < 5; at++) await hospital.call('Admin', 'POST /api/backup/full')
  const schedule = await start()
  expect(filesIn(hospital, 'full')).toHaveLength(5)
  hospital.wait(40 * 24 * hourMs)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(3)
  expect(eventsBy('schedule').filter((text) => text.startsWith('Backup Deleted'))).toHaveLength(2)
})

test('work that fails is reported, told of, tried again after a quarter of an hour, and stops nothing else', async () => {
  const schedule = await start()
  exec(databaseOf(hospital), "update settings set value = '25000' where key = 'automatic_backup_interval_hours'")
  await schedule.runDue()
  await schedule.runDue()
  expect(reported.map((error) => (error as { code?: string }).code)).toEqual(['HOSP301', 'HOSP301'])
  const failures = () => eventsBy('schedule').filter((text) => text.startsWith('System Error'))
  expect(failures()[0]).toBe(
    'System Error: The scheduled work "automatic backup" failed; it is tried again in a quarter of an hour',
  )
  expect(failures()).toHaveLength(2)
  hospital.wait(hourMs / 4)
  await schedule.runDue()
  expect(failures()).toHaveLength(4)
  exec(databaseOf(hospital), "update settings set value = '1' where key = 'automatic_backup_interval_hours'")
  await set({ automatic_backup_enabled: true })
  hospital.wait(hourMs / 4)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toHaveLength(1)
})

test('two calls at once do the work once; stopped, it begins nothing more and waits for what is under way', async () => {
  await set({ automatic_backup_enabled: true })
  const schedule = await start()
  expect(filesIn(hospital, 'full')).toHaveLength(1)
  hospital.wait(25 * hourMs)
  const both = [schedule.runDue(), schedule.runDue()]
  await schedule.stop()
  const made = filesIn(hospital, 'full')
  await Promise.all(both)
  expect(filesIn(hospital, 'full')).toEqual(made)
  hospital.wait(25 * hourMs)
  await schedule.runDue()
  expect(filesIn(hospital, 'full')).toEqual(made)
  expect(eventsOf(hospital, 1)).toHaveLength(1)
})

test('it looks every minute by itself', async () => {
  vi.useFakeTimers({ now: Date.parse(hospital.desk.now()), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  await start()
  expect(eventsBy('schedule')).toHaveLength(1)
  hospital.wait(24 * hourMs)
  await vi.advanceTimersByTimeAsync(61_000)
  await vi.waitFor(() => expect(eventsBy('schedule')).toHaveLength(2), { timeout: 5000 })
})
