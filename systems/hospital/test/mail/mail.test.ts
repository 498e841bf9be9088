import type { AddressInfo } from 'node:net'
import { sql } from 'millwright'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Post } from '../../src/mail/post.ts'
import { sendReminders } from '../../src/mail/reminders.ts'
import { type MailServer, mailServerIn, needsTls } from '../../src/mail/server.ts'
import { type TestHospital, testDay, testHospital } from '../http/support.ts'

afterEach(() => vi.unstubAllEnvs())

type Letter = { readonly to: readonly string[]; readonly text: string }

/** A mail server on the loopback that keeps what it gets. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ server: MailServer; letters: Letter[] }> {
  const letters: Letter[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        letters.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces).toString(),
        })
        done()
      })
    },
    ...options,
  })
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
  const { port } = smtp.server.address() as AddressInfo
  const server = { host: '127.0.0.1', port, isSecure: false, from: 'register@example.org', account: undefined }
  return { server, letters }
}

function startWith({ host, port, from }: MailServer): Promise<TestHospital> {
  vi.stubEnv('HOSPITAL_SMTP_HOST', host)
  vi.stubEnv('HOSPITAL_SMTP_PORT', String(port))
  vi.stubEnv('HOSPITAL_SMTP_FROM', from)
  return testHospital()
}

const setRecipients = (hospital: TestHospital, changes: object = {}) =>
  hospital.call('Admin', 'POST /api/settings', {
    recipient_email: 'desk@example.org',
    cc_emails: 'a@example.org, b@example.org',
    ...changes,
  })

const events = (hospital: TestHospital, type: string) =>
  hospital.desk.db.read((db) =>
    db.all(
      sql`select performed_by, status, description from audit_log where event_type = ${type} and imported = 0 order by id`,
    ),
  )

describe('a test message', () => {
  test('goes to those who get the reminders', async () => {
    const { server, letters } = await mailServer()
    const hospital = await startWith(server)
    await setRecipients(hospital)
    expect(await hospital.call('Admin', 'POST /api/test-email')).toMatchObject({
      status: 200,
      body: { message: 'A test message was sent to desk@example.org' },
    })
    expect(letters).toMatchObject([{ to: ['desk@example.org', 'a@example.org', 'b@example.org'] }])
    expect(letters[0]?.text).toContain('Subject: Test message of the equipment register')
    expect(await events(hospital, 'Test Email')).toMatchObject([
      { performed_by: 'test-admin', status: 'Success', description: 'A test message was sent to desk@example.org' },
    ])
  })

  test('without a mail server, or without anybody to send it to, says what to do', async () => {
    const hospital = await testHospital()
    expect((await hospital.call('Admin', 'POST /api/test-email')).body).toEqual({
      error:
        'No mail server is configured. Start the server with HOSPITAL_SMTP_HOST and HOSPITAL_SMTP_FROM in its environment',
      code: 'mail_not_configured',
      details: [],
    })
    const { server, letters } = await mailServer()
    const other = await startWith(server)
    await setRecipients(other, { recipient_email: '' })
    expect((await other.call('Admin', 'POST /api/test-email')).body).toEqual({
      error: 'Nobody is set to receive mail: POST /api/settings with {"recipient_email": …}',
      code: 'recipient_missing',
      details: [],
    })
    expect(letters).toEqual([])
  })

  test('that the server refuses is told as refused, and so is one that reaches no server', async () => {
    const { server } = await mailServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 550 })),
    })
    for (const [about, words] of [
      [server, 'EENVELOPE 550'],
      [{ ...server, port: 1 }, 'ESOCKET'],
    ] as const) {
      const hospital = await startWith(about)
      await setRecipients(hospital)
      const answer = await hospital.call('Admin', 'POST /api/test-email')
      const error = `The mail server 127.0.0.1:${about.port} did not take the message: ${words}`
      expect([answer.status, answer.body]).toEqual([503, { error, code: 'mail_failed', details: [] }])
      expect(await events(hospital, 'Test Email')).toMatchObject([{ status: 'Failed', description: error }])
    }
  })
})

describe('the mail server of the environment', () => {
  const env = { HOSPITAL_SMTP_HOST: 'mail.example.org', HOSPITAL_SMTP_FROM: 'register@example.org' }

  test('is read with its usual ports', () => {
    expect(mailServerIn({})).toBeUndefined()
    expect(mailServerIn(env)).toEqual({
      host: 'mail.example.org',
      port: 587,
      isSecure: false,
      from: 'register@example.org',
      account: undefined,
    })
    const account = { HOSPITAL_SMTP_USER: 'u', HOSPITAL_SMTP_PASSWORD: 'p' }
    expect(mailServerIn({ ...env, ...account, HOSPITAL_SMTP_SECURE: '1' })).toMatchObject({
      port: 465,
      account: { user: 'u', pass: 'p' },
    })
  })

  test.each([
    [{ HOSPITAL_SMTP_FROM: '' }, 'HOSP501', 'The environment names a mail server, and HOSPITAL_SMTP_FROM is not set.'],
    [
      { HOSPITAL_SMTP_USER: 'u' },
      'HOSP501',
      'The environment names a mail server, and HOSPITAL_SMTP_PASSWORD is not set.',
    ],
    [{ HOSPITAL_SMTP_PORT: '0' }, 'HOSP502', 'HOSPITAL_SMTP_PORT in the environment is not a number from 1 to 65535.'],
    [{ HOSPITAL_SMTP_SECURE: 'yes' }, 'HOSP502', 'HOSPITAL_SMTP_SECURE in the environment is not 0 or 1.'],
  ])('%j makes no sense and is told', (changes, code, message) => {
    expect(() => mailServerIn({ ...env, ...changes })).toThrow(expect.objectContaining({ code, message }))
  })

  test('says what to do', () => {
    expect(() => mailServerIn({ HOSPITAL_SMTP_HOST: 'mail.example.org' })).toThrow(
      expect.objectContaining({
        text: {
          what: 'The environment names a mail server, and HOSPITAL_SMTP_FROM is not set.',
          state: 'The database is as it was. Nothing is served and no mail was sent.',
          next: 'Set HOSPITAL_SMTP_FROM, or unset HOSPITAL_SMTP_HOST to go without mail; then start again.',
        },
      }),
    )
  })

  test('gets a password in clear only on this machine', () => {
    const account = { user: 'u', pass: 'p' }
    const server = { host: 'mail.example.org', port: 587, isSecure: false, from: 'x', account }
    expect(needsTls(server)).toBe(true)
    expect(needsTls({ ...server, isSecure: true })).toBe(false)
    expect(needsTls({ ...server, account: undefined })).toBe(false)
    expect(needsTls({ ...server, host: '127.0.0.1' })).toBe(false)
  })
})

describe('the daily reminders', () => {
  /** A hospital with work due today, tomorrow and in ten days. */
  async function dueHospital(): Promise<TestHospital> {
    const hospital = await testHospital()
    await setRecipients(hospital, { enable_automatic_reminders: true, email_send_time_hour: 7 })
    await hospital.desk.db.write(async (db) => {
      await db.run(sql`delete from ocm_equipment`)
      await db.run(sql`delete from ppm_equipment`)
    })
    for (const [serial, day] of [
      ['SN-TODAY', '28/06/2025'],
      ['SN-TOMORROW', '29/06/2025'],
      ['SN-LATER', '08/07/2025'],
      ['SN-PAST', '27/06/2025'],
      ['SN-FAR', '05/08/2025'],
    ])
      await hospital.call('Editor', 'POST /api/equipment/ocm', {
        Department: 'ER',
        Name: '<b>PUMP</b>',
        Model: 'M-1000',
        Serial: serial,
        Manufacturer: 'ACME',
        Log_Number: '1001',
        Engineer: 'TECH-A',
        Next_Maintenance: day,
      })
    return hospital
  }

  const postOf = ({ desk }: TestHospital, server: MailServer | undefined): Post => ({
    server,
    read: desk.db.read,
    write: (work) => desk.change({ actor: 'scheduler' }, work),
  })
  const at = (hour: number, today = testDay) => ({ today, hour })

  test('H-32: what is due today is due in 0 days and urgent; every bucket is one message', async () => {
    const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
    expect(await sendReminders(postOf(hospital, server), at(7))).toEqual({
      sent: ['URGENT', 'MEDIUM'],
      done: [],
      failed: [],
    })
    expect(letters).toHaveLength(2)
    const [urgent, medium] = letters.map(({ text }) => text.replaceAll('\r\n', '\n')) as [string, string]
    expect(urgent).toContain('Subject: URGENT: 2 devices due for maintenance in 0 to 1 days\n')
    expect(urgent).toContain('Message-ID: <reminder-2025-06-28-urgent@equipment-register>\n')
    expect(urgent).toContain(
      [
        '2 devices due for maintenance in 0 to 1 days, counted from 28/06/2025.',
        '',
        'Type  Department  Serial       What              Due         Days  Engineer',
        'OCM   ER          SN-TODAY     Next Maintenance  28/06/2025  0     TECH-A',
        'OCM   ER          SN-TOMORROW  Next Maintenance  29/06/2025  1     TECH-A',
      ].join('\n'),
    )
    expect(urgent).not.toContain('text/html')
    expect(medium).toContain('SN-LATER')
    expect(medium).not.toMatch(/SN-(?:PAST|FAR|TODAY)/)
    expect(await events(hospital, 'Reminder Sent')).toMatchObject([
      {
        performed_by: 'scheduler',
        status: 'Success',
        description: 'The URGENT reminder of 2025-06-28 was sent to desk@example.org',
      },
      { description: 'The MEDIUM reminder of 2025-06-28 was sent to desk@example.org' },
    ])
  })

  test('go out once a day, however often and from however many processes they are asked for', async () => {
    const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
    const post = postOf(hospital, server)
    await Promise.all([1, 2, 3, 4].map(() => sendReminders(post, at(7))))
    expect(await sendReminders(post, at(23))).toEqual({ sent: [], done: ['URGENT', 'MEDIUM'], failed: [] })
    expect(letters).toHaveLength(2)
    expect((await sendReminders(post, at(7, '2025-06-29'))).sent).toEqual(['URGENT', 'MEDIUM'])
    expect(letters).toHaveLength(4)
  })

  test('wait for their hour, and a missed hour is caught up', async () => {
    const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
    expect(await sendReminders(postOf(hospital, server), at(6))).toEqual({
      sent: [],
      done: [],
      failed: [],
      skipped: 'too early',
    })
    expect(letters).toEqual([])
    expect((await sendReminders(postOf(hospital, server), at(15))).sent).toEqual(['URGENT', 'MEDIUM'])
  })

  test.each([{ enable_automatic_reminders: false }, { email_notifications_enabled: false }])(
    'stay away when they are off: %j',
    async (changes) => {
      const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
      await hospital.call('Admin', 'POST /api/settings', changes)
      expect((await sendReminders(postOf(hospital, server), at(7))).skipped).toBe('off')
      expect(letters).toEqual([])
    },
  )

  test('that could not be sent are told and tried again', async () => {
    const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
    const nowhere = { ...server, port: 1 }
    expect(await sendReminders(postOf(hospital, nowhere), at(7))).toEqual({
      sent: [],
      done: [],
      failed: ['URGENT', 'MEDIUM'],
    })
    expect(await events(hospital, 'Email Notification')).toMatchObject([
      {
        status: 'Failed',
        description:
          'The URGENT reminder of 2025-06-28 was not sent: The mail server 127.0.0.1:1 did not take the message: ESOCKET',
      },
      {},
    ])
    expect((await sendReminders(postOf(hospital, server), at(8))).sent).toEqual(['URGENT', 'MEDIUM'])
    expect(letters).toHaveLength(2)
  })

  test('of a process that died on the way are sent again, when it is surely gone', async () => {
    const [{ server, letters }, hospital] = [await mailServer(), await dueHospital()]
    await hospital.desk.db.write((db) =>
      db.run(
        sql`insert into reminder_sends (day, bucket, devices, claimed_at) values (${testDay}, 'URGENT', 2, ${hospital.desk.now()})`,
      ),
    )
    expect(await sendReminders(postOf(hospital, server), at(7))).toEqual({
      sent: ['MEDIUM'],
      done: ['URGENT'],
      failed: [],
    })
    hospital.wait(10 * 60_000)
    expect(await sendReminders(postOf(hospital, server), at(7))).toEqual({
      sent: ['URGENT'],
      done: ['MEDIUM'],
      failed: [],
    })
    expect(letters).toHaveLength(2)
  })

  test('need a mail server and somebody to send to', async () => {
    const hospital = await dueHospital()
    await expect(sendReminders(postOf(hospital, undefined), at(7))).rejects.toMatchObject({
      code: 'mail_not_configured',
    })
    await setRecipients(hospital, { recipient_email: '' })
    const { server } = await mailServer()
    await expect(sendReminders(postOf(hospital, server), at(7))).rejects.toMatchObject({ code: 'recipient_missing' })
  })
})
