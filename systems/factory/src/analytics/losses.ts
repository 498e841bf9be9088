import type { Queries } from 'millwright'
import { addQuality, type Breaks, cleanQuality, type DataQuality, groupsOf } from './elements.ts'
import { type FigureSet, figureSetOf } from './figures.ts'
import type { Range } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'

/** A loss: its minutes, and its share of the planned time. */
export type Loss = { readonly loss: string; readonly minutes: number | null; readonly share: number | null }

/** A bar of the waterfall. `minutes` is what it takes away; `running` is what is left after it. */
export type Step = {
  readonly step: string
  readonly kind: 'total' | 'loss' | 'gain'
  readonly minutes: number
  readonly running: number
}

export type LossAnswer = {
  readonly losses: readonly Loss[]
  readonly waterfall: readonly Step[]
  readonly figures: FigureSet | null
  readonly quality: DataQuality
}

/** The six big losses and idle time of a range, and the way from scheduled time to the time in which good items were made. */
export async function lossesIn(
  db: Queries,
  { scope, range, breaks = 'recorded' }: { readonly scope: Scope; readonly range: Range; readonly breaks?: Breaks },
): Promise<LossAnswer> {
  const groups = await groupsOf(db, machinesOf(scope), { range, period: 'all', member: 'all', breaks })
  const quality = groups.reduce((sum, group) => addQuality(sum, group.quality), cleanQuality)
  const group = groups[0]
  if (group === undefined) return { losses: [], waterfall: [], figures: null, quality }
  const figures = figureSetOf(group)
  return { losses: lossList(figures), waterfall: waterfallOf(figures), figures, quality }
}

function lossList({ losses, sums: { planned } }: FigureSet): readonly Loss[] {
  const loss = (name: string, minutes: number | null): Loss => ({
    loss: name,
    minutes,
    share: minutes === null || planned === 0 ? null : minutes / planned,
  })
  const { breakdown, setup, minorStops, speed, defects, rework, idle } = losses
  return [
    loss('breakdowns', breakdown),
    loss('set-up', setup),
    loss('minor stops', minorStops),
    loss('reduced speed', speed === null ? null : Math.max(0, speed)),
    loss('defects', defects),
    loss('rework', rework),
    loss('idle / no data', idle),
  ]
}

function waterfallOf({ losses, sums }: FigureSet): readonly Step[] {
  const steps: Step[] = []
  let running = sums.scheduled
  const total = (step: string): void => void steps.push({ step, kind: 'total', minutes: running, running })
  const take = (step: string, minutes: number | null): void => {
    if (minutes === null) return
    running -= minutes
    steps.push({ step, kind: minutes < 0 ? 'gain' : 'loss', minutes, running })
  }
  total('scheduled time')
  take('planned stops', sums.plannedStop)
  total('planned time')
  take('breakdowns', losses.breakdown)
  take('set-up', losses.setup)
  take('minor stops', losses.minorStops)
  take('idle / no data', losses.idle)
  total('operating time')
  if (losses.speed === null) return steps
  take(losses.speed < 0 ? 'speed gain' : 'reduced speed', losses.speed)
  take('defects', losses.defects)
  take('rework', losses.rework)
  total('productive time')
  return steps
}
