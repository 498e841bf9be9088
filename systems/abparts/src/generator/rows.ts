import type { LegacyRow, LegacyTable } from './columns.ts'
import { day, type Recipe, stampsOf } from './recipe.ts'

/** The clean row `i` of every legacy table. Nothing in it is left to chance, and nobody in it exists. */
export const cleanRow: { readonly [table in LegacyTable]: (recipe: Recipe, i: number) => LegacyRow<table> } = {
  organizations: organizationRow,
  users: userRow,
  machines: machineRow,
  parts: partRow,
  inventory: inventoryRow,
  supplier_orders: supplierOrderRow,
  supplier_order_items: supplierItemRow,
  customer_orders: customerOrderRow,
  customer_order_items: customerItemRow,
  part_usage: usageRow,
}

/** How many clean rows every table has. */
export const cleanCount: { readonly [table in LegacyTable]: (recipe: Recipe) => number } = {
  organizations: ({ size }) => size.organizations,
  users: ({ size }) => size.users,
  machines: ({ size }) => size.machines,
  parts: ({ size }) => size.parts,
  inventory: ({ size }) => size.inventory,
  supplier_orders: ({ size }) => size.organizations,
  supplier_order_items: ({ size }) => 3 * size.organizations,
  customer_orders: ({ size }) => size.users,
  customer_order_items: ({ size }) => 2 * size.users,
  part_usage: ({ size }) => 10 * size.machines,
}

function organizationRow({ shares, id }: Recipe, i: number): LegacyRow<'organizations'> {
  return {
    id: id('org', i),
    ...nameAndType(i, shares.holders),
    address: `${i + 1} Harbour Road`,
    contact_info: `office${i}@example.test`,
    ...stampsOf(i),
  }
}

function nameAndType(i: number, holders: number): { readonly name: string; readonly type: string } {
  if (i === 0) return { name: 'Oraseas EE', type: 'Warehouse' }
  if (i === 1) return { name: 'BossAqua Manufacturing', type: 'Supplier' }
  if (i < holders) return { name: `Customer Organization ${i}`, type: 'Customer' }
  return { name: `Parts Supplier ${i}`, type: 'Supplier' }
}

function userRow({ size, shares, id }: Recipe, i: number): LegacyRow<'users'> {
  const organization = organizationOfUser(i, size.organizations)
  return {
    id: id('usr', i),
    organization_id: id('org', organization),
    username: `user_${i}`,
    password_hash: `not a password ${i}`,
    email: `user${i}@example.test`,
    name: `User ${i}`,
    role: roleOf(i, { organization, organizations: size.organizations, holders: shares.holders }),
    is_active: i % 20 !== 19,
    ...stampsOf(i),
  }
}

const organizationOfUser = (i: number, organizations: number): number =>
  i === 0 ? 0 : 1 + ((i - 1) % (organizations - 1))

type Place = { readonly organization: number; readonly organizations: number; readonly holders: number }

function roleOf(i: number, { organization, organizations, holders }: Place): string {
  if (i === 0) return 'Oraseas Admin'
  if (organization >= holders) return 'Supplier User'
  return i <= organizations - 1 ? 'Customer Admin' : 'Customer User'
}

function machineRow({ shares, id }: Recipe, i: number): LegacyRow<'machines'> {
  return {
    id: id('mch', i),
    organization_id: id('org', 2 + (i % shares.customers)),
    model_type: i % 2 === 0 ? 'V3.1B' : 'V4.0',
    name: `AutoBoss ${i}`,
    serial_number: `AB-${String(i).padStart(9, '0')}`,
    ...stampsOf(i),
  }
}

/** Every tenth kind: 2, 3 and 9 are bulk material; 0, 7 and 8 only look like it to who searches without word boundaries. */
const partNames = [
  'Oil Filter',
  'Drive Belt',
  'Hydraulic Oil',
  'Descaling Chemical',
  'Gasket',
  'High Pressure Hose',
  'Pump Assembly',
  'Boiler Valve',
  'Ignition Coil',
  'Glass Cleaner',
] as const

const proprietary: ReadonlySet<number> = new Set([1, 3, 6, 8])
const notConsumable: ReadonlySet<number> = new Set([6, 8])

function partRow({ id }: Recipe, i: number): LegacyRow<'parts'> {
  const kind = i % 10
  return {
    id: id('prt', i),
    part_number: `PART-${String(i).padStart(8, '0')}`,
    name: `${partNames[kind]} ${i}`,
    description: i % 3 === 0 ? null : `Page ${i} of the catalogue`,
    is_proprietary: proprietary.has(kind),
    is_consumable: !notConsumable.has(kind),
    manufacturer_delivery_time_days: 5 + (i % 30),
    local_supplier_delivery_time_days: i % 2 === 0 ? 2 + (i % 7) : null,
    image_urls: i % 4 === 0 ? [`https://images.example.test/parts/${i}.png`] : null,
    ...stampsOf(i),
  }
}

function inventoryRow({ size, shares, id }: Recipe, i: number): LegacyRow<'inventory'> {
  const organization = i % shares.holders
  return {
    id: id('inv', i),
    organization_id: id('org', organization),
    part_id: id('prt', partAt({ size, shares }, i)),
    location: locationOf(organization, Math.floor(i / shares.holders), shares),
    current_stock: 10 + (i % 100),
    minimum_stock_recommendation: 5 + (i % 20),
    reorder_threshold_set_by: i % 2 === 0 ? 'system' : 'user',
    last_recommendation_update: i % 3 === 0 ? day(i % 180) : null,
    ...stampsOf(i),
  }
}

/** Which part stands in stock row `i`: no organisation meets a part twice. */
export const partAt = ({ size, shares }: Pick<Recipe, 'size' | 'shares'>, i: number): number =>
  (i + Math.floor(i / shares.pairCycle)) % size.parts

/** The locations of an organisation are dealt out evenly; every second row of a stock has one. */
function locationOf(organization: number, nth: number, { holders, extraLocations }: Recipe['shares']): string | null {
  const own = Math.floor(extraLocations / holders) + (organization < extraLocations % holders ? 1 : 0)
  if (own === 0 || nth % 2 === 0) return null
  return `Store ${organization + holders * (Math.floor(nth / 2) % own)}`
}

const orderStatus = ['Pending', 'Shipped', 'Delivered'] as const

const orderRest = (i: number) =>
  ({
    order_date: day(i % 120),
    expected_delivery_date: day((i % 120) + 14),
    actual_delivery_date: i % 3 === 2 ? day((i % 120) + 12) : null,
    status: orderStatus[i % 3] as string,
    notes: i % 5 === 0 ? `Order ${i}` : null,
    ...stampsOf(i),
  }) as const

function supplierOrderRow({ id }: Recipe, i: number): LegacyRow<'supplier_orders'> {
  return {
    id: id('sor', i),
    ordering_organization_id: id('org', i),
    supplier_name: `Parts Supplier ${i % 7}`,
    ...orderRest(i),
  }
}

function supplierItemRow(recipe: Recipe, i: number): LegacyRow<'supplier_order_items'> {
  return { id: recipe.id('soi', i), supplier_order_id: recipe.id('sor', Math.floor(i / 3)), ...itemRest(recipe, i) }
}

function customerOrderRow({ size, id }: Recipe, i: number): LegacyRow<'customer_orders'> {
  return {
    id: id('cor', i),
    customer_organization_id: id('org', organizationOfUser(i, size.organizations)),
    oraseas_organization_id: id('org', 0),
    ordered_by_user_id: id('usr', i),
    ...orderRest(i),
  }
}

function customerItemRow(recipe: Recipe, i: number): LegacyRow<'customer_order_items'> {
  return { id: recipe.id('coi', i), customer_order_id: recipe.id('cor', Math.floor(i / 2)), ...itemRest(recipe, i) }
}

const itemRest = ({ size, id }: Recipe, i: number) =>
  ({
    part_id: id('prt', i % size.parts),
    quantity: 1 + (i % 5),
    unit_price: i % 4 === 0 ? null : `${10 + (i % 90)}.${String(i % 100).padStart(2, '0')}`,
    ...stampsOf(i),
  }) as const

function usageRow({ size, shares, id }: Recipe, i: number): LegacyRow<'part_usage'> {
  const machine = i % size.machines
  return {
    id: id('use', i),
    customer_organization_id: id('org', 2 + (machine % shares.customers)),
    part_id: id('prt', i % size.parts),
    usage_date: day(i % 180),
    quantity_used: 1 + (i % 3),
    machine_id: id('mch', machine),
    recorded_by_user_id: id('usr', 0),
    notes: null,
    ...stampsOf(i),
  }
}
