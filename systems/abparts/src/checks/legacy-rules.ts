import { canonicalModelSql } from '../domain/machines.ts'
import { isUnknownTypeSql } from '../domain/organizations.ts'
import { classifiedPartSql, partColumns } from '../domain/parts.ts'
import type { Policy } from '../domain/policy.ts'
import { isBlankSql } from '../domain/sql-text.ts'
import { isSuperAdminSql, isUnknownRoleSql } from '../domain/users.ts'
import { brokenReferences, mapped, outlookRules, type Reference } from './legacy-outlook.ts'
import { once, orphans, repeated, repeatedPairs, type Rule, rowsWhere, rule } from './rule.ts'

/** The rules of a database before the move, LEG-01 to LEG-30, under the policy with which it will be moved. */
export function legacyRules(policy: Policy, references: readonly Reference[]): readonly Rule[] {
  return [
    ...organizationRules(policy),
    ...userRules(policy),
    ...partRules(policy),
    ...machineRules(policy),
    ...stockRules(policy),
    ...outlookRules(policy),
    brokenReferences(references),
  ]
}

const becomes = (policy: Policy, type: string): string =>
  `select m.id from ${mapped(policy)} where m.organization_type = '${type}'`

const severalBecome = (policy: Policy, type: string): string =>
  `select array[found.id::text] as key, 1 as rows
    from (select m.id, count(*) over () as n from ${mapped(policy)} where m.organization_type = '${type}') as found where n > 1`

function organizationRules(policy: Policy): readonly Rule[] {
  return [
    rule(
      'LEG-01 organizations_without_names structure error',
      '{n} {organisation|organisations} without a name',
      rowsWhere('organizations as t', isBlankSql('t.name')),
    ),
    rule(
      'LEG-02 organizations_with_unknown_types business warning',
      '{n} {organisation|organisations} with a type the mapping does not know; {it becomes a customer|they become customers}',
      rowsWhere(
        `organizations as t join ${mapped(policy)} on m.id = t.id`,
        `m.rule <> 1 and (${isUnknownTypeSql('t.type')} or m.rule = 8)`,
      ),
    ),
    rule(
      'LEG-03 duplicate_organization_names structure error',
      '{n} organisation {name|names} used more than once',
      repeated('organizations', 'lower(btrim(t.name))', `not (${isBlankSql('t.name')})`),
    ),
    rule(
      'LEG-04 missing_oraseas_ee business critical',
      'no organisation can become Oraseas EE',
      once(`not exists (${becomes(policy, 'oraseas_ee')})`),
    ),
    rule(
      'LEG-05 multiple_oraseas_ee business critical',
      '{n} {organisation|organisations} would become Oraseas {EE|EE; choose one}',
      severalBecome(policy, 'oraseas_ee'),
    ),
    rule(
      'LEG-06 multiple_bossaqua business error',
      '{n} {organisation|organisations} would become {BossAqua|BossAqua; choose one}',
      severalBecome(policy, 'bossaqua'),
    ),
  ]
}

function userRules(policy: Policy): readonly Rule[] {
  const blank = (column: string): string => rowsWhere('users as t', isBlankSql(`t.${column}`))
  return [
    rule('LEG-07 users_without_username structure error', '{n} {user|users} without a user name', blank('username')),
    rule('LEG-08 users_without_email structure error', '{n} {user|users} without an e-mail address', blank('email')),
    rule('LEG-09 users_without_role structure error', '{n} {user|users} without a role', blank('role')),
    rule(
      'LEG-10 users_with_unknown_roles business warning',
      '{n} {user|users} with an unknown role; {it becomes|they become} `user`',
      rowsWhere('users as t', isUnknownRoleSql('t.role', policy)),
    ),
    ...userKeyRules(policy),
  ]
}

function userKeyRules(policy: Policy): readonly Rule[] {
  return [
    rule(
      'LEG-11 duplicate_usernames structure error',
      '{n} user {name|names} used more than once',
      repeated('users', 't.username', `not (${isBlankSql('t.username')})`),
    ),
    rule(
      'LEG-12 duplicate_emails structure error',
      '{n} e-mail {address|addresses} used more than once',
      repeated('users', 't.email', `not (${isBlankSql('t.email')})`),
    ),
    rule(
      'LEG-13 super_admin_non_oraseas business warning',
      '{n} distributor {administrator|administrators} outside the distributor; {it becomes|they become} `admin`',
      rowsWhere(
        `users as t join ${mapped(policy)} on m.id = t.organization_id`,
        `${isSuperAdminSql('t.role', policy)} and m.organization_type is distinct from 'oraseas_ee'`,
      ),
    ),
    rule(
      'LEG-14 users_invalid_organization referential critical',
      '{n} {user|users} of an organisation that does not exist',
      orphans('users', 'organization_id', 'organizations'),
    ),
  ]
}

function partRules(policy: Policy): readonly Rule[] {
  return [
    rule(
      'LEG-15 parts_without_number structure error',
      '{n} {part|parts} without a number',
      rowsWhere('parts as t', isBlankSql('t.part_number')),
    ),
    rule(
      'LEG-16 parts_without_name structure error',
      '{n} {part|parts} without a name',
      rowsWhere('parts as t', isBlankSql('t.name')),
    ),
    rule(
      'LEG-17 duplicate_part_numbers structure error',
      '{n} part {number|numbers} used more than once',
      repeated('parts', 't.part_number', `not (${isBlankSql('t.part_number')})`),
    ),
    rule(
      'LEG-18 parts_of_unclear_kind business info',
      '{n} {part|parts} with an unclear kind; treated as consumable',
      rowsWhere('parts as t', classifiedPartSql(partColumns('t'), policy).isUnclear),
    ),
  ]
}

function machineRules(policy: Policy): readonly Rule[] {
  return [
    rule(
      'LEG-19 machines_invalid_organization referential error',
      '{n} {machine|machines} of an organisation that does not exist',
      orphans('machines', 'organization_id', 'organizations'),
    ),
    rule(
      'LEG-20 machines_non_customer_org business warning',
      '{n} {machine|machines} owned by a non-customer',
      rowsWhere(
        `machines as t join ${mapped(policy)} on m.id = t.organization_id`,
        `m.organization_type is distinct from 'customer'`,
      ),
    ),
    rule(
      'LEG-21 duplicate_serial_numbers structure error',
      '{n} serial {number|numbers} used more than once',
      repeated('machines', 't.serial_number', 't.serial_number is not null'),
    ),
    rule(
      'LEG-22 invalid_model_type business error',
      '{n} {machine|machines} with an unknown model',
      rowsWhere('machines as t', `${canonicalModelSql('t.model_type', policy)} is null`),
    ),
  ]
}

function stockRules(policy: Policy): readonly Rule[] {
  return [
    rule(
      'LEG-23 inventory_invalid_organization referential error',
      '{n} stock {row|rows} of an organisation that does not exist',
      orphans('inventory', 'organization_id', 'organizations'),
    ),
    rule(
      'LEG-24 inventory_invalid_parts referential error',
      '{n} stock {row|rows} of a part that does not exist',
      orphans('inventory', 'part_id', 'parts'),
    ),
    rule(
      'LEG-25 negative_inventory consistency warning',
      '{n} stock {row|rows} below zero',
      rowsWhere('inventory as t', 't.current_stock < 0'),
    ),
    rule(
      'LEG-26 duplicate_inventory_pairs consistency error',
      '{n} organisation and part {pair|pairs} with several stock rows',
      repeatedPairs('inventory', 'organization_id', 'part_id'),
    ),
    rule(
      'LEG-27 inventory_of_suppliers business info',
      '{n} stock {row|rows} held by {a supplier;|suppliers;} a warehouse will be created',
      rowsWhere(
        `inventory as t join ${mapped(policy)} on m.id = t.organization_id`,
        `m.organization_type = 'supplier'`,
      ),
    ),
  ]
}
