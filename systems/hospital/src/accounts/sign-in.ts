import { type Queries, type Row, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import type { Database } from '../database/open.ts'
import { Refusal } from 'millwright/http'
import { cleanText } from '../domain/text.ts'
import { countAttempt, forgiveAttempts, type Trying } from './attempts.ts'
import { nobody } from './caller.ts'
import { hashPassword, isVerifiable, verifyPassword } from './passwords.ts'
import { forgetOldSessions, type Opened, openSession } from './sessions.ts'

/** What signing in works with: it is several transactions, because a password takes its time. */
export type Tools = { readonly db: Database; readonly act: (actor: string) => Act }

export type Credentials = Trying & { readonly password: string }

/**
 * Opens a session for a name and its password.
 * @throws Refusal `sign_in_failed`, the same whatever was wrong, and `too_many_attempts`
 */
export async function signIn(tools: Tools, credentials: Credentials): Promise<Opened> {
  const trying = { ...credentials, username: cleanText(credentials.username) }
  const account = await accountFor(tools, trying)
  const { isRight, isOld } = await verifyPassword(trying.password, account?.hash ?? null)
  const fault = faultOf(account, isRight)
  if (account === undefined || fault !== undefined) {
    await tools.db.write((db) => noteFailure(db, tools.act(nobody.actor), { trying, account, fault }))
    throw failed()
  }
  const hash = isOld ? await hashPassword(trying.password) : account.hash
  return tools.db.write((db) => letIn(db, tools.act(account.username), { trying, account, hash }))
}

/** An account as far as it matters at the door. */
type Account = {
  readonly id: number
  readonly username: string
  readonly hash: string | null
  readonly isActive: boolean
}

/** Counts the attempt and finds whom it is about. */
const accountFor = ({ db, act }: Tools, trying: Trying): Promise<Account | undefined> =>
  db.write(async (queries) => {
    await countAttempt(queries, trying, act(nobody.actor).at)
    const row = await queries.get(sql`select * from users where username = ${trying.username}`)
    return row === undefined ? undefined : accountOf(row)
  })

const accountOf = (row: Row): Account => ({
  id: Number(row['id']),
  username: String(row['username']),
  hash: row['password_hash'] === null ? null : String(row['password_hash']),
  isActive: row['is_active'] === 1n,
})

/** For the audit log alone: whoever tries is told no reason. */
function faultOf(account: Account | undefined, isRight: boolean): string | undefined {
  if (account === undefined) return 'unknown name'
  if (account.hash === null) return 'no password is set'
  if (!isVerifiable(account.hash)) return 'the stored hash is of a form that cannot be checked'
  if (!isRight) return 'wrong password'
  return account.isActive ? undefined : 'the account is closed'
}

type Failure = { readonly trying: Trying; readonly account: Account | undefined; readonly fault: string | undefined }

/** A name that no account has is not written down: it may be a password. */
const noteFailure = (db: Queries, act: Act, { trying, account, fault }: Failure): Promise<void> =>
  recordEvent(db, act, {
    type: 'User Action',
    description: 'Somebody failed to sign in',
    status: 'Failed',
    details: { username: account?.username ?? null, address: trying.address, reason: fault ?? 'unknown name' },
  })

type Entry = { readonly trying: Trying; readonly account: Account; readonly hash: string | null }

/** @throws Refusal when the account was changed while its password was looked at */
async function letIn(db: Queries, act: Act, { trying, account, hash }: Entry): Promise<Opened> {
  const isSame = await db.run(sql`update users set password_hash = ${hash}
    where id = ${account.id} and password_hash = ${account.hash} and is_active = 1`)
  if (isSame !== 1) throw failed()
  await forgiveAttempts(db, trying)
  await forgetOldSessions(db, act.at)
  await recordEvent(db, act, {
    type: 'User Action',
    description: 'Signed in',
    details: { address: trying.address, ...(hash === account.hash ? {} : { passwordHash: 'made anew' }) },
  })
  return openSession(db, account.id, act.at)
}

const failed = (): Refusal =>
  new Refusal('The user name or the password is wrong', { status: 401, code: 'sign_in_failed' })
