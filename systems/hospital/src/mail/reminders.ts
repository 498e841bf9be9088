import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { type Bucket, remindersOf } from '../registers/reminders.ts'
import { storedSettings } from '../settings/store.ts'
import type { Post } from './post.ts'
import { mailNotConfigured } from './problems.ts'
import { reminderMessage } from './reminder-message.ts'
import { type Message, recipientsIn, sendMail } from './send.ts'
import type { MailServer } from './server.ts'

/** The moment at the place where the server stands. */
export type LocalMoment = { readonly today: string; readonly hour: number }

export type Reminded = {
  /** Why nothing had to be done, where nothing had. */
  readonly skipped?: 'off' | 'too early'
  readonly sent: readonly Bucket['name'][]
  /** Sent before, or by another process right now. */
  readonly done: readonly Bucket['name'][]
  /** To be tried again. */
  readonly failed: readonly Bucket['name'][]
}

/** Whoever said that it would send a message and did not within this time is taken to be gone. */
const patienceMs = 10 * 60_000

/**
 * Sends today's reminders, one message for each bucket that is not empty. May be called at any time and as often as
 * one likes, by several processes: before the hour of the settings nothing is sent, after it each bucket once. A
 * process that dies between sending and remembering sends it again, under the same Message-ID.
 *
 * @throws Refusal `mail_not_configured`, `recipient_missing`
 */
export async function sendReminders(post: Post, { today, hour }: LocalMoment): Promise<Reminded> {
  const settings = await post.read(storedSettings)
  const none = { sent: [], done: [], failed: [] }
  if (!settings.email_notifications_enabled || !settings.enable_automatic_reminders) return { ...none, skipped: 'off' }
  if (hour < settings.email_send_time_hour) return { ...none, skipped: 'too early' }
  if (post.server === undefined) throw mailNotConfigured()
  const letter = { server: post.server, recipients: recipientsIn(settings), today }
  const { buckets } = await post.read((db) => remindersOf(db, today))
  const reminded = { sent: [] as Bucket['name'][], done: [] as Bucket['name'][], failed: [] as Bucket['name'][] }
  for (const bucket of buckets)
    if (bucket.rows.length > 0) reminded[await sendBucket(post, letter, bucket)].push(bucket.name)
  return reminded
}

type Letter = {
  readonly server: MailServer
  readonly recipients: Pick<Message, 'to' | 'cc'>
  readonly today: string
}

async function sendBucket(post: Post, letter: Letter, bucket: Bucket): Promise<'sent' | 'done' | 'failed'> {
  const { today, server, recipients } = letter
  if (!(await post.write((db, act) => claim(db, act, { today, bucket })))) return 'done'
  try {
    await sendMail(server, { ...recipients, ...reminderMessage(bucket, today) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await post.write((db, act) => giveBack(db, act, { today, bucket, why: error.message }))
    return 'failed'
  }
  await post.write((db, act) => remember(db, act, { today, bucket, to: recipients.to }))
  return 'sent'
}

type Sending = { readonly today: string; readonly bucket: Bucket }

/** Says that this process sends the bucket; false when it was sent, or another process is at it. */
async function claim(db: Queries, { at }: Act, { today, bucket }: Sending): Promise<boolean> {
  const stale = new Date(Date.parse(at) - patienceMs).toISOString()
  const claimed = await db.run(sql`insert into reminder_sends (day, bucket, devices, claimed_at)
    values (${today}, ${bucket.name}, ${bucket.rows.length}, ${at}) on conflict (day, bucket)
    do update set claimed_at = excluded.claimed_at, devices = excluded.devices
    where sent_at is null and claimed_at <= ${stale}`)
  return claimed > 0
}

async function giveBack(
  db: Queries,
  act: Act,
  { today, bucket, why }: Sending & { readonly why: string },
): Promise<void> {
  await db.run(sql`delete from reminder_sends where day = ${today} and bucket = ${bucket.name} and sent_at is null`)
  await recordEvent(db, act, {
    type: 'Email Notification',
    status: 'Failed',
    description: `The ${bucket.name} reminder of ${today} was not sent: ${why}`,
    details: { day: today, bucket: bucket.name, devices: bucket.rows.length },
  })
}

async function remember(
  db: Queries,
  act: Act,
  { today, bucket, to }: Sending & { readonly to: string },
): Promise<void> {
  await db.run(sql`update reminder_sends set sent_at = ${act.at} where day = ${today} and bucket = ${bucket.name}`)
  await recordEvent(db, act, {
    type: 'Reminder Sent',
    description: `The ${bucket.name} reminder of ${today} was sent to ${to}`,
    details: { day: today, bucket: bucket.name, devices: bucket.rows.length },
  })
}
