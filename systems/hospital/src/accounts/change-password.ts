import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { countAttempt, forgiveAttempts, type Trying } from './attempts.ts'
import type { Caller } from './caller.ts'
import { demandGoodPassword } from './password-rules.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { endSessionsOf, type Opened, openSession } from './sessions.ts'
import type { Tools } from './sign-in.ts'

export type PasswordChange = { readonly current: string; readonly next: string; readonly address: string }

/**
 * Gives an account a new password. All its sessions end, this one too; the answer is a new one.
 * @throws Refusal `no_account`, `password_wrong`, `too_many_attempts`, `password_unchanged` and those of a poor password
 */
export async function changePassword(tools: Tools, caller: Caller, change: PasswordChange): Promise<Opened> {
  const { user, actor } = caller
  if (user === undefined) throw noAccount()
  demandGoodPassword(change.next, actor)
  const trying = { username: actor, address: change.address }
  const stored = await tools.db.write((db) => storedHash(db, { user, trying, at: tools.act(actor).at }))
  const { isRight } = await verifyPassword(change.current, stored)
  if (!isRight) throw wrongPassword()
  if (change.current === change.next) throw unchanged()
  const hash = await hashPassword(change.next)
  return tools.db.write((db) => replace(db, tools.act(actor), { user, trying, stored, hash }))
}

type Asked = { readonly user: number; readonly trying: Trying; readonly at: string }

async function storedHash(db: Queries, { user, trying, at }: Asked): Promise<string | null> {
  await countAttempt(db, trying, at)
  const hash = (await db.get(sql`select password_hash from users where id = ${user}`))?.['password_hash']
  return typeof hash === 'string' ? hash : null
}

type Replaced = {
  readonly user: number
  readonly trying: Trying
  readonly stored: string | null
  readonly hash: string
}

async function replace(db: Queries, act: Act, { user, trying, stored, hash }: Replaced): Promise<Opened> {
  const isSame = await db.run(sql`update users set password_hash = ${hash}, must_reset = 0
    where id = ${user} and password_hash = ${stored}`)
  if (isSame !== 1) throw wrongPassword()
  await forgiveAttempts(db, trying)
  const ended = await endSessionsOf(db, user)
  await recordEvent(db, act, { type: 'User Action', description: 'Changed the own password', details: { ended } })
  return openSession(db, user, act.at)
}

const noAccount = (): Refusal =>
  new Refusal('The local operator has no account and so no password', { status: 400, code: 'no_account' })

const wrongPassword = (): Refusal =>
  new Refusal('The current password is wrong', {
    status: 400,
    code: 'password_wrong',
    details: [{ field: 'current_password', code: 'password_wrong', message: 'The current password is wrong' }],
  })

const unchanged = (): Refusal =>
  new Refusal('The new password is the current one', {
    status: 400,
    code: 'password_unchanged',
    details: [{ field: 'new_password', code: 'password_unchanged', message: 'The new password is the current one' }],
  })
