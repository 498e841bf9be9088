import type { Queries } from 'millwright'
import { Refusal } from 'millwright/http'
import { type Act, recordEvent } from '../book/audit.ts'
import { build, done, firstOf, the } from '../database/build.ts'
import type { Role } from '../domain/lists.ts'
import { type Opened, endSessionsOf, openSession } from './sessions.ts'

/** Somebody whom another door let in: what they are called there, and which role on board that means. */
export type Guest = { readonly name: string; readonly door: string; readonly role: Role }

/** No password has this hash: nobody signs in with such an account. */
export const noPassword = 'none'

/** The name under which a guest writes. */
export const guestName = ({ name, door }: Pick<Guest, 'name' | 'door'>): string =>
  `${Array.from(name.trim()).slice(0, 40).join('')} (${door})`

/**
 * Opens a session for somebody who came in by another door. What they write stands under an account of their own, without a
 * password; a chief engineer may close it.
 *
 * @throws Refusal `account_closed`, `account_taken`
 */
export async function openGuestSession(db: Queries, act: Act, guest: Guest): Promise<Opened> {
  const account = await accountFor(db, act, guest)
  await recordEvent(db, act, { action: 'come in', subject: guestName(guest), details: { door: guest.door } })
  return openSession(db, account, act.at)
}

async function accountFor(db: Queries, act: Act, guest: Guest): Promise<number> {
  const username = guestName(guest)
  const known = await firstOf(db, build.selectFrom('users').selectAll().where('username', '=', username))
  if (known === undefined) return addAccount(db, act, { username, role: guest.role })
  if (known.password_hash !== noPassword) throw taken(username)
  if (known.is_active !== 1n) throw closed(username)
  // The other door says what somebody may do; an account that was given more meanwhile goes back to that.
  const other = build.updateTable('users').set({ role: guest.role, updated_at: act.at }).where('id', '=', known.id)
  if ((await done(db, other.where('role', '<>', guest.role))) > 0) await endSessionsOf(db, Number(known.id))
  return Number(known.id)
}

async function addAccount(
  db: Queries,
  act: Act,
  { username, role }: { readonly username: string; readonly role: Role },
): Promise<number> {
  const row = { username, email: null, password_hash: noPassword, role, full_name: null, is_active: 1n }
  const dated = { ...row, created_at: act.at, updated_at: act.at }
  const made = await the(db, build.insertInto('users').values(dated).returning('id'))
  await recordEvent(db, act, { action: 'add user', subject: `user ${username}`, details: { role } })
  return Number(made.id)
}

const closed = (name: string): Refusal =>
  new Refusal(`A chief engineer closed the account ${name}`, { status: 403, code: 'account_closed' })

const taken = (name: string): Refusal =>
  new Refusal(`The account ${name} has a password of its own; sign in with it at the book's own server`, {
    status: 403,
    code: 'account_taken',
  })
