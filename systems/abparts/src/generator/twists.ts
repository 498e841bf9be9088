import type { LegacyTable } from './columns.ts'
import type { Cell } from './table-rows.ts'

type Row = Readonly<Record<string, Cell>>
type Change = (row: Row, i: number) => Row
type Changes = { readonly [table in LegacyTable]?: Change }

const with_ =
  (column: string, value: (row: Row, i: number) => Cell): Change =>
  (row, i) => ({ ...row, [column]: value(row, i) })

const admins: ReadonlySet<Cell | undefined> = new Set(['Oraseas Admin', 'Oraseas Inventory Manager', 'Customer Admin'])

const longNote = 'A note that goes on and on. '.repeat(360).slice(0, 10_000)

const greek = (word: string): Change => with_('name', (_, i) => `${word} ${i}  `)

/** A millisecond's place is not enough for a database that counts microseconds. */
const finer: Change = (row, i) => {
  const tail = String((i * 7_919) % 1_000_000).padStart(6, '0')
  const fine = (value: Cell | undefined): Cell => String(value).replace(/\.\d+Z$/, `.${tail}Z`)
  return { ...row, created_at: fine(row['created_at']), updated_at: fine(row['updated_at']) }
}

/**
 * What may be done to the clean rows: variants that lack somebody, and rows that are right and yet hard to move.
 * `skewed` also needs as many parts as stock rows, because one organisation owns nine tenths of the stock.
 */
const changes = {
  'without-oraseas': {
    organizations: (row, i) => (i === 0 ? { ...row, name: 'Former Distributor', type: 'Customer' } : row),
  },
  'without-admin': {
    users: with_('role', (row) => (admins.has(row['role']) ? 'Customer User' : (row['role'] ?? null))),
  },
  'other-script': {
    organizations: greek('Οργανισμός'),
    users: greek('Χρήστης'),
    machines: greek('Μηχάνημα'),
    parts: greek('Ανταλλακτικό'),
  },
  'long-notes': {
    part_usage: with_('notes', () => longNote),
    supplier_orders: with_('notes', () => longNote),
    customer_orders: with_('notes', () => longNote),
  },
  'main-location': {
    inventory: with_('location', ({ location }, i) => (location === null ? null : (mainSpellings[i % 3] as string))),
  },
  'boundary-stock': { inventory: with_('current_stock', () => 9_999_999) },
  microseconds: { organizations: finer, users: finer, machines: finer, parts: finer, inventory: finer },
  skewed: {},
} as const satisfies Readonly<Record<string, Changes>>

const mainSpellings = ['main warehouse', 'MAIN  WAREHOUSE', ' Main Warehouse '] as const

export type Twist = keyof typeof changes
export const twistNames = Object.keys(changes) as readonly Twist[]
export const isTwist = (text: string): text is Twist => Object.hasOwn(changes, text)

/** The row as the twists leave it. */
export function twisted(twists: readonly Twist[], { table, row, i }: { table: LegacyTable; row: Row; i: number }): Row {
  return twists.reduce((made, twist) => ((changes[twist] as Changes)[table] ?? same)(made, i), row)
}

const same: Change = (row) => row
