import { type Queries, sql } from 'millwright'
import { Refusal } from 'millwright/http'
import { type Act, recordEvent } from '../audit/record.ts'
import { cleanText } from '../domain/text.ts'
import { endSessionsOf, forgetOldSessions, type Opened, openSession } from './sessions.ts'

/** Somebody whom another door let in: what they are called there, and which role of the hospital that means. */
export type Guest = { readonly name: string; readonly door: string; readonly role: string }

/**
 * Opens a session for somebody who came in by another door. What they do stands in the audit log under an account of their
 * own; it has no password, so nobody signs in with it, and the hospital's administrators may close it.
 *
 * @throws Refusal `role_unknown`, `account_closed`, `account_taken`
 */
export async function openGuestSession(db: Queries, act: Act, guest: Guest): Promise<Opened> {
  const account = await accountFor(db, act, guest)
  await forgetOldSessions(db, act.at)
  await recordEvent(db, act, { type: 'User Action', description: 'Came in', details: { door: guest.door } })
  return openSession(db, account, act.at)
}

/** The name of a guest's account; it cannot be that of a person's own, which has no brackets of this kind. */
export const guestName = ({ name, door }: Pick<Guest, 'name' | 'door'>): string =>
  `${Array.from(cleanText(name)).slice(0, 40).join('')} (${door})`

async function accountFor(db: Queries, act: Act, guest: Guest): Promise<number> {
  const [name, role] = [guestName(guest), await roleId(db, guest.role)]
  const known = await db.get(sql`select * from users where username = ${name}`)
  if (known === undefined) return addAccount(db, act, { name, role })
  if (known['password_hash'] !== null) throw taken(name)
  if (known['is_active'] !== 1n) throw closed(name)
  const id = Number(known['id'])
  // The other door says what somebody may do; an account that was given more meanwhile goes back to that.
  const moved = await db.run(
    sql`update users set role_id = ${role}, must_reset = 0 where id = ${id} and role_id <> ${role}`,
  )
  if (moved > 0) await endSessionsOf(db, id)
  return id
}

async function addAccount(
  db: Queries,
  act: Act,
  { name, role }: { readonly name: string; readonly role: number },
): Promise<number> {
  const made = await db.get(sql`insert into users (username, password_hash, role_id, is_active, must_reset)
    values (${name}, null, ${role}, 1, 0) returning id`)
  await recordEvent(db, act, { type: 'User Action', description: `Added the account ${name}` })
  return Number(made?.['id'])
}

async function roleId(db: Queries, name: string): Promise<number> {
  const row = await db.get(sql`select id from roles where name = ${name}`)
  if (row === undefined)
    throw new Refusal(`The hospital has no role ${name} any more; its administrators have to make one`, {
      status: 403,
      code: 'role_unknown',
    })
  return Number(row['id'])
}

const closed = (name: string): Refusal =>
  new Refusal(`The hospital's administrators closed the account ${name}`, { status: 403, code: 'account_closed' })

const taken = (name: string): Refusal =>
  new Refusal(`The account ${name} has a password of its own; sign in with it at the hospital's own server`, {
    status: 403,
    code: 'account_taken',
  })
