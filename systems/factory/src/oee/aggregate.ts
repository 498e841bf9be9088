import { type Elements, evaluate } from './evaluate.ts'

/** What one machine and one shift bring to a sum. Ideal times are sums over the products that were made. */
export type Share = {
  readonly PBT: number
  readonly APT: number
  readonly netOperating: number
  readonly productive: number
  readonly PQ: number
  readonly GQ: number
}

/** The figures of many shifts or machines, from the sums of what they are made of. */
export type Aggregate = Share & {
  readonly availability: number | null
  readonly effectiveness: number | null
  readonly quality: number | null
  readonly oee: number | null
  /** Good by produced, whatever the items took. */
  readonly yield: number | null
}

/** Sums first, ratios then: a mean of ratios would give a short shift the weight of a long one. */
export function aggregate(shares: readonly Share[]): Aggregate {
  const sums = {
    PBT: total(shares, 'PBT'),
    APT: total(shares, 'APT'),
    netOperating: total(shares, 'netOperating'),
    productive: total(shares, 'productive'),
    PQ: total(shares, 'PQ'),
    GQ: total(shares, 'GQ'),
  }
  return { ...sums, ...ratiosOf(sums) }
}

/** The mean of ratios, for comparison with systems that show it, and for nothing else. */
export const averageOee = (ratios: readonly number[]): number | null =>
  ratios.length === 0 ? null : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length

const total = (shares: readonly Share[], name: keyof Share): number =>
  shares.reduce((sum, share) => sum + share[name], 0)

const ratiosOf = (sums: Elements) => ({
  availability: evaluate('availability', sums),
  effectiveness: evaluate('effectiveness', sums),
  quality: evaluate('weightedQuality', sums),
  oee: evaluate('aggregateOee', sums),
  yield: evaluate('qualityRatio', sums),
})
