import { createHash } from 'node:crypto'
import { type Queries, sql } from 'millwright'
import { Refusal } from 'millwright/http'

/** Who tries to sign in, and from where. */
export type Trying = { readonly username: string; readonly address: string }

const window = 15 * 60_000

/**
 * How many failures in a quarter of an hour close the door: for one name from one address, for one name from anywhere,
 * for one address with any name. The first keeps a stranger from locking a colleague out.
 */
const limits = [
  { kind: 'name and address', most: 5 },
  { kind: 'name', most: 25 },
  { kind: 'address', most: 50 },
] as const

type Kind = (typeof limits)[number]['kind']

/**
 * Counts an attempt as failed before it is looked at, so that a thousand at once are no way around the limit. It stands
 * in the database: a restart opens no door.
 *
 * @throws Refusal `too_many_attempts` with Retry-After
 */
export async function countAttempt(db: Queries, trying: Trying, at: string): Promise<void> {
  await db.run(sql`delete from sign_in_failures where occurred_at <= ${before(at)}`)
  for (const { kind, most } of limits) {
    const found = await db.get(sql`select count(*) as failures, min(occurred_at) as first
      from sign_in_failures where subject = ${subjectOf(kind, trying)}`)
    if (Number(found?.['failures']) >= most) throw tooMany(String(found?.['first']), at)
  }
  for (const { kind } of limits)
    await db.run(sql`insert into sign_in_failures (subject, occurred_at) values (${subjectOf(kind, trying)}, ${at})`)
}

/** An attempt that was right is none; the others of the same name from the same address are forgiven. */
export async function forgiveAttempts(db: Queries, trying: Trying): Promise<void> {
  await db.run(sql`delete from sign_in_failures where subject = ${subjectOf('name and address', trying)}`)
  for (const kind of ['name', 'address'] as const)
    await db.run(sql`delete from sign_in_failures where id =
      (select max(id) from sign_in_failures where subject = ${subjectOf(kind, trying)})`)
}

/** Only a digest is kept: people type their password into the field of the name. */
function subjectOf(kind: Kind, { username, address }: Trying): string {
  const parts = kind === 'name' ? [username] : kind === 'address' ? [address] : [username, address]
  return createHash('sha256')
    .update(JSON.stringify([kind, ...parts]).toLowerCase())
    .digest('hex')
}

const before = (at: string): string => new Date(Date.parse(at) - window).toISOString()

function tooMany(first: string, at: string): Refusal {
  const seconds = Math.max(1, Math.ceil((Date.parse(first) + window - Date.parse(at)) / 1000))
  return new Refusal(`Too many failed attempts to sign in. Try again in ${seconds} seconds`, {
    status: 429,
    code: 'too_many_attempts',
    headers: { 'Retry-After': String(seconds) },
  })
}
