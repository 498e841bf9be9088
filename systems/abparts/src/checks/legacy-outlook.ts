import { organizationTypesSql } from '../domain/organizations.ts'
import type { Policy } from '../domain/policy.ts'
import { newRoleSql } from '../domain/users.ts'
import { once, type Rule, rowsWhere, rule } from './rule.ts'

/** All organisations with the type that they will have, as `m`. */
export const mapped = (policy: Policy): string =>
  `(${organizationTypesSql({ source: 'select id, name, type from organizations', policy })}) as m`

/** The rules about who will be able to work after the move: LEG-28 and LEG-29. */
export function outlookRules(policy: Policy): readonly Rule[] {
  const role = newRoleSql('u.role', 'm.organization_type', policy)
  const administrators = `select u.organization_id from users as u left join ${mapped(policy)} on m.id = u.organization_id
    where ${role} in ('admin', 'super_admin')`
  return [
    rule(
      'LEG-28 organizations_without_admin business warning',
      '{n} {organisation|organisations} would have no administrator',
      rowsWhere(
        `organizations as t left join (select distinct a.organization_id from (${administrators}) as a) as led on led.organization_id = t.id`,
        'led.organization_id is null',
      ),
    ),
    rule(
      'LEG-29 no_administrator business critical',
      'nobody can sign the opening transactions',
      once(`not exists (${administrators})`),
    ),
  ]
}

/** A column that refers to a row of another table. */
export type Reference = { readonly table: string; readonly column: string; readonly parent: string }

const reference = (table: string, column: string, parent: string): Reference => ({ table, column, parent })

/** The references of the tables that LEG-14, 19, 23 and 24 do not look at. */
export const legacyReferences: readonly Reference[] = [
  reference('part_usage', 'customer_organization_id', 'organizations'),
  reference('part_usage', 'part_id', 'parts'),
  reference('part_usage', 'machine_id', 'machines'),
  reference('part_usage', 'recorded_by_user_id', 'users'),
  reference('supplier_orders', 'ordering_organization_id', 'organizations'),
  reference('supplier_order_items', 'supplier_order_id', 'supplier_orders'),
  reference('supplier_order_items', 'part_id', 'parts'),
  reference('customer_orders', 'customer_organization_id', 'organizations'),
  reference('customer_orders', 'oraseas_organization_id', 'organizations'),
  reference('customer_orders', 'ordered_by_user_id', 'users'),
  reference('customer_order_items', 'customer_order_id', 'customer_orders'),
  reference('customer_order_items', 'part_id', 'parts'),
  reference('stock_adjustments', 'inventory_id', 'inventory'),
  reference('stock_adjustments', 'user_id', 'users'),
]

/** The rule about all of them, LEG-30; every finding names its table and column. */
export const brokenReferences = (references: readonly Reference[]): Rule =>
  rule(
    'LEG-30 broken_references referential error',
    '{n} {row with a reference that does|rows with references that do} not exist, by table',
    references.map(broken).join(' union all '),
  )

const broken = ({ table, column, parent }: Reference): string =>
  `select array['${table}', '${column}', t.id::text] as key, 1 as rows from ${table} as t
    left join ${parent} as p on p.id = t.${column} where t.${column} is not null and p.id is null`
