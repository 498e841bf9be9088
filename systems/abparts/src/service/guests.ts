import { createHash } from 'node:crypto'
import { type Opened, Refusal } from 'millwright/http'
import type { Session } from '../database/database.ts'
import type { Role } from './caller.ts'
import { openSession } from './sessions.ts'

/** Somebody whom another door let in: what they are called there, and which role that means here. */
export type Guest = { readonly name: string; readonly door: string; readonly role: Role }

/**
 * Opens a session for somebody who came in by another door. They work for Oraseas EE under an account of their own, which has no
 * password: nobody signs in with it. Whoever closes it shuts that door as well.
 *
 * @throws Refusal `no_oraseas` where there is nobody to work for, `account_closed`
 */
export async function openGuestSession(session: Session, guest: Guest, at: Date): Promise<Opened> {
  const username = `${Array.from(guest.name).slice(0, 60).join('')} (${guest.door})`
  const [home] = await session.query(`select id from organizations where organization_type = 'oraseas_ee'`)
  if (home === undefined)
    throw new Refusal('There is no Oraseas EE for whom a guest could work', { status: 409, code: 'no_oraseas' })
  const [account] = await session.query(
    `insert into users (organization_id, username, password_hash, email, name, role) values ($1, $2, '', $3, $4, $5)
    on conflict (username) do update set role = excluded.role
      where users.password_hash = '' and users.user_status = 'active' and users.is_active
    returning id`,
    [String(home['id']), username, addressOf(username), guest.name, guest.role],
  )
  if (account === undefined)
    throw new Refusal(`The account ${username} is closed, or has a password`, { status: 403, code: 'account_closed' })
  return openSession(session, String(account['id']), at)
}

/** Every account has an address of its own; nothing is ever sent to this one. */
const addressOf = (username: string): string =>
  `${createHash('sha256').update(username).digest('hex').slice(0, 24)}@dashboard.invalid`
