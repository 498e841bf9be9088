import { canonicalModelSql } from '../domain/machines.ts'
import { organizationTypesSql } from '../domain/organizations.ts'
import { literal } from '../domain/sql-text.ts'
import { newRoleSql } from '../domain/users.ts'
import type { Guard } from './declared.ts'
import { openingsSql } from './openings.ts'
import { type MoveOptions, systemUserSql } from './options.ts'
import { legacyOrganizations } from './steps.ts'
import { mainWarehouse, wordsSql } from './warehouses.ts'

/** What makes a step refuse to begin, whatever was validated before. */
export function guardsOf(options: MoveOptions): readonly Guard[] {
  return [
    ...organizationGuards(options),
    ...warehouseGuards,
    ...userGuards(options),
    ...partGuards,
    ...machineGuards(options),
    ...inventoryGuards,
    ...openingGuards(options),
  ]
}

/**
 * The same before the first row is written. Roles are not given yet: who may sign is asked of the old ones, where a
 * super_admin is at least an admin.
 */
export const guardsBefore = (options: MoveOptions): readonly Guard[] => [
  ...guardsOf(options).map((one) => (one.message === nobodySigns ? signerBefore(options) : one)),
  foreignTriggers,
]

/** The way back writes the same rows once more: what a trigger does to them would be done twice. */
const foreignTriggers: Guard = {
  step: 'migrate_organizations',
  message: '{n} {trigger answers|triggers answer} what the steps write',
  sql: `select tgrelid::regclass || '.' || tgname as key from pg_trigger
    where tgrelid = any (array['organizations', 'users', 'parts', 'machines', 'inventory']::regclass[])
      and not tgisinternal and tgenabled <> 'D' and tgtype::integer & 16 = 16`,
}

const nobodySigns = 'there is nobody to sign the opening balances'

function signerBefore({ policy = {}, systemUser }: MoveOptions): Guard {
  const role = `coalesce(u.role::text, ${newRoleSql('u.legacy_role', 'null::text', policy)})`
  const who = systemUser === undefined ? `${role} in ('super_admin', 'admin')` : `u.id = ${literal(systemUser)}::uuid`
  return guard(
    'create_initial_transactions',
    nobodySigns,
    `select 'user' as key where not exists (select from users as u where ${who})`,
  )
}

const guard = (step: Guard['step'], message: string, sql: string): Guard => ({ step, message, sql })

function organizationGuards({ policy = {} }: MoveOptions): readonly Guard[] {
  const types = `(
    select o.id, coalesce(o.organization_type::text, typed.organization_type) as organization_type
    from organizations as o join (${organizationTypesSql({ source: legacyOrganizations, policy })}) as typed on typed.id = o.id
  ) as m`
  const several = (type: string): string =>
    `select id as key from (select m.id, count(*) over () as n from ${types} where m.organization_type = '${type}') as found where n > 1`
  const step = 'migrate_organizations'
  return [
    guard(
      step,
      'no organisation can become Oraseas EE',
      `select 'Oraseas EE' as key where not exists (select from ${types} where m.organization_type = 'oraseas_ee')`,
    ),
    guard(step, '{n} organisations would become Oraseas EE', several('oraseas_ee')),
    guard(step, '{n} organisations would become BossAqua', several('bossaqua')),
    guard(step, '{n} organisation {name is|names are} used more than once', repeatedSql('organizations', 'name')),
  ]
}

const repeatedSql = (table: string, column: string): string =>
  `select min(id::text) as key from ${table} group by ${column} having count(*) > 1`

const warehouseGuards: readonly Guard[] = [
  guard(
    'create_default_warehouses',
    '{n} {organisation has an address|organisations have addresses} of more than 500 characters',
    'select id as key from organizations where length(address) > 500',
  ),
]

const orphanSql = (table: string, column: string, parent: string): string =>
  `select t.id as key from ${table} as t left join ${parent} as p on p.id = t.${column} where p.id is null`

function userGuards({ policy = {} }: MoveOptions): readonly Guard[] {
  const step = 'migrate_users'
  return [
    guard(
      step,
      '{n} {user belongs|users belong} to an organisation that does not exist',
      orphanSql('users', 'organization_id', 'organizations'),
    ),
    guard(
      step,
      '{n} {user has|users have} no role',
      `select t.id as key from users as t where t.role is null and ${newRoleSql('t.legacy_role', 'null', policy)} is null`,
    ),
  ]
}

const partGuards: readonly Guard[] = [
  guard('migrate_parts', '{n} part {number is|numbers are} used more than once', repeatedSql('parts', 'part_number')),
]

function machineGuards({ policy = {}, duplicateSerials = 'fail' }: MoveOptions): readonly Guard[] {
  const step = 'migrate_machines'
  const serials = guard(
    step,
    '{n} serial {number is|numbers are} used more than once',
    repeatedSql('machines', 'serial_number'),
  )
  return [
    guard(
      step,
      '{n} {machine belongs|machines belong} to an organisation that does not exist',
      orphanSql('machines', 'customer_organization_id', 'organizations'),
    ),
    guard(
      step,
      '{n} {machine has|machines have} an unknown model',
      `select t.id as key from machines as t where ${canonicalModelSql('t.model_type', policy)} is null`,
    ),
    ...(duplicateSerials === 'fail' ? [serials] : []),
  ]
}

const inventoryGuards: readonly Guard[] = [
  guard(
    'migrate_inventory',
    '{n} stock {row belongs|rows belong} to an organisation that does not exist',
    `${orphanSql('inventory', 'legacy_organization_id', 'organizations')} and t.warehouse_id is null`,
  ),
  guard(
    'migrate_inventory',
    '{n} stock {row is|rows are} of a part that does not exist',
    orphanSql('inventory', 'part_id', 'parts'),
  ),
  guard(
    'migrate_inventory',
    '{n} warehouse and part {pair|pairs} would have several stock rows',
    `select min(id::text) as key from inventory where legacy_organization_id is not null
      group by legacy_organization_id, part_id,
        coalesce(${wordsSql(`nullif(btrim(legacy_location), '')`)}, ${wordsSql(literal(mainWarehouse))})
      having count(*) > 1`,
  ),
]

function openingGuards(options: MoveOptions): readonly Guard[] {
  const step = 'create_initial_transactions'
  return [
    guard(step, nobodySigns, `select 'user' as key where ${systemUserSql(options)} is null`),
    guard(
      step,
      '{n} {trigger answers|triggers answer} every movement that is inserted; the opening balances would change the stock they describe',
      `select tgname as key from pg_trigger
        where tgrelid = 'transactions'::regclass and not tgisinternal and tgenabled <> 'D' and tgtype::integer & 4 = 4
          and exists (
            select from (${openingsSql(options)}) as wanted where not exists (select from transactions as t where t.id = wanted.id)
          )`,
    ),
  ]
}
