import { classifiedPart, type LegacyPart } from '../domain/parts.ts'
import { idOf, mainWarehouse } from '../move/warehouses.ts'
import type { InjectedRow, Injection } from './injection.ts'
import type { Recipe } from './recipe.ts'
import { cleanRow, partAt } from './rows.ts'
import type { Cell } from './table-rows.ts'
import type { Making } from './target-rows.ts'

type Row = Readonly<Record<string, Cell>>

/** Defects of stock and ledger. New parts and new organisations carry them, so that no clean pair is touched. */
export function stockDefects(making: Making): readonly Injection[] {
  return [...carriers(making), ...orphans(making), ...pairs(making), ...secondRows(making), ...movements(making)]
}

/** Each of these kinds has a warehouse of its own, in which every new part stands once. */
const carrierRules = ['INV-03', 'INV-04', 'INV-05', 'INV-06', 'TRX-02', 'TRX-04'] as const

const carrierKind = (rule: string): string => `carrier ${rule}`
const carrierWarehouse = (rule: string): string => `${carrierKind(rule)} warehouse`

function carriers({ n, make }: Making): readonly Injection[] {
  const organizations = carrierRules.map((rule): Injection => {
    const rows = make.organizationPlus({ kind: carrierKind(rule), g: 0 })
    return { count: 1, make: () => ({ rows, finds: [] }) }
  })
  return [
    ...organizations,
    { count: n.inventory, make: (g) => ({ rows: [make.parts({ kind: 'XPI', g })], finds: [] }) },
  ]
}

function orphans({ recipe, n, make }: Making): readonly Injection[] {
  const { id, size } = recipe
  const orphan = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.inventory,
    make: (g) => ({
      rows: [make.inventory({ kind: `inv ${rule}`, g, row: row(g) })],
      finds: [{ rule, key: [id(`inv ${rule}`, g)] }],
    }),
  })
  return [
    orphan('INV-01', (g) => ({
      warehouse_id: g % 2 === 0 ? id('unknown warehouse', g) : null,
      part_id: id('prt', g % size.parts),
      unit_of_measure: unitOf(recipe, g % size.parts),
    })),
    orphan('INV-02', (g) => ({ part_id: g % 2 === 0 ? id('unknown part', g) : null })),
  ]
}

/** Stock of a new part in a carrier's warehouse, with a movement of the same amount unless that is the defect. */
function pairs({ recipe: { id }, n, make }: Making): readonly Injection[] {
  const amounts = {
    'INV-03': { stock: -5, unit: 'pieces', moved: -5 },
    'INV-04': { stock: 5.5, unit: 'pieces', moved: 5.5 },
    'INV-05': { stock: 5, unit: 'liters', moved: 5 },
    'INV-06': { stock: 5, unit: 'pieces', moved: undefined },
  } as const
  return Object.entries(amounts).map(([rule, { stock, unit, moved }]): Injection => {
    const kind = `inv ${rule}`
    const warehouse = id(carrierWarehouse(rule), 0)
    return {
      count: n.inventory,
      make: (g) => {
        const part = id('XPI', g)
        const row = { warehouse_id: warehouse, part_id: part, current_stock: stock, unit_of_measure: unit }
        const movement = { to_warehouse_id: warehouse, part_id: part, quantity: moved ?? 0, unit_of_measure: unit }
        const rows = [make.inventory({ kind, g, row })]
        if (moved !== undefined) rows.push(make.transactions({ kind: `${kind} movement`, g, row: movement }))
        return { rows, finds: [{ rule, key: rule === 'INV-06' ? [warehouse, part] : [id(kind, g)] }] }
      },
    }
  })
}

/** A second row without stock for the first clean pairs: the sum stays what the ledger says. */
function secondRows({ recipe, n, make }: Making): readonly Injection[] {
  const second = (g: number): { readonly row: InjectedRow; readonly key: readonly string[] } => {
    const { organization_id, part_id, location } = cleanRow.inventory(recipe, g)
    const warehouse = idOf('warehouse', String(organization_id), location === null ? mainWarehouse : String(location))
    const stored = {
      warehouse_id: warehouse,
      part_id,
      current_stock: 0,
      unit_of_measure: unitOf(recipe, partAt(recipe, g)),
    }
    return { row: make.inventory({ kind: 'inv INV-07', g, row: stored }), key: [warehouse, String(part_id)] }
  }
  return [
    {
      count: n.inventory,
      make: (g) => {
        const { row, key } = second(g)
        return { rows: [row], finds: [{ rule: 'INV-07', key }] }
      },
    },
  ]
}

const unitOf = (recipe: Recipe, part: number): string => classifiedPart(cleanRow.parts(recipe, part) as LegacyPart).unit

function movements(making: Making): readonly Injection[] {
  const { recipe, n, make } = making
  const { id } = recipe
  const [main, other] = [make.mainWarehouseOf(2), make.mainWarehouseOf(0)]
  const single = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.inventory,
    make: (g) => ({
      rows: [make.transactions({ kind: `trx ${rule}`, g, row: row(g) })],
      finds: [{ rule, key: [id(`trx ${rule}`, g)] }],
    }),
  })
  const transfer = { transaction_type: 'transfer', part_id: id('prt', 0) }
  return [
    single('TRX-01', (g) => ({
      transaction_type: 'creation',
      part_id: g % 2 === 0 ? id('unknown part', g) : null,
      to_warehouse_id: main,
    })),
    single('TRX-03', (g) => ({ part_id: id('prt', 0), to_warehouse_id: id('unknown warehouse', g) })),
    single('TRX-05', () => ({ ...transfer, from_warehouse_id: main, to_warehouse_id: main })),
    single('TRX-06', (g) => ({
      ...transfer,
      from_warehouse_id: other,
      to_warehouse_id: main,
      quantity: g % 2 === 0 ? 0 : null,
    })),
    ...explained(making, 'TRX-02', (g) => ({ performed_by_user_id: g % 2 === 0 ? id('unknown user', g) : null })),
    ...explained(making, 'TRX-04', (g) => ({ machine_id: id('unknown machine', g) })),
  ]
}

/** An adjustment of one with the stock of one that it makes. */
function explained({ recipe: { id }, n, make }: Making, rule: string, row: (g: number) => Row): readonly Injection[] {
  const warehouse = id(carrierWarehouse(rule), 0)
  return [
    {
      count: n.inventory,
      make: (g) => {
        const part = id('XPI', g)
        const stock = { warehouse_id: warehouse, part_id: part, current_stock: 1 }
        const movement = { to_warehouse_id: warehouse, part_id: part, ...row(g) }
        return {
          rows: [
            make.inventory({ kind: `trx ${rule} stock`, g, row: stock }),
            make.transactions({ kind: `trx ${rule}`, g, row: movement }),
          ],
          finds: [{ rule, key: [id(`trx ${rule}`, g)] }],
        }
      },
    },
  ]
}
