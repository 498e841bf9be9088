import { isBlankSql } from '../domain/sql-text.ts'
import { once, orphans, repeated, type Rule, rowsWhere, rule } from './rule.ts'
import { ledgerRules, stockRules } from './target-stock-rules.ts'

/** The 46 rules of a database after the move. */
export const targetRules: readonly Rule[] = [
  ...organizationRules(),
  ...organizationPlaceRules(),
  ...userRules(),
  ...userPlaceRules(),
  ...partRules(),
  ...warehouseRules(),
  ...machineRules(),
  ...stockRules,
  ...ledgerRules,
]

function severalOf(type: string): string {
  return `select array[found.id::text] as key, 1 as rows
    from (select o.id, count(*) over () as n from organizations as o where o.organization_type = '${type}') as found where n > 1`
}

function organizationRules(): readonly Rule[] {
  return [
    rule(
      'ORG-01 organizations_without_names structure error',
      '{n} {organisation|organisations} without a name',
      rowsWhere('organizations as t', isBlankSql('t.name')),
    ),
    rule(
      'ORG-02 organizations_without_types structure error',
      '{n} {organisation|organisations} without a type',
      rowsWhere('organizations as t', 't.organization_type is null'),
    ),
    rule(
      'ORG-03 duplicate_organization_names structure error',
      '{n} organisation {name|names} used more than once',
      repeated('organizations', 'lower(btrim(t.name))', `not (${isBlankSql('t.name')})`),
    ),
    rule(
      'ORG-04 missing_oraseas_ee business critical',
      'there is no Oraseas EE',
      once(`not exists (select from organizations where organization_type = 'oraseas_ee')`),
    ),
    rule(
      'ORG-05 multiple_oraseas_ee business critical',
      '{n} {organisation is|organisations are} Oraseas EE',
      severalOf('oraseas_ee'),
    ),
    rule(
      'ORG-06 multiple_bossaqua business error',
      '{n} {organisation is|organisations are} BossAqua',
      severalOf('bossaqua'),
    ),
  ]
}

function organizationPlaceRules(): readonly Rule[] {
  return [
    rule(
      'ORG-07 suppliers_without_parent business error',
      '{n} {supplier|suppliers} without a parent',
      rowsWhere('organizations as t', `t.organization_type = 'supplier' and t.parent_organization_id is null`),
    ),
    rule(
      'ORG-08 supplier_parent_invalid_type business error',
      '{n} {supplier|suppliers} whose parent may not have suppliers',
      rowsWhere(
        'organizations as t join organizations as p on p.id = t.parent_organization_id',
        `t.organization_type = 'supplier' and (p.organization_type in ('customer', 'oraseas_ee')) is not true`,
      ),
    ),
    rule(
      'ORG-09 organizations_invalid_parent referential error',
      '{n} {organisation|organisations} whose parent does not exist',
      rowsWhere(
        'organizations as t left join organizations as p on p.id = t.parent_organization_id',
        't.parent_organization_id is not null and p.id is null',
      ),
    ),
  ]
}

function userRules(): readonly Rule[] {
  return [
    rule(
      'USR-01 users_without_username structure error',
      '{n} {user|users} without a user name',
      rowsWhere('users as t', isBlankSql('t.username')),
    ),
    rule(
      'USR-02 users_without_email structure error',
      '{n} {user|users} without an e-mail address',
      rowsWhere('users as t', isBlankSql('t.email')),
    ),
    rule(
      'USR-03 users_without_role structure error',
      '{n} {user|users} without a role',
      rowsWhere('users as t', 't.role is null'),
    ),
    rule(
      'USR-04 duplicate_usernames structure error',
      '{n} user {name|names} used more than once',
      repeated('users', 't.username', `not (${isBlankSql('t.username')})`),
    ),
    rule(
      'USR-05 duplicate_emails structure error',
      '{n} e-mail {address|addresses} used more than once',
      repeated('users', 't.email', `not (${isBlankSql('t.email')})`),
    ),
  ]
}

function userPlaceRules(): readonly Rule[] {
  return [
    rule(
      'USR-06 super_admin_non_oraseas business error',
      '{n} super {administrator|administrators} outside Oraseas EE',
      rowsWhere(
        'users as t join organizations as o on o.id = t.organization_id',
        `t.role = 'super_admin' and o.organization_type is distinct from 'oraseas_ee'`,
      ),
    ),
    rule(
      'USR-07 organizations_without_admin business warning',
      '{n} {organisation|organisations} without an administrator',
      rowsWhere(
        `organizations as t left join (select distinct organization_id from users where role in ('admin', 'super_admin')) as led
          on led.organization_id = t.id`,
        'led.organization_id is null',
      ),
    ),
    rule(
      'USR-08 case_insensitive_duplicate_emails consistency warning',
      '{n} e-mail {address|addresses} differing only by case',
      `select (array_agg(t.id::text order by t.id::text))[1:5] as key, count(*) as rows
        from users as t group by lower(t.email) having count(distinct t.email) > 1`,
    ),
    rule(
      'USR-09 users_invalid_organization referential critical',
      '{n} {user|users} of an organisation that does not exist',
      orphans('users', 'organization_id', 'organizations'),
    ),
  ]
}

function partRules(): readonly Rule[] {
  const where = (condition: string): string => rowsWhere('parts as t', condition)
  return [
    rule(
      'PRT-01 parts_without_number structure error',
      '{n} {part|parts} without a number',
      where(isBlankSql('t.part_number')),
    ),
    rule('PRT-02 parts_without_name structure error', '{n} {part|parts} without a name', where(isBlankSql('t.name'))),
    rule(
      'PRT-03 duplicate_part_numbers structure error',
      '{n} part {number|numbers} used more than once',
      repeated('parts', 't.part_number', `not (${isBlankSql('t.part_number')})`),
    ),
    rule('PRT-04 parts_without_type business error', '{n} {part|parts} without a kind', where('t.part_type is null')),
    rule(
      'PRT-05 parts_without_unit_of_measure business warning',
      '{n} {part|parts} without a unit',
      where(isBlankSql('t.unit_of_measure')),
    ),
    rule(
      'PRT-06 bulk_material_in_pieces business warning',
      '{n} bulk {material|materials} counted in pieces',
      where(`t.part_type = 'bulk_material' and t.unit_of_measure = 'pieces'`),
    ),
    rule(
      'PRT-07 too_many_image_urls structure error',
      '{n} {part|parts} with more than 20 images',
      where('cardinality(t.image_urls) > 20'),
    ),
  ]
}

function warehouseRules(): readonly Rule[] {
  return [
    rule(
      'WHS-01 warehouses_without_name structure error',
      '{n} {warehouse|warehouses} without a name',
      rowsWhere('warehouses as t', isBlankSql('t.name')),
    ),
    rule(
      'WHS-02 duplicate_warehouse_names structure error',
      '{n} warehouse {name|names} used twice in one organisation',
      repeated('warehouses', 't.organization_id, t.name', `not (${isBlankSql('t.name')})`),
    ),
    rule(
      'WHS-03 organizations_without_warehouse business warning',
      '{n} {organisation|organisations} without a warehouse',
      rowsWhere(
        `organizations as t left join (select distinct organization_id from warehouses) as housed on housed.organization_id = t.id`,
        `t.organization_type is distinct from 'supplier' and housed.organization_id is null`,
      ),
    ),
    rule(
      'WHS-04 warehouses_invalid_organization referential error',
      '{n} {warehouse|warehouses} of an organisation that does not exist',
      orphans('warehouses', 'organization_id', 'organizations'),
    ),
  ]
}

function machineRules(): readonly Rule[] {
  return [
    rule(
      'MCH-01 duplicate_serial_numbers structure error',
      '{n} serial {number|numbers} used more than once',
      repeated('machines', 't.serial_number', 't.serial_number is not null'),
    ),
    rule(
      'MCH-02 machines_non_customer_org business warning',
      '{n} {machine|machines} owned by a non-customer',
      rowsWhere(
        'machines as t join organizations as o on o.id = t.customer_organization_id',
        `o.organization_type is distinct from 'customer'`,
      ),
    ),
    rule(
      'MCH-03 invalid_model_type business error',
      '{n} {machine|machines} with an unknown model',
      rowsWhere('machines as t', `(t.model_type in ('V3.1B', 'V4.0')) is not true`),
    ),
    rule(
      'MCH-04 machines_invalid_customer referential error',
      '{n} {machine|machines} whose owner does not exist',
      orphans('machines', 'customer_organization_id', 'organizations'),
    ),
  ]
}
