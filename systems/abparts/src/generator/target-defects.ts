import { blank, group, type Injection, type Quotas } from './injection.ts'
import type { Recipe } from './recipe.ts'
import { cleanRow } from './rows.ts'
import type { Cell } from './table-rows.ts'
import { stockDefects } from './target-stock-defects.ts'
import { type Making, targetRows } from './target-rows.ts'

/** Defects of a moved database, as rows that are appended to the move of the clean rows. */
export function targetDefects(recipe: Recipe, n: Quotas): readonly Injection[] {
  const making = { recipe, n, make: targetRows(recipe) }
  return [
    ...organizations(making),
    ...places(making),
    ...users(making),
    ...parts(making),
    ...warehouses(making),
    ...machines(making),
    ...stockDefects(making),
  ]
}

type Row = Readonly<Record<string, Cell>>

function organizations({ recipe: { id }, n, make }: Making): readonly Injection[] {
  const plus = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.organizations,
    make: (g) => ({
      rows: make.organizationPlus({ kind: `org ${rule}`, g, row: row(g) }),
      finds: [{ rule, key: [id(`org ${rule}`, g)] }],
    }),
  })
  const second = (rule: string, type: string, of: number): Injection => ({
    count: 1,
    make: (g) => ({
      rows: make.organizationPlus({ kind: `org ${rule}`, g, row: { organization_type: type } }),
      finds: [id(`org ${rule}`, g), id('org', of)].map((key) => ({ rule, key: [key] })),
    }),
  })
  const supplier = (parent: string | null): Row => ({ organization_type: 'supplier', parent_organization_id: parent })
  return [
    plus('ORG-01', (g) => ({ name: blank(g) })),
    plus('ORG-02', () => ({ organization_type: null })),
    second('ORG-05', 'oraseas_ee', 0),
    second('ORG-06', 'bossaqua', 1),
    plus('ORG-07', () => supplier(null)),
    plus('ORG-08', () => supplier(id('org', 1))),
    plus('ORG-09', (g) => supplier(id('unknown org', g))),
  ]
}

function places({ recipe, n, make }: Making): readonly Injection[] {
  const { id } = recipe
  return [
    {
      count: n.names,
      make: (g) => {
        const name = ` ${cleanRow.organizations(recipe, 2 + g).name as string} `.toUpperCase()
        return {
          rows: make.organizationPlus({ kind: 'org twin', g, row: { name } }),
          finds: [{ rule: 'ORG-03', key: group(id('org', 2 + g), id('org twin', g)) }],
        }
      },
    },
    {
      count: n.organizations,
      make: (g) => ({
        rows: [make.organizations({ kind: 'org headless', g }), make.warehouseOf({ kind: 'org headless', g })],
        finds: [{ rule: 'USR-07', key: [id('org headless', g)] }],
      }),
    },
    {
      count: n.organizations,
      make: (g) => ({
        rows: [make.organizations({ kind: 'org homeless', g }), make.administratorOf({ kind: 'org homeless', g })],
        finds: [{ rule: 'WHS-03', key: [id('org homeless', g)] }],
      }),
    },
  ]
}

function users({ recipe, n, make }: Making): readonly Injection[] {
  const { id } = recipe
  const single = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.users,
    make: (g) => ({
      rows: [make.users({ kind: `usr ${rule}`, g, row: row(g) })],
      finds: [{ rule, key: [id(`usr ${rule}`, g)] }],
    }),
  })
  const twin = (rule: string, of: (g: number) => number, row: (of: number) => Row): Injection => ({
    count: n.users,
    make: (g) => ({
      rows: [make.users({ kind: `usr ${rule}`, g, row: row(of(g)) })],
      finds: [{ rule, key: group(id('usr', of(g)), id(`usr ${rule}`, g)) }],
    }),
  })
  const emailOf = (i: number): string => String(cleanRow.users(recipe, i).email)
  const same = (g: number): number => g
  return [
    single('USR-01', (g) => ({ username: blank(g) })),
    single('USR-02', (g) => ({ email: blank(g) })),
    single('USR-03', () => ({ role: null })),
    twin('USR-04', same, (of) => ({ username: cleanRow.users(recipe, of).username })),
    twin('USR-05', same, (of) => ({ email: emailOf(of) })),
    single('USR-06', () => ({ role: 'super_admin' })),
    twin(
      'USR-08',
      (g) => g + n.users,
      (of) => ({ email: emailOf(of).toUpperCase() }),
    ),
    single('USR-09', (g) => ({ organization_id: g % 2 === 0 ? id('unknown org', g) : null })),
  ]
}

function parts({ recipe, n, make }: Making): readonly Injection[] {
  const { id } = recipe
  const single = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.parts,
    make: (g) => ({
      rows: [make.parts({ kind: `prt ${rule}`, g, row: row(g) })],
      finds: [{ rule, key: [id(`prt ${rule}`, g)] }],
    }),
  })
  return [
    single('PRT-01', (g) => ({ part_number: blank(g) })),
    single('PRT-02', (g) => ({ name: blank(g) })),
    {
      count: n.parts,
      make: (g) => ({
        rows: [make.parts({ kind: 'prt twin', g, row: { part_number: cleanRow.parts(recipe, g).part_number } })],
        finds: [{ rule: 'PRT-03', key: group(id('prt', g), id('prt twin', g)) }],
      }),
    },
    single('PRT-04', () => ({ part_type: null })),
    single('PRT-05', (g) => ({ unit_of_measure: blank(g) })),
    single('PRT-06', () => ({ part_type: 'bulk_material' })),
    single('PRT-07', () => ({
      image_urls: Array.from({ length: 21 }, (_, at) => `https://images.example.test/${at}.png`),
    })),
  ]
}

function warehouses({ recipe: { id, shares }, n, make }: Making): readonly Injection[] {
  return [
    {
      count: n.warehouses,
      make: (g) => ({
        rows: [make.warehouses({ kind: 'whs WHS-01', g, row: { name: blank(g) } })],
        finds: [{ rule: 'WHS-01', key: [id('whs WHS-01', g)] }],
      }),
    },
    {
      count: n.warehouses,
      make: (g) => ({
        rows: [
          make.warehouses({
            kind: 'whs WHS-04',
            g,
            row: { organization_id: g % 2 === 0 ? id('unknown org', g) : null },
          }),
        ],
        finds: [{ rule: 'WHS-04', key: [id('whs WHS-04', g)] }],
      }),
    },
    {
      count: n.warehouses,
      make: (g) => {
        const of = g % shares.holders
        const row = { organization_id: id('org', of), name: 'Main Warehouse' }
        return {
          rows: [make.warehouses({ kind: 'whs twin', g, row })],
          finds: [{ rule: 'WHS-02', key: group(make.mainWarehouseOf(of), id('whs twin', g)) }],
        }
      },
    },
  ]
}

function machines({ recipe, n, make }: Making): readonly Injection[] {
  const { id } = recipe
  const single = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.machines,
    make: (g) => ({
      rows: [make.machines({ kind: `mch ${rule}`, g, row: row(g) })],
      finds: [{ rule, key: [id(`mch ${rule}`, g)] }],
    }),
  })
  return [
    single('MCH-04', (g) => ({ customer_organization_id: g % 2 === 0 ? id('unknown org', g) : null })),
    single('MCH-02', () => ({ customer_organization_id: id('org', 1) })),
    {
      count: n.machines,
      make: (g) => ({
        rows: [
          make.machines({ kind: 'mch twin', g, row: { serial_number: cleanRow.machines(recipe, g).serial_number } }),
        ],
        finds: [{ rule: 'MCH-01', key: group(id('mch', g), id('mch twin', g)) }],
      }),
    },
    single('MCH-03', (g) => ({ model_type: g % 2 === 0 ? 'V9' : null })),
  ]
}
