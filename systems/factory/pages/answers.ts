/** What the factory answers, as far as its pages show it. */
export type Kind = 'site' | 'work-center' | 'equipment'

export type Meta = {
  readonly from: string | null
  readonly to: string | null
  readonly tz: string
  readonly provisional: boolean
  readonly dataQuality: {
    readonly noDataMinutes: number
    readonly missingCounts: number
    readonly skipped: readonly { readonly reason: string; readonly shifts: number }[]
    readonly warnings: readonly { readonly code: string; readonly shifts: number }[]
  }
}

type Place = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly timezone: string
  readonly lastOee: number | null
}
export type Site = Place & { readonly workCenters: number; readonly states: Readonly<Record<string, number>> }
export type Center = Place & { readonly siteId: string }
export type Machine = Place & {
  readonly workCenterId: string
  readonly siteId: string
  readonly state: string
  readonly since: string | null
  readonly reason: string | null
}

export type List<T> = { readonly meta: Meta; readonly items: readonly T[] }

export type Shift = { readonly shiftCode: string; readonly shiftName: string; readonly shiftDate: string }

export const ratios = ['oee', 'A', 'P', 'Q'] as const

export type Ratio = (typeof ratios)[number]

export type Figures = {
  readonly [name in Ratio | 'nee' | 'teep' | 'yield']: number | null
} & {
  readonly overspeed: boolean
  readonly sums: {
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
}

export type Point = Figures & {
  readonly start: string
  readonly end: string
  readonly label: string
  readonly provisional: boolean
  readonly members?: readonly (Figures & { readonly id: string })[]
}

export type Series = { readonly meta: Meta; readonly points: readonly Point[] }

export type Ranked = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly rank: number | null
  readonly value: number | null
  readonly previous: number | null
  readonly delta: number | null
}
export type Ranking = { readonly meta: Meta; readonly ranking: readonly Ranked[] }

export type Step = {
  readonly step: string
  readonly kind: 'total' | 'loss' | 'gain'
  readonly minutes: number
  readonly running: number
}
export type Losses = {
  readonly meta: Meta
  readonly losses: readonly { readonly loss: string; readonly minutes: number | null; readonly share: number | null }[]
  readonly waterfall: readonly Step[]
  readonly figures: Figures | null
}

type Bar = { readonly share: number; readonly cumulative: number; readonly vital: boolean }
export type Stops = Bar & {
  readonly reason: string
  readonly state: string
  readonly minutes: number
  readonly count: number
}
export type Downtime = { readonly meta: Meta; readonly rows: readonly Stops[] }
export type Defects = Bar & {
  readonly name: string
  readonly quantity: number
  readonly events: number
  readonly ppm: number | null
}
export type Quality = {
  readonly meta: Meta
  readonly produced: number
  readonly targetPpm: number | null
  readonly rows: readonly Defects[]
}

export type Band = {
  readonly start: string
  readonly end: string
  readonly state: string
  readonly reason: string | null
  readonly seconds: number
  readonly open: boolean
}
export type Lane = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly bands: readonly Band[]
  readonly totals: Readonly<Record<string, number>>
}
export type Timeline = { readonly meta: Meta; readonly lanes: readonly Lane[]; readonly next: string | null }
export type States = {
  readonly meta: Meta
  readonly states: readonly Band[]
  readonly totals: Lane['totals']
  readonly next: string | null
}

export type Stop = {
  readonly id: string
  readonly code: string
  readonly start: string
  readonly end: string | null
  readonly minutes: number
}
export type StopLog = { readonly meta: Meta; readonly total: number; readonly rows: readonly Stop[] }

export type Kpi = {
  readonly name: string
  readonly value: number | null
  readonly unit: string
  readonly formula: string
  readonly inputs: Readonly<Record<string, number | null>>
  readonly note?: string
}
export type Kpis = { readonly meta: Meta; readonly kpis: readonly Kpi[]; readonly untold: readonly string[] }
export type Reliability = {
  readonly meta: Meta
  readonly failures: number
  readonly operating: number
  readonly repair: number
  readonly mtbf: number | null
  readonly mttr: number | null
  readonly corrective: number
  readonly preventive: number
}
