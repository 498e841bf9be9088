import type { Recipe } from './recipe.ts'
import type { Size } from './sizes.ts'
import type { Cell } from './table-rows.ts'

/** A row that is appended to carry a defect. Columns that it does not name are NULL. */
export type InjectedRow = { readonly table: string; readonly row: Readonly<Record<string, Cell>> }

/** What a rule must find because of it: the rule and the key of the row, pair or group. */
export type Expected = { readonly rule: string; readonly key: readonly string[] }

/** `count` times the same defect; `make` gives the rows and findings of one of them. */
export type Injection = {
  readonly count: number
  readonly make: (g: number) => { readonly rows: readonly InjectedRow[]; readonly finds: readonly Expected[] }
}

/** How many of each kind of row are defective. */
export type Quotas = {
  readonly organizations: number
  readonly users: number
  readonly parts: number
  readonly machines: number
  readonly warehouses: number
  readonly inventory: number
  readonly usage: number
  /** How many organisations have a name that can be given twice. */
  readonly names: number
}

export function quotasOf({ size }: Pick<Recipe, 'size'>, rate: number): Quotas {
  const of = (count: number): number => Math.max(1, Math.floor(rate * count))
  const organizations = of(size.organizations)
  return {
    organizations,
    users: of(size.users),
    parts: of(size.parts),
    machines: of(size.machines),
    warehouses: of(size.warehouses),
    inventory: of(size.inventory),
    usage: of(usageCount(size)),
    names: Math.min(organizations, size.organizations - 2),
  }
}

const usageCount = ({ machines }: Size): number => 10 * machines

/** The three ways to leave a text empty. */
export const blank = (g: number): string | null => [null, '', '   '][g % 3] as string | null

export const group = (...ids: readonly string[]): readonly string[] => ids.toSorted()
