import { type Queries, sql } from 'millwright'
import { type Act, type AuditEvent, recordEvent } from '../audit/record.ts'
import { keyRefused, notSubscribed, tooMany } from './problems.ts'

/** A browser that wants to be told. All of it is secret: whoever has the address and the keys can write to it. */
export type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

const mostSubscriptions = 1000

/** Keeps a subscription; one with the same address gets its new keys. @throws Refusal `key_invalid`, `too_many_subscriptions` */
export async function subscribe(db: Queries, act: Act, { endpoint, p256dh, auth }: Subscription): Promise<void> {
  checkKey('keys.p256dh', p256dh, 65)
  checkKey('keys.auth', auth, 16)
  const found = await db.get(sql`select count(*) as n, total(endpoint = ${endpoint}) as same from push_subscriptions`)
  if (Number(found?.['same']) === 0 && Number(found?.['n']) >= mostSubscriptions) throw tooMany(mostSubscriptions)
  await db.run(sql`insert into push_subscriptions (endpoint, p256dh, auth, created_at)
    values (${endpoint}, ${p256dh}, ${auth}, ${act.at})
    on conflict (endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth`)
  await recordEvent(db, act, eventOf('A browser subscribed to push messages', endpoint))
}

/** @throws Refusal `not_found` */
export async function unsubscribe(db: Queries, act: Act, endpoint: string): Promise<void> {
  if ((await dropSubscription(db, endpoint)) === 0) throw notSubscribed()
  await recordEvent(db, act, eventOf('A browser wants no push messages any more', endpoint))
}

export const dropSubscription = (db: Queries, endpoint: string): Promise<number> =>
  db.run(sql`delete from push_subscriptions where endpoint = ${endpoint}`)

export async function subscriptions(db: Queries): Promise<readonly Subscription[]> {
  const rows = await db.all(sql`select endpoint, p256dh, auth from push_subscriptions order by created_at, endpoint`)
  return rows.map(({ endpoint, p256dh, auth }) => ({
    endpoint: String(endpoint),
    p256dh: String(p256dh),
    auth: String(auth),
  }))
}

function checkKey(field: string, text: string, bytes: number): void {
  const isBase64 = /^[\w-]+={0,2}$/.test(text)
  if (!isBase64 || Buffer.from(text, 'base64url').length !== bytes) throw keyRefused(field, bytes)
}

/** The host says which service it is; the rest of an address is as good as a password. */
const eventOf = (description: string, endpoint: string): AuditEvent => ({
  type: 'Push Notification',
  description,
  details: { service: new URL(endpoint).host },
})
