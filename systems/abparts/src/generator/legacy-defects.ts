import type { LegacyTable } from './columns.ts'
import { blank, type Expected, group, type InjectedRow, type Injection, type Quotas } from './injection.ts'
import { type Recipe, stampsOf } from './recipe.ts'
import { cleanRow } from './rows.ts'
import type { Cell } from './table-rows.ts'

/** Defects of a legacy database, as rows that are appended: the clean rows and their findings never move. */
export function legacyDefects(recipe: Recipe, n: Quotas): readonly Injection[] {
  return [
    ...organizations(recipe, n),
    ...users(recipe, n),
    ...parts(recipe, n),
    ...machines(recipe, n),
    ...stock(recipe, n),
  ]
}

type Row = Readonly<Record<string, Cell>>

function organizations(recipe: Recipe, n: Quotas): readonly Injection[] {
  const { id } = recipe
  const one =
    (kind: string, rule: string | undefined, row: (g: number) => Row): Injection['make'] =>
    (g) => ({
      rows: [organization(recipe, kind, { g, row: row(g) }), administrator(recipe, kind, g)],
      finds: rule === undefined ? [] : [{ rule, key: [id(kind, g)] }],
    })
  const named = (kind: string, rule: string, { name, of }: { name: string; of: number }): Injection => ({
    count: 1,
    make: (g) => {
      const { rows } = one(kind, undefined, () => ({ name, type: 'Supplier' }))(g)
      return { rows, finds: [id(kind, g), id('org', of)].map((key) => ({ rule, key: [key] })) }
    },
  })
  return [
    { count: n.organizations, make: one('org blank', 'LEG-01', (g) => ({ name: blank(g) })) },
    {
      count: n.organizations,
      make: one('org type', 'LEG-02', (g) => ({ type: g % 2 === 0 ? 'Distributor' : blank(g) })),
    },
    { count: n.names, make: (g) => twinOrganization(recipe, g) },
    named('org oraseas', 'LEG-05', { name: 'ORASEAS EE (copy)', of: 0 }),
    named('org bossaqua', 'LEG-06', { name: 'Boss Aqua (copy)', of: 1 }),
    {
      count: n.organizations,
      make: (g) => ({
        rows: [organization(recipe, 'org headless', { g })],
        finds: [{ rule: 'LEG-28', key: [id('org headless', g)] }],
      }),
    },
    { count: 1, make: one('org stocked', undefined, () => ({ name: 'Stocked Supplier', type: 'Supplier' })) },
  ]
}

type Given = { readonly g: number; readonly row?: Row }

function organization({ id }: Recipe, kind: string, { g, row = {} }: Given): InjectedRow {
  const base = { id: id(kind, g), name: `Appended ${kind} ${g}`, type: 'Customer', ...stampsOf(g) }
  return { table: 'organizations', row: { ...base, ...row } }
}

const administrator = (recipe: Recipe, kind: string, g: number): InjectedRow =>
  user(recipe, `${kind} admin`, { g, row: { organization_id: recipe.id(kind, g), role: 'Customer Admin' } })

/** The name of a clean organisation once more, in other letters and with spaces around it. */
function twinOrganization(recipe: Recipe, g: number): ReturnType<Injection['make']> {
  const { id } = recipe
  const name = ` ${cleanRow.organizations(recipe, 2 + g).name as string} `.toUpperCase()
  return {
    rows: [organization(recipe, 'org twin', { g, row: { name } }), administrator(recipe, 'org twin', g)],
    finds: [{ rule: 'LEG-03', key: group(id('org', 2 + g), id('org twin', g)) }],
  }
}

function user({ id }: Recipe, kind: string, { g, row = {} }: Given): InjectedRow {
  const word = kind.replaceAll(' ', '_')
  const base = {
    id: id(kind, g),
    organization_id: id('org', 2),
    username: `${word}_${g}`,
    password_hash: 'not a password',
    email: `${word}.${g}@example.test`,
    role: 'Customer User',
    is_active: true,
    ...stampsOf(g),
  }
  return { table: 'users', row: { ...base, ...row } }
}

function users(recipe: Recipe, n: Quotas): readonly Injection[] {
  const { id } = recipe
  const single = (rule: string, row: (g: number) => Row): Injection => ({
    count: n.users,
    make: (g) => {
      const kind = `usr ${rule}`
      return { rows: [user(recipe, kind, { g, row: row(g) })], finds: [{ rule, key: [id(kind, g)] }] }
    },
  })
  const twin = (rule: string, column: 'username' | 'email'): Injection => ({
    count: n.users,
    make: (g) => {
      const kind = `usr ${rule}`
      const row = { [column]: cleanRow.users(recipe, g)[column] }
      return {
        rows: [user(recipe, kind, { g, row })],
        finds: [{ rule, key: group(id('usr', g), id(kind, g)) }],
      }
    },
  })
  return [
    single('LEG-07', (g) => ({ username: blank(g) })),
    single('LEG-08', (g) => ({ email: blank(g) })),
    single('LEG-09', (g) => ({ role: blank(g) })),
    single('LEG-10', () => ({ role: 'Wizard' })),
    twin('LEG-11', 'username'),
    twin('LEG-12', 'email'),
    single('LEG-13', () => ({ role: 'Oraseas Admin' })),
    single('LEG-14', (g) => ({ organization_id: g % 2 === 0 ? id('unknown org', g) : null })),
  ]
}

function part({ id }: Recipe, kind: string, { g, row = {} }: Given): InjectedRow {
  const base = {
    id: id(kind, g),
    part_number: `${kind}-${g}`,
    name: `Appended part ${g}`,
    is_proprietary: false,
    is_consumable: true,
    ...stampsOf(g),
  }
  return { table: 'parts', row: { ...base, ...row } }
}

function parts(recipe: Recipe, n: Quotas): readonly Injection[] {
  const { id } = recipe
  const single = (kind: string, rule: string, row: (g: number) => Row): Injection => ({
    count: n.parts,
    make: (g) => ({ rows: [part(recipe, kind, { g, row: row(g) })], finds: [{ rule, key: [id(kind, g)] }] }),
  })
  return [
    single('prt blank number', 'LEG-15', (g) => ({ part_number: blank(g) })),
    single('prt blank name', 'LEG-16', (g) => ({ name: blank(g) })),
    {
      count: n.parts,
      make: (g) => ({
        rows: [part(recipe, 'prt twin', { g, row: { part_number: cleanRow.parts(recipe, g).part_number } })],
        finds: [{ rule: 'LEG-17', key: group(id('prt', g), id('prt twin', g)) }],
      }),
    },
  ]
}

function machines(recipe: Recipe, n: Quotas): readonly Injection[] {
  const { id } = recipe
  const machine = (rule: string, row: (g: number) => Row, key?: (g: number) => readonly string[]): Injection => ({
    count: n.machines,
    make: (g) => {
      const kind = `mch ${rule}`
      const base = {
        id: id(kind, g),
        organization_id: id('org', 2),
        model_type: 'V4.0',
        name: `Appended machine ${g}`,
        serial_number: `${kind} ${g}`,
        ...stampsOf(g),
      }
      return {
        rows: [{ table: 'machines', row: { ...base, ...row(g) } }],
        finds: [{ rule, key: key?.(g) ?? [id(kind, g)] }],
      }
    },
  })
  return [
    machine('LEG-19', (g) => ({ organization_id: g % 2 === 0 ? id('unknown org', g) : null })),
    machine('LEG-20', () => ({ organization_id: id('org', 1) })),
    machine(
      'LEG-21',
      (g) => ({ serial_number: cleanRow.machines(recipe, g).serial_number }),
      (g) => group(id('mch', g), id('mch LEG-21', g)),
    ),
    machine('LEG-22', (g) => ({ model_type: g % 2 === 0 ? 'V9' : null })),
  ]
}

function stock(recipe: Recipe, n: Quotas): readonly Injection[] {
  const { id, size } = recipe
  const row = (kind: string, g: number, over: Row): InjectedRow => {
    const base = { id: id(kind, g), organization_id: id('org', 2), part_id: id('prt', g % size.parts) }
    const amounts = { current_stock: 5, minimum_stock_recommendation: 0, ...stampsOf(g) }
    return { table: 'inventory', row: { ...base, ...amounts, ...over } }
  }
  const single = (rule: string, over: (g: number) => Row): Injection => ({
    count: n.inventory,
    make: (g) => ({ rows: [row(`inv ${rule}`, g, over(g))], finds: [{ rule, key: [id(`inv ${rule}`, g)] }] }),
  })
  return [
    single('LEG-23', (g) => ({ organization_id: id('unknown org', g) })),
    single('LEG-24', (g) => ({ part_id: id('unknown part', g) })),
    {
      count: n.inventory,
      make: (g) => ({
        rows: [part(recipe, 'XPI', { g }), row('inv LEG-25', g, { part_id: id('XPI', g), current_stock: -5 })],
        finds: [{ rule: 'LEG-25', key: [id('inv LEG-25', g)] }],
      }),
    },
    {
      count: n.inventory,
      make: (g) => {
        const { organization_id, part_id } = cleanRow.inventory(recipe, g)
        const finds: Expected[] = [{ rule: 'LEG-26', key: [String(organization_id), String(part_id)] }]
        return { rows: [row('inv LEG-26', g, { organization_id, part_id })], finds }
      },
    },
    single('LEG-27', () => ({ organization_id: id('org stocked', 0) })),
    {
      count: n.usage,
      make: (g) => ({
        rows: [orphanUsage(recipe, g)],
        finds: [{ rule: 'LEG-30', key: ['part_usage', 'machine_id', id('use LEG-30', g)] }],
      }),
    },
  ]
}

function orphanUsage(recipe: Recipe, g: number): InjectedRow {
  const table: LegacyTable = 'part_usage'
  const clean = cleanRow[table](recipe, g)
  return { table, row: { ...clean, id: recipe.id('use LEG-30', g), machine_id: recipe.id('unknown machine', g) } }
}
