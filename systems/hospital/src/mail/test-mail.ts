import { randomUUID } from 'node:crypto'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { storedSettings } from '../settings/store.ts'
import type { Post } from './post.ts'
import { mailNotConfigured } from './problems.ts'
import { recipientsIn, sendMail } from './send.ts'

/**
 * Sends a message to those who get the reminders, and tells the audit log how it went.
 *
 * @throws Refusal `mail_not_configured`, `recipient_missing`, `mail_failed`
 */
export async function sendTestMail({ server, read, write }: Post): Promise<{ readonly to: string }> {
  if (server === undefined) throw mailNotConfigured()
  const recipients = recipientsIn(await read(storedSettings))
  const told = (event: Parameters<typeof recordEvent>[2]) => write((db, act: Act) => recordEvent(db, act, event))
  const details = { server: `${server.host}:${server.port}`, copies: recipients.cc.length }
  try {
    await sendMail(server, {
      ...recipients,
      subject: 'Test message of the equipment register',
      text: 'This message was sent to try the mail server. Reminders of due maintenance will arrive the same way.\n',
      id: `<test-${randomUUID()}@equipment-register>`,
    })
  } catch (error) {
    if (error instanceof Refusal)
      await told({ type: 'Test Email', status: 'Failed', description: error.message, details })
    throw error
  }
  await told({ type: 'Test Email', description: `A test message was sent to ${recipients.to}`, details })
  return { to: recipients.to }
}
