import type { Quotas } from './injection.ts'
import { sharesOf, type Size } from './sizes.ts'

/** What the move makes of the clean rows. Rows with a defect are not counted here. */
export type Moved = {
  readonly organizations: Readonly<Record<'oraseas_ee' | 'bossaqua' | 'customer' | 'supplier', number>>
  readonly warehouses: number
  readonly users: Readonly<Record<'super_admin' | 'admin' | 'user' | 'inactive', number>>
  readonly parts: Readonly<Record<'consumable' | 'bulk_material', number>>
  readonly machines: number
  readonly inventory: number
  readonly transactions: number
  /** The sum of all stock, before and after, and of the ledger. */
  readonly stock: number
  readonly totalRecordsMigrated: number
}

/** The same numbers from the formulas alone; nothing is generated. */
export function expectedOf(size: Size): Moved {
  const { holders, customers } = sharesOf(size)
  const admin = Math.min(size.users, holders) - 1
  const bulk = bulkParts(size.parts)
  return {
    organizations: { oraseas_ee: 1, bossaqua: 1, customer: customers, supplier: size.suppliers },
    warehouses: size.warehouses,
    users: { super_admin: 1, admin, user: size.users - 1 - admin, inactive: Math.floor(size.users / 20) },
    parts: { consumable: size.parts - bulk, bulk_material: bulk },
    machines: size.machines,
    inventory: size.inventory,
    transactions: size.inventory,
    stock: stockOf(size.inventory),
    totalRecordsMigrated:
      size.organizations + size.warehouses + size.users + size.parts + size.machines + 2 * size.inventory,
  }
}

/** Kinds 2, 3 and 9 of every ten. */
function bulkParts(parts: number): number {
  const rest = parts % 10
  return 3 * Math.floor(parts / 10) + Math.min(2, Math.max(0, rest - 2))
}

/** The sum of 10 + (i mod 100). */
function stockOf(rows: number): number {
  const rest = rows % 100
  return 10 * rows + 4_950 * Math.floor(rows / 100) + (rest * (rest - 1)) / 2
}

/** How much each rule must find, by id; a rule that is not named finds nothing. */
export type Counts = Readonly<Record<string, number>>

/** What the legacy rules find: on clean rows, and on top of that when defects were appended. */
export function legacyCounts(size: Size, n?: Quotas): Counts {
  const clean = { 'LEG-18': Math.ceil(size.parts / 10), 'LEG-28': size.suppliers }
  if (n === undefined) return nonZero(clean)
  return nonZero({
    ...clean,
    ...each(n.organizations, ['LEG-01', 'LEG-02']),
    'LEG-03': n.names,
    'LEG-05': 2,
    'LEG-06': 2,
    'LEG-28': size.suppliers + n.organizations,
    ...each(n.users, ['LEG-07', 'LEG-08', 'LEG-09', 'LEG-10', 'LEG-11', 'LEG-12', 'LEG-13', 'LEG-14']),
    ...each(n.parts, ['LEG-15', 'LEG-16', 'LEG-17']),
    ...each(n.machines, ['LEG-19', 'LEG-20', 'LEG-21', 'LEG-22']),
    ...each(n.inventory, ['LEG-23', 'LEG-24', 'LEG-25', 'LEG-26', 'LEG-27']),
    'LEG-30': n.usage,
  })
}

/** What the target rules find after the move. */
export function targetCounts(size: Size, n?: Quotas): Counts {
  if (n === undefined) return nonZero({ 'USR-07': size.suppliers })
  return nonZero({
    ...each(n.organizations, ['ORG-01', 'ORG-02', 'ORG-07', 'ORG-08', 'ORG-09', 'WHS-03']),
    'ORG-03': n.names,
    'ORG-05': 2,
    'ORG-06': 2,
    'USR-07': size.suppliers + n.organizations,
    ...each(n.users, ['USR-01', 'USR-02', 'USR-03', 'USR-04', 'USR-05', 'USR-06', 'USR-08', 'USR-09']),
    ...each(n.parts, ['PRT-01', 'PRT-02', 'PRT-03', 'PRT-04', 'PRT-05', 'PRT-06', 'PRT-07']),
    ...each(n.warehouses, ['WHS-01', 'WHS-02', 'WHS-04']),
    ...each(n.machines, ['MCH-01', 'MCH-02', 'MCH-03', 'MCH-04']),
    ...each(n.inventory, ['INV-01', 'INV-02', 'INV-03', 'INV-04', 'INV-05', 'INV-06', 'INV-07']),
    ...each(n.inventory, ['TRX-01', 'TRX-02', 'TRX-03', 'TRX-04', 'TRX-05', 'TRX-06']),
  })
}

const each = (count: number, rules: readonly string[]): Counts => Object.fromEntries(rules.map((rule) => [rule, count]))

const nonZero = (counts: Counts): Counts => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
