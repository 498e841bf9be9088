import { createHash } from 'node:crypto'
import type { Queries } from 'millwright'
import { type Act, recordEvent } from '../book/audit.ts'
import { build, done, firstOf } from '../database/build.ts'
import type { Database } from '../database/open.ts'
import { isPassword, Refusal } from 'millwright/http'
import { type Opened, openSession } from './sessions.ts'

export type Credentials = { readonly username: string; readonly password: string; readonly address: string }
export type SignInTools = { readonly db: Database; readonly act: (actor: string) => Act }

const window = 15 * 60_000

/** How many failures in a quarter of an hour close the door: for one name from one address, and for an address with any name. */
const limits = { pair: 5, address: 50 } as const

/**
 * Opens a session for a name and its password.
 * @throws Refusal `sign_in_failed`, the same whatever was wrong, and `too_many_attempts` with Retry-After
 */
export async function signIn({ db, act }: SignInTools, credentials: Credentials): Promise<Opened> {
  const { username, password, address } = credentials
  const account = await db.write(async (queries) => {
    await countAttempt(queries, credentials, act(username).at)
    const named = build.selectFrom('users').select(['id', 'password_hash', 'is_active'])
    return firstOf(queries, named.where('username', '=', username))
  })
  const isRight = (await isPassword(password, account?.password_hash)) && account?.is_active === 1n
  if (account === undefined || !isRight) throw failed()
  return db.write(async (queries) => {
    const { at } = act(username)
    await done(queries, failures.where('subject', '=', subjectOf('pair', credentials)))
    await done(queries, build.updateTable('users').set({ last_login: at }).where('id', '=', account.id))
    await recordEvent(queries, act(username), { action: 'sign in', subject: `user ${username}`, details: { address } })
    return openSession(queries, Number(account.id), at)
  })
}

const failures = build.deleteFrom('sign_in_failures')

/** Counted as failed before it is looked at, in the database: neither a thousand at once nor a restart opens the door. */
async function countAttempt(db: Queries, credentials: Credentials, at: string): Promise<void> {
  await done(db, failures.where('occurred_at', '<=', before(at)))
  for (const kind of ['pair', 'address'] as const) {
    const subject = subjectOf(kind, credentials)
    const counted = build
      .selectFrom('sign_in_failures')
      .select(({ fn }) => [fn.countAll<bigint>().as('n'), fn.min('occurred_at').as('first')])
    const found = await firstOf(db, counted.where('subject', '=', subject))
    if (Number(found?.n) >= limits[kind]) throw tooMany(String(found?.first), at)
  }
  const rows = (['pair', 'address'] as const).map((kind) => ({
    subject: subjectOf(kind, credentials),
    occurred_at: at,
  }))
  await done(db, build.insertInto('sign_in_failures').values(rows))
}

/** Only a digest is kept: people type their password into the field of the name. */
const subjectOf = (kind: 'pair' | 'address', { username, address }: Credentials): string =>
  createHash('sha256')
    .update(JSON.stringify(kind === 'pair' ? [kind, username, address] : [kind, address]))
    .digest('hex')

const before = (at: string): string => new Date(Date.parse(at) - window).toISOString()

const failed = (): Refusal =>
  new Refusal('The user name or the password is wrong', { status: 401, code: 'sign_in_failed' })

function tooMany(first: string, at: string): Refusal {
  const seconds = Math.max(1, Math.ceil((Date.parse(first) + window - Date.parse(at)) / 1000))
  return new Refusal(`Too many failed attempts to sign in. Try again in ${seconds} seconds`, {
    status: 429,
    code: 'too_many_attempts',
    headers: { 'Retry-After': String(seconds) },
  })
}
