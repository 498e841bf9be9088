import { createECDH, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { MailServer } from '../../src/mail/server.ts'
import { startSchedule } from '../../src/schedule/schedule.ts'
import { changeSettings } from '../../src/settings/store.ts'
import { databaseOf, exec, query } from '../backups/support.ts'
import { testHospital, type TestHospital } from '../http/support.ts'

const hourMs = 3600_000

let hospital: TestHospital
let reported: unknown[]
beforeEach(async () => {
  hospital = await testHospital({ ocm: 4, ppm: 4, training: 2 })
  reported = []
  exec(databaseOf(hospital), "update ocm_equipment set next_maintenance = '2025-06-29', service_date = '2024-06-29'")
})

async function start(mail: MailServer | undefined) {
  const report = (error: unknown): void => void reported.push(error)
  const schedule = await startSchedule(hospital.desk, { mail, contact: 'mailto:a@b.invalid', report })
  onTestFinished(() => schedule.stop())
  return schedule
}

const set = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
  await hospital.desk.change({ actor: 'admin' }, (db, act) => changeSettings(db, act, settings))
}

const eventsOfType = (type: string): readonly string[] =>
  query(
    databaseOf(hospital),
    `select status || ' ' || description as text from audit_log where event_type = '${type}' and imported = 0 order by id`,
  ).map(({ text }) => String(text))

/** A mail server that counts, and refuses while it is told to. */
async function mailServer() {
  const state = { letters: 0, refuses: false }
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      stream.resume()
      stream.on('end', () => {
        if (state.refuses) return done(new Error('not now'))
        state.letters++
        done()
      })
    },
  })
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
  const { port } = smtp.server.address() as AddressInfo
  return { state, mail: { host: '127.0.0.1', port, isSecure: false, from: 'register@example.org', account: undefined } }
}

/** The next moment at which it is this hour where the test runs. */
function waitForHour(hour: number): void {
  const at = new Date(hospital.desk.now())
  const wanted = new Date(at.getFullYear(), at.getMonth(), at.getDate() + (at.getHours() < hour ? 0 : 1), hour)
  hospital.wait(wanted.getTime() - at.getTime())
}

const reminders = { enable_automatic_reminders: true, recipient_email: 'desk@example.org', cc_emails: '' }

test('reminders go out from their hour on, once; an hour that was missed is made up for', async () => {
  const { state, mail } = await mailServer()
  await set({ ...reminders, email_send_time_hour: 7 })
  waitForHour(6)
  exec(databaseOf(hospital), `update ocm_equipment set next_maintenance = '${hospital.desk.today()}'`)
  const schedule = await start(mail)
  expect(state.letters).toBe(0)
  hospital.wait(5 * hourMs)
  await schedule.runDue()
  expect(eventsOfType('Reminder Sent')[0]).toContain('The URGENT reminder of ')
  const sent = state.letters
  expect(sent).toBeGreaterThan(0)
  hospital.wait(hourMs)
  await schedule.runDue()
  expect(state.letters).toBe(sent)
  expect(reported).toEqual([])
})

test('a mail server that refuses is asked again after a quarter of an hour, not every minute', async () => {
  const { state, mail } = await mailServer()
  await set({ ...reminders, email_send_time_hour: 0 })
  state.refuses = true
  const schedule = await start(mail)
  const failed = eventsOfType('Email Notification').length
  expect(failed).toBeGreaterThan(0)
  hospital.wait(60_000)
  await schedule.runDue()
  expect(eventsOfType('Email Notification')).toHaveLength(failed)
  expect(String(reported[0])).toContain('the mail server did not take the reminders URGENT')
  state.refuses = false
  hospital.wait(15 * 60_000)
  await schedule.runDue()
  expect(state.letters).toBe(failed)
})

test('without a mail server nothing is tried', async () => {
  await set({ ...reminders, email_send_time_hour: 0 })
  await start(undefined)
  expect([reported, eventsOfType('Email Notification')]).toEqual([[], []])
})

test('a push message goes to who subscribed, as often as the settings say', async () => {
  let got = 0
  const service = createServer((request, response) => {
    got++
    request.resume().on('end', () => response.writeHead(201).end())
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void service.close(() => resolve())))
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}/a`
  const schedule = await start(undefined)
  await set({ push_notifications_enabled: true, push_notification_interval_minutes: 30 })
  await schedule.runDue()
  expect([got, eventsOfType('System Error')]).toEqual([0, []])
  exec(
    databaseOf(hospital),
    `insert into push_subscriptions values ('${endpoint}', '${ecdh.getPublicKey().toString('base64url')}',
      '${randomBytes(16).toString('base64url')}', '2025-01-01T00:00:00.000Z')`,
  )
  await schedule.runDue()
  await schedule.runDue()
  expect(got).toBe(1)
  expect(eventsOfType('Push Notification')).toEqual([expect.stringContaining('1 sent, 0 dropped, 0 failed')])
  hospital.wait(30 * 60_000)
  await schedule.runDue()
  expect(got).toBe(2)
})
