import type { Queries } from 'millwright'
import webPush from 'web-push'
import { type Act, type AuditEvent, recordEvent } from '../audit/record.ts'
import { mailSettingWrong } from '../mail/problems.ts'
import type { Environment } from '../mail/server.ts'
import { pushSummary } from '../registers/reminders.ts'
import { type PushKeys, pushKeys } from './keys.ts'
import { nobodySubscribed } from './problems.ts'
import { dropSubscription, type Subscription, subscriptions } from './subscriptions.ts'

/** What it takes to send something and to remember it. Nothing is sent while a transaction is open. */
export type PushPost = {
  readonly write: <T>(work: (db: Queries, act: Act) => Promise<T>) => Promise<T>
  /** Whom a push service may write to about the hospital's messages. */
  readonly contact: string
}

/** `HOSPITAL_PUSH_CONTACT`, a mailto: or https: address. Some services want a real one. @throws HOSP502 */
export function contactIn(env: Environment): string {
  const contact = env['HOSPITAL_PUSH_CONTACT'] ?? 'mailto:nobody@equipment-register.invalid'
  if (!/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(contact))
    throw mailSettingWrong('HOSPITAL_PUSH_CONTACT', 'a mailto: or https: address')
  return contact
}

/** Subscriptions that got the message, that their service does not know any more, and that did not get it. */
export type Pushed = { readonly sent: number; readonly dropped: number; readonly failed: number }

/**
 * Tells every subscription how much is due. What its service does not know any more is forgotten.
 *
 * @throws Refusal `no_subscription`
 */
export async function pushToAll(post: PushPost, type: AuditEvent['type']): Promise<Pushed & { readonly text: string }> {
  const { keys, to, text } = await post.write(async (db, act) => ({
    keys: await pushKeys(db, act.at),
    to: await subscriptions(db),
    text: (await pushSummary(db, act.today)).text,
  }))
  if (to.length === 0) throw nobodySubscribed()
  const letter = { keys, contact: post.contact, text }
  const fates = await sendAll(to, letter)
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length
  const pushed = { sent: count('sent'), dropped: count('dropped'), failed: count('failed') }
  await post.write(async (db, act) => {
    for (const [at, { endpoint }] of to.entries()) if (fates[at] === 'dropped') await dropSubscription(db, endpoint)
    await recordEvent(db, act, {
      type,
      status: pushed.failed > 0 ? 'Warning' : 'Success',
      description: `Push message "${text}": ${pushed.sent} sent, ${pushed.dropped} dropped, ${pushed.failed} failed`,
      details: pushed,
    })
  })
  return { text, ...pushed }
}

type Fate = 'sent' | 'dropped' | 'failed'
type Letter = { readonly keys: PushKeys; readonly contact: string; readonly text: string }

const atOnce = 20

async function sendAll(to: readonly Subscription[], letter: Letter): Promise<readonly Fate[]> {
  const fates: Fate[] = []
  for (let at = 0; at < to.length; at += atOnce)
    fates.push(...(await Promise.all(to.slice(at, at + atOnce).map((one) => sendOne(one, letter)))))
  return fates
}

const patienceMs = 10_000
const dayInSeconds = 86_400

/** Encrypted for this one browser, so that the push service reads nothing of it. https://www.rfc-editor.org/rfc/rfc8291 */
async function sendOne({ endpoint, p256dh, auth }: Subscription, letter: Letter): Promise<Fate> {
  try {
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify({ title: 'Maintenance', body: letter.text }),
      { TTL: dayInSeconds, vapidDetails: { subject: letter.contact, ...letter.keys } },
    )
    const { 'Content-Length': _, ...sent } = headers as Record<string, string>
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: sent,
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    await answer.body?.cancel()
    if (answer.status === 404 || answer.status === 410) return 'dropped'
    return answer.ok ? 'sent' : 'failed'
  } catch {
    // An address that cannot be reached today may be reached tomorrow; the count says that it was not.
    return 'failed'
  }
}
