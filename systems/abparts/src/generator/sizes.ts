/** How much of everything a sample has; the letters are those of the formulas in `rows.ts`. */
export type Size = {
  readonly organizations: number
  readonly users: number
  readonly parts: number
  readonly machines: number
  /** After the move. */
  readonly warehouses: number
  readonly inventory: number
  readonly suppliers: number
}

const size = (
  organizations: number,
  users: number,
  rest: Omit<Size, 'organizations' | 'users' | 'suppliers'>,
): Size => ({
  organizations,
  users,
  suppliers: Math.floor(organizations / 10),
  ...rest,
})

/** The five samples, from the smallest to the size that production was planned for. */
export const samples = {
  minimal_sample: size(3, 5, { parts: 10, machines: 2, warehouses: 3, inventory: 20 }),
  small_sample: size(10, 25, { parts: 50, machines: 15, warehouses: 12, inventory: 100 }),
  medium_sample: size(25, 75, { parts: 100, machines: 50, warehouses: 30, inventory: 500 }),
  large_sample: size(50, 150, { parts: 200, machines: 100, warehouses: 60, inventory: 1_000 }),
  production_scale: size(100, 200, { parts: 200, machines: 150, warehouses: 150, inventory: 7_500 }),
} as const satisfies Readonly<Record<string, Size>>

export type SampleName = keyof typeof samples

export const sampleNames = Object.keys(samples) as readonly SampleName[]

export const isSampleName = (text: string): text is SampleName => Object.hasOwn(samples, text)

/** A sample with `scale` times as much of everything. */
export function sizeOf(sample: SampleName, scale = 1): Size {
  const entries = Object.entries(samples[sample]).map(([name, n]) => [name, n * scale] as const)
  return checked(Object.fromEntries(entries) as Size)
}

/**
 * The same size when the formulas can serve it.
 *
 * @throws RangeError when there are fewer warehouses than organisations that need one, or more stock rows than pairs
 */
function checked(size: Size): Size {
  const { holders, extraLocations } = sharesOf(size)
  if (extraLocations < 0) throw new RangeError('Every organisation that is no supplier needs a warehouse.')
  if (holders * size.parts < size.inventory) throw new RangeError('There are fewer pairs than stock rows.')
  return size
}

/** What the formulas derive from a size. */
export type Shares = {
  /** Organisations that are no suppliers; they come first. */
  readonly holders: number
  readonly customers: number
  /** Locations that will become a warehouse of their own. */
  readonly extraLocations: number
  /** After so many stock rows the pairs of organisation and part would repeat. */
  readonly pairCycle: number
}

export function sharesOf({ organizations, suppliers, warehouses, parts }: Size): Shares {
  const holders = organizations - suppliers
  return {
    holders,
    customers: holders - 2,
    extraLocations: warehouses - holders,
    pairCycle: (holders / greatestDivisor(holders, parts)) * parts,
  }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))
