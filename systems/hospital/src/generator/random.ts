/** The only source of chance in the generator: the same seed gives the same numbers on every machine. */
export type Random = {
  /** A number in [0, 1). */
  readonly next: () => number
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  /** A new list in another order (Fisher–Yates). */
  readonly shuffled: <T>(list: readonly T[]) => T[]
}

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  const shuffled = <T>(list: readonly T[]): T[] => {
    const copy = [...list]
    for (let at = copy.length - 1; at > 0; at--) {
      const other = below(at + 1)
      const kept = copy[at] as T
      copy[at] = copy[other] as T
      copy[other] = kept
    }
    return copy
  }
  return { next, below, pick, shuffled }
}

/** How many rows a rate means: rounded, at least one unless the rate is zero. */
export const quota = (rate: number, n: number): number => (rate === 0 ? 0 : Math.max(1, Math.floor(rate * n + 0.5)))

/** `n` shared out by weights so that the parts sum to `n` (largest remainder); each part is at least `least` while that fits. */
export function apportion(n: number, weights: readonly number[], least = 0): number[] {
  const base = n >= least * weights.length ? least : 0
  const spare = n - base * weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map((weight) => (weight / total) * spare)
  const parts = shares.map(Math.floor)
  const left = spare - parts.reduce((sum, part) => sum + part, 0)
  const byRemainder = shares
    .map((share, at) => ({ at, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
  for (const { at } of byRemainder.slice(0, left)) parts[at] = (parts[at] as number) + 1
  return parts.map((part) => part + base)
}
