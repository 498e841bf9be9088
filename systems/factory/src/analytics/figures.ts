import { evaluate } from '../oee/evaluate.ts'
import type { DataQuality, Group, Sums } from './elements.ts'

/** The figures of a group as fractions, null where they are undefined or an element of them is unknown. */
export type Figures = {
  readonly A: number | null
  readonly P: number | null
  readonly Q: number | null
  readonly oee: number | null
  readonly nee: number | null
  readonly teep: number | null
  /** Good by produced, whatever the items took. */
  readonly yield: number | null
}

/** Where planned time went that made nothing good, in minutes. Speed may be a gain, and is negative then. */
export type Losses = {
  readonly breakdown: number
  readonly setup: number
  readonly minorStops: number
  readonly idle: number
  readonly speed: number | null
  readonly defects: number | null
  readonly rework: number | null
}

/** What ratios come from, in minutes and items: a reader can add them up and divide again. */
export type SumsInMinutes = {
  readonly calendar: number
  readonly scheduled: number
  readonly plannedStop: number
  readonly planned: number
  readonly operating: number
  readonly netOperating: number | null
  readonly productive: number | null
  readonly produced: number
  readonly good: number
  readonly rework: number
}

/** One point of a series, or one line of a ranking. */
export type FigureSet = Figures & {
  readonly sums: SumsInMinutes
  readonly losses: Losses
  /** Faster than the ideal cycle: the true number is shown, and a gauge ends at 100 %. */
  readonly overspeed: boolean
  /** The mean of stored ratios, for comparison and nothing else. */
  readonly avgOee: number | null
}

/** With `classic`, minor stops slow a machine down instead of stopping it; the OEE is the same. */
export type MinorStops = 'iso' | 'classic'

export function figureSetOf(
  { sums, avgOee }: Pick<Group, 'sums' | 'avgOee'>,
  minorStops: MinorStops = 'iso',
): FigureSet {
  const figures = figuresOf(minorStops === 'classic' ? { ...sums, APT: sums.APT + sums.MST, MST: 0 } : sums)
  const { P } = figures
  return { ...figures, overspeed: P !== null && P > 1, sums: inMinutes(sums), losses: lossesOf(sums), avgOee }
}

function figuresOf(sums: Sums): Figures {
  const quality = sums.netOperating === null ? 'qualityRatio' : 'weightedQuality'
  return {
    A: evaluate('availability', sums),
    P: evaluate('effectiveness', sums),
    Q: sums.PBT === 0 ? null : evaluate(quality, sums),
    oee: evaluate('aggregateOee', sums),
    nee: evaluate('aggregateNee', sums),
    teep: evaluate('aggregateTeep', sums),
    yield: evaluate('qualityRatio', sums),
  }
}

const minutes = (seconds: number): number => seconds / 60

const orNull = (seconds: number | null): number | null => (seconds === null ? null : minutes(seconds))

const inMinutes = (sums: Sums): SumsInMinutes => ({
  calendar: minutes(sums.CAL),
  scheduled: minutes(sums.POT),
  plannedStop: minutes(sums.PDOT),
  planned: minutes(sums.PBT),
  operating: minutes(sums.APT),
  netOperating: orNull(sums.netOperating),
  productive: orNull(sums.productive),
  produced: sums.PQ,
  good: sums.GQ,
  rework: sums.RQ,
})

function lossesOf(sums: Sums): Losses {
  const { netOperating, productive, reworkIdeal } = sums
  const bad = netOperating === null || productive === null ? null : netOperating - productive
  return {
    breakdown: minutes(sums.BDT),
    setup: minutes(sums.AUST),
    minorStops: minutes(sums.MST),
    idle: minutes(sums.IDT),
    speed: orNull(evaluate('speedLoss', sums)),
    defects: bad === null || reworkIdeal === null ? null : minutes(bad - reworkIdeal),
    rework: orNull(reworkIdeal),
  }
}

/** What an answer says of the data behind it. */
export type QualityOut = {
  readonly noDataMinutes: number
  readonly missingCounts: number
  readonly skipped: readonly { readonly reason: string; readonly shifts: number }[]
  readonly warnings: readonly { readonly code: string; readonly shifts: number }[]
}

export function qualityOut(quality: DataQuality): QualityOut {
  const some = <T extends { readonly shifts: number }>(list: readonly T[]): readonly T[] =>
    list.filter(({ shifts }) => shifts > 0)
  return {
    noDataMinutes: minutes(quality.noDataSeconds),
    missingCounts: quality.missingCounts,
    skipped: some([
      { reason: 'NO_CT', shifts: quality.withoutCycle },
      { reason: 'NO_PLANNED_TIME', shifts: quality.withoutPlan },
    ]),
    warnings: some([
      { code: 'COUNTS_WITHOUT_RUN', shifts: quality.countsWithoutRun },
      { code: 'PRODUCED_WITHOUT_PLAN', shifts: quality.producedWithoutPlan },
    ]),
  }
}
