import { idOf, mainWarehouse } from '../move/warehouses.ts'
import type { InjectedRow, Quotas } from './injection.ts'
import { day, type Recipe } from './recipe.ts'
import type { Cell } from './table-rows.ts'
import type { TargetTable } from './target-columns.ts'

type Row = Readonly<Record<string, Cell>>

/** A row to be appended: its kind and number give its id. */
export type Appended = { readonly kind: string; readonly g: number; readonly row?: Row }

/** Makes sound rows of the target tables; a defect is what `row` puts in their place. */
export type TargetRows = {
  readonly [table in TargetTable]: (appended: Appended) => InjectedRow
} & {
  /** An organisation with an administrator and, unless it is a supplier, a main warehouse. */
  readonly organizationPlus: (appended: Appended) => readonly InjectedRow[]
  readonly administratorOf: (appended: Appended) => InjectedRow
  readonly warehouseOf: (appended: Appended) => InjectedRow
  /** The main warehouse that the move gave to a clean organisation. */
  readonly mainWarehouseOf: (organization: number) => string
}

/** What the makers of defects share. */
export type Making = { readonly recipe: Recipe; readonly n: Quotas; readonly make: TargetRows }

export function targetRows({ id }: Recipe): TargetRows {
  const make =
    (table: TargetTable, base: (appended: Appended) => Row) =>
    (appended: Appended): InjectedRow => ({
      table,
      row: { id: id(appended.kind, appended.g), ...base(appended), ...appended.row },
    })
  const mainWarehouseOf = (organization: number): string => idOf('warehouse', id('org', organization), mainWarehouse)
  const rows = {
    organizations: make('organizations', ({ kind, g }) => ({
      name: `Appended ${kind} ${g}`,
      organization_type: 'customer',
      is_active: true,
    })),
    users: make('users', (appended) => ({ organization_id: id('org', 2), ...userBase(appended) })),
    parts: make('parts', ({ kind, g }) => ({
      part_number: `${kind}-${g}`,
      name: `Appended part ${g}`,
      part_type: 'consumable',
      unit_of_measure: 'pieces',
    })),
    warehouses: make('warehouses', ({ kind, g }) => ({
      organization_id: id('org', 2),
      name: `Appended ${kind} ${g}`,
      is_active: true,
    })),
    machines: make('machines', ({ kind, g }) => ({
      customer_organization_id: id('org', 2),
      model_type: 'V4.0',
      name: `Appended machine ${g}`,
      serial_number: `${kind} ${g}`,
    })),
    inventory: make('inventory', () => ({
      warehouse_id: mainWarehouseOf(2),
      current_stock: 5,
      unit_of_measure: 'pieces',
    })),
    transactions: make('transactions', () => ({
      transaction_type: 'adjustment',
      quantity: 1,
      unit_of_measure: 'pieces',
      performed_by_user_id: id('usr', 0),
      transaction_date: day(400),
    })),
  }
  return { ...rows, ...householdOf(rows, id), mainWarehouseOf }
}

function userBase({ kind, g }: Appended): Row {
  const word = kind.replaceAll(' ', '_')
  return {
    username: `${word}_${g}`,
    password_hash: 'not a password',
    email: `${word}.${g}@example.test`,
    role: 'user',
    user_status: 'active',
    is_active: true,
  }
}

type Household = Pick<TargetRows, 'administratorOf' | 'warehouseOf' | 'organizationPlus'>

/** Whoever comes with an organisation, by the organisation's own kind and number. */
function householdOf(rows: Pick<TargetRows, TargetTable>, id: Recipe['id']): Household {
  const administratorOf = ({ kind, g }: Appended): InjectedRow =>
    rows.users({ kind: `${kind} admin`, g, row: { organization_id: id(kind, g), role: 'admin' } })
  const warehouseOf = ({ kind, g }: Appended): InjectedRow =>
    rows.warehouses({ kind: `${kind} warehouse`, g, row: { organization_id: id(kind, g), name: mainWarehouse } })
  const organizationPlus = (appended: Appended): readonly InjectedRow[] => {
    const isSupplier = appended.row?.['organization_type'] === 'supplier'
    const head = [rows.organizations(appended), administratorOf(appended)]
    return isSupplier ? head : [...head, warehouseOf(appended)]
  }
  return { administratorOf, warehouseOf, organizationPlus }
}
