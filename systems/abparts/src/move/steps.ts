import { canonicalModelSql } from '../domain/machines.ts'
import { organizationTypeSql } from '../domain/organizations.ts'
import { classifiedPartSql, partColumns } from '../domain/parts.ts'
import type { Policy } from '../domain/policy.ts'
import { newRoleSql, newStatusSql } from '../domain/users.ts'
import type { Work } from './declared.ts'
import { openingColumns, openingsSql } from './openings.ts'
import type { MoveOptions } from './options.ts'
import { placementJoin, placementSql, warehouseColumns, type WarehousePolicy, warehousesSql } from './warehouses.ts'

/** All that is known of an organisation before it is typed, once the schema was expanded. */
export const legacyOrganizations = 'select id, name, legacy_type as type from organizations'

/**
 * The work of steps 3 to 9, in order, on an expanded schema. What has a value in the new model keeps it: a second run finds
 * nothing to do, and what was edited since stays.
 */
export function worksOf(options: MoveOptions): readonly Work[] {
  const { policy = {}, warehouses = 'split' } = options
  return [
    ...organizationWorks(policy),
    {
      kind: 'build',
      step: 'create_default_warehouses',
      to: 'warehouses',
      columns: warehouseColumns,
      select: warehousesSql(warehouses),
    },
    userWork(policy),
    partWork(policy),
    machineWork(options),
    inventoryWork(warehouses),
    {
      kind: 'build',
      step: 'create_initial_transactions',
      to: 'transactions',
      columns: openingColumns,
      select: openingsSql(options),
    },
  ]
}

/** Types come first, because a parent is found by its type. */
function organizationWorks(policy: Policy): readonly Work[] {
  const type = organizationTypeSql(
    { id: 't.id', name: 't.name', type: 't.legacy_type' },
    { source: legacyOrganizations, policy },
  )
  const [step, table] = ['migrate_organizations', 'organizations'] as const
  const parent = `case when t.organization_type = 'supplier'
    then coalesce(t.parent_organization_id, (select o.id from organizations as o where o.organization_type = 'oraseas_ee')) end`
  return [
    {
      kind: 'fill',
      step,
      table,
      set: { organization_type: `coalesce(t.organization_type, (${type})::organizationtype)` },
    },
    { kind: 'fill', step, table, set: { parent_organization_id: parent } },
  ]
}

function userWork(policy: Policy): Work {
  const type = '(select o.organization_type::text from organizations as o where o.id = t.organization_id)'
  return {
    kind: 'fill',
    step: 'migrate_users',
    table: 'users',
    set: {
      role: `coalesce(t.role, (${newRoleSql('t.legacy_role', type, policy)})::userrole)`,
      user_status: `coalesce(t.user_status, (${newStatusSql('t.is_active')})::userstatus)`,
    },
  }
}

function partWork(policy: Policy): Work {
  const { type, unit, isProprietary } = classifiedPartSql(partColumns('t'), policy)
  return {
    kind: 'fill',
    step: 'migrate_parts',
    table: 'parts',
    set: {
      part_type: `coalesce(t.part_type, (${type})::parttype)`,
      unit_of_measure: `coalesce(t.unit_of_measure, (${unit})::varchar(50))`,
      is_proprietary: isProprietary,
    },
  }
}

/** A serial's first owner keeps it; the next ones are told apart by their place. */
function machineWork({ policy = {}, duplicateSerials = 'fail' }: MoveOptions): Work {
  const place = `(select count(*) from machines as m where m.serial_number = t.serial_number
    and (m.created_at, m.id) <= (t.created_at, t.id))`
  const serial = `case when ${place} > 1 then t.serial_number || '-' || ${place} else t.serial_number end`
  return {
    kind: 'fill',
    step: 'migrate_machines',
    table: 'machines',
    set: {
      model_type: canonicalModelSql('t.model_type', policy),
      ...(duplicateSerials === 'suffix' ? { serial_number: `(${serial})::varchar(255)` } : {}),
    },
  }
}

function inventoryWork(warehouses: WarehousePolicy): Work {
  return {
    kind: 'fill',
    step: 'migrate_inventory',
    table: 'inventory',
    set: {
      warehouse_id: `coalesce(t.warehouse_id, ${placementSql(warehouses)})`,
      unit_of_measure: 'coalesce(t.unit_of_measure, (select p.unit_of_measure from parts as p where p.id = t.part_id))',
    },
    joined: {
      join: `${placementJoin(warehouses)} left join parts as p on p.id = t.part_id`,
      set: {
        warehouse_id: 'coalesce(t.warehouse_id, named.id, oldest.id)',
        unit_of_measure: 'coalesce(t.unit_of_measure, p.unit_of_measure)',
      },
    },
  }
}
