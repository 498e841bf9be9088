import { hashOfToken, newToken, Refusal } from 'millwright/http'
import type { Session } from '../database/database.ts'
import {
  assignments,
  conflict,
  containing,
  demandRow,
  type Doc,
  insertion,
  type ListQuery,
  noSuch,
  oneDoc,
  ruled,
} from './ask.ts'
import { type Caller, type Role, scopeOf } from './caller.ts'
import { hoursOf } from './hours.ts'
import type { Sent } from './protocols.ts'

/** Organisations that the caller gets to know: all, or the own one with its suppliers. */
export const organizationList = (scope: string | null): ListQuery => ({
  query: 'select o.* from organizations as o where $1::uuid is null or o.id = $1 or o.parent_organization_id = $1',
  order: 'name, id',
  values: [scope],
})

export type OrganizationFields = {
  readonly name: string
  readonly organization_type: 'oraseas_ee' | 'bossaqua' | 'customer' | 'supplier'
  readonly parent_organization_id: string | null
  readonly address: string | null
  readonly country: string | null
  readonly time_zone: string
  readonly weekly_maintenance_day: number
  readonly is_active: boolean
}

const organizationRules = {
  organizations_name_key: () => conflict('organization_exists', 'An organisation has this name already'),
  unique_oraseas_ee: () => conflict('oraseas_exists', 'There is one Oraseas EE already'),
  unique_bossaqua: () => conflict('bossaqua_exists', 'There is one BossAqua already'),
  supplier_must_have_parent: () => conflict('supplier_without_parent', 'A supplier needs a parent'),
} as const

const noParent = () => noSuch('parent organization')

export async function addOrganization(session: Session, fields: Sent<OrganizationFields>): Promise<Doc> {
  await demandRow(session, 'organizations', { id: fields.parent_organization_id, refusal: noParent })
  const { text, values } = insertion('organizations', fields)
  const [row] = await ruled(session.query(`${text} returning id`, values), organizationRules)
  await demandParent(session, String(row?.['id']))
  return findOrganization(session, String(row?.['id']), null)
}

export async function changeOrganization(session: Session, id: string, fields: Sent<OrganizationFields>): Promise<Doc> {
  await demandRow(session, 'organizations', { id: fields.parent_organization_id, refusal: noParent })
  const { set, values } = assignments(fields, 2)
  const changes = [...(set === '' ? [] : [set]), 'updated_at = now()'].join(', ')
  const changed = await ruled(
    session.run(`update organizations set ${changes} where id = $1`, [id, ...values]),
    organizationRules,
  )
  if (changed === 0) throw noSuch('organization')
  await demandParent(session, id)
  return findOrganization(session, id, null)
}

/** A supplier serves Oraseas EE or a customer. */
async function demandParent(session: Session, id: string): Promise<void> {
  const [wrong] = await session.query(
    `select from organizations as o join organizations as p on p.id = o.parent_organization_id
    where o.id = $1 and o.organization_type = 'supplier' and p.organization_type not in ('oraseas_ee', 'customer')`,
    [id],
  )
  if (wrong !== undefined) throw conflict('parent_not_allowed', 'The parent of a supplier is Oraseas EE or a customer')
}

const findOrganization = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, {
    what: 'organization',
    query: `select o.* from organizations as o where o.id = $1
      and ($2::uuid is null or o.id = $2 or o.parent_organization_id = $2)`,
    values: [id, scope],
  })

const userColumns = `u.id, u.organization_id, u.username, u.email, u.name, u.role, u.user_status, u.last_login, u.locked_until`

export const userList = (scope: string | null): ListQuery => ({
  query: `select ${userColumns} from users as u where $1::uuid is null or u.organization_id = $1`,
  order: 'username, id',
  values: [scope],
})

export type Invitation = {
  readonly organization_id?: string | undefined
  readonly username: string
  readonly email: string
  readonly name?: string | null | undefined
  readonly role: Role
}

const week = 7 * 86_400_000

/** Invites somebody for seven days. The token is told once; a digest of it is kept. */
export async function invite(session: Session, wish: Invitation, { caller, at }: Act): Promise<Doc> {
  const scope = scopeOf(caller)
  const organization = wish.organization_id ?? caller.organization
  await findOwnOrganization(session, organization, scope)
  if (wish.role === 'super_admin' && caller.role !== 'super_admin')
    throw new Refusal('Only a super_admin makes a super_admin', { status: 403, code: 'role_beyond_yours' })
  const token = newToken()
  const [row] = await ruled(
    session.query(
      `insert into users (organization_id, username, password_hash, email, name, role, user_status, invitation_token, invitation_expires_at)
      values ($1, $2, '', $3, $4, $5, 'pending_invitation', $6, $7) returning id`,
      [
        organization,
        wish.username,
        wish.email,
        wish.name ?? null,
        wish.role,
        hashOfToken(token),
        new Date(at.getTime() + week).toISOString(),
      ],
    ),
    {
      users_username_key: () => conflict('username_taken', 'Somebody has this user name already'),
      users_email_key: () => conflict('email_taken', 'Somebody has this e-mail address already'),
      super_admin_only_in_oraseas_ee: () => conflict('super_admin_outside', 'A super_admin belongs to Oraseas EE'),
    },
  )
  return { ...(await findUser(session, String(row?.['id']), scope)), invitation_token: token }
}

export type Act = { readonly caller: Caller; readonly at: Date }

/** Suppliers of an organisation are seen, not managed. */
const findOwnOrganization = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, {
    what: 'organization',
    query: 'select id from organizations where id = $1 and ($2::uuid is null or id = $2)',
    values: [id, scope],
  })

const findUser = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, {
    what: 'user',
    query: `select ${userColumns} from users as u where u.id = $1 and ($2::uuid is null or u.organization_id = $2)`,
    values: [id, scope],
  })

/** Closes an account, opens it again, or unlocks it; whoever is shut out loses the sessions. */
export async function setUserStatus(session: Session, id: string, { status, scope }: NewStatus): Promise<Doc> {
  await findUser(session, id, scope)
  await session.run(
    'update users set user_status = $2::userstatus, failed_login_attempts = 0, locked_until = null, updated_at = now() where id = $1',
    [id, status],
  )
  if (status !== 'active') await session.run('delete from user_sessions where user_id = $1', [id])
  return findUser(session, id, scope)
}

export type NewStatus = { readonly status: 'active' | 'inactive' | 'locked'; readonly scope: string | null }

export const warehouseList = (scope: string | null): ListQuery => ({
  query: 'select w.* from warehouses as w where $1::uuid is null or w.organization_id = $1',
  order: 'name, id',
  values: [scope],
})

export type Warehouse = {
  readonly organization_id?: string | undefined
  readonly name: string
  readonly location?: string | null | undefined
}

export async function addWarehouse(session: Session, wish: Warehouse, caller: Caller): Promise<Doc> {
  const organization = wish.organization_id ?? caller.organization
  await findOwnOrganization(session, organization, scopeOf(caller))
  const { text, values } = insertion('warehouses', { ...wish, organization_id: organization })
  const [row] = await ruled(session.query(`${text} returning id`, values), {
    _org_warehouse_name_uc: () =>
      conflict('warehouse_exists', 'A warehouse of this organisation has this name already'),
  })
  return oneDoc(session, {
    what: 'warehouse',
    query: 'select * from warehouses where id = $1',
    values: [String(row?.['id'])],
  })
}

export const partList = (search: string | undefined): ListQuery => ({
  query: 'select p.* from parts as p where $1::text is null or p.name ilike $1 or p.part_number ilike $1',
  order: 'part_number, id',
  values: [search === undefined ? null : containing(search)],
})

const machine = `select m.*, ${hoursOf} as hours from machines as m where ($1::uuid is null or m.customer_organization_id = $1)`

export const machineList = (scope: string | null): ListQuery => ({ query: machine, order: 'name, id', values: [scope] })

export const findMachineWithHours = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, { what: 'machine', query: `${machine} and m.id = $2`, values: [scope, id] })

export type Hours = {
  readonly hours_value: number
  readonly recorded_date?: string | undefined
  readonly notes?: string | null | undefined
}

/** Hours never fall: a meter that was read wrongly is corrected by who looks after the machines. */
export async function addHours(
  session: Session,
  id: string,
  { hours, act }: { readonly hours: Hours; readonly act: Act },
): Promise<Doc> {
  const scope = scopeOf(act.caller)
  const { hours: known } = await findMachineWithHours(session, id, scope)
  if (hours.hours_value < Number(known) && act.caller.role !== 'super_admin')
    throw conflict('hours_fall', `The machine has run ${Number(known)} hours already`)
  await session.run(
    `insert into machine_hours (machine_id, recorded_by_user_id, hours_value, recorded_date, notes) values ($1, $2, $3, $4, $5)`,
    [id, act.caller.id, hours.hours_value, hours.recorded_date ?? act.at.toISOString(), hours.notes ?? null],
  )
  return findMachineWithHours(session, id, scope)
}
