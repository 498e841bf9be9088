import type { Queries } from 'millwright'
import { addQuality, type Breaks, cleanQuality, type DataQuality, type Group, groupsOf } from './elements.ts'
import { type FigureSet, figureSetOf, type MinorStops } from './figures.ts'
import { hoursOf } from './hours.ts'
import { instantText } from './instant-text.ts'
import { boundsOf, type Range } from './range.ts'
import { machinesOf, type Scope } from './scope.ts'
import { notUnderstood } from './unanswerable.ts'

export type Granularity = 'hour' | 'shift' | 'day' | 'week'

/** A point of a series: from when to when, how it is called, and its figures. */
export type Point = { readonly start: string; readonly end: string; readonly label: string } & FigureSet & {
    readonly provisional: boolean
    /** The shares of its machines, where they were asked for. */
    readonly members?: readonly ({ readonly id: string } & FigureSet)[]
  }

export type Series = { readonly points: readonly Point[]; readonly quality: DataQuality }

export type SeriesQuestion = {
  readonly scope: Scope
  readonly range: Range
  readonly granularity: Granularity
  readonly minorStops?: MinorStops
  readonly withMembers?: boolean
  readonly breaks?: Breaks
}

/** An hour is asked for over this many days at most. */
const mostHourDays = 31

/**
 * The figures of a scope over time, each point out of sums.
 *
 * @throws Unanswerable for hours over more than 31 days, or without breaks that nobody recorded
 */
export async function seriesOf(db: Queries, question: SeriesQuestion): Promise<Series> {
  const { scope, range, granularity, minorStops = 'iso', withMembers = false, breaks = 'recorded' } = question
  if (granularity === 'hour') demandHours(range, breaks)
  const machines = machinesOf(scope)
  const groups =
    granularity === 'hour'
      ? await hoursOf(db, machines, range)
      : await groupsOf(db, machines, { range, period: granularity, member: 'all', breaks })
  const members = withMembers && granularity !== 'hour' ? await membersOf(db, question) : undefined
  const points = groups.map((group) => ({
    ...pointOf(group, range, minorStops),
    ...(members === undefined ? {} : { members: members.get(group.period) ?? [] }),
  }))
  return { points, quality: groups.reduce((sum, group) => addQuality(sum, group.quality), cleanQuality) }
}

function demandHours(range: Range, breaks: Breaks): void {
  if (breaks === 'deduct')
    throw notUnderstood('breaks', 'breaks: nobody knows in which hour a break was that was not recorded')
  const { from, to } = boundsOf(range)
  if (to - from > (mostHourDays * 24 + 1) * 3_600)
    throw notUnderstood('granularity', `granularity: hours are told for ${mostHourDays} days at most`)
}

const pointOf = (group: Group, { zone }: Range, minorStops: MinorStops): Point => ({
  start: instantText(group.start, zone),
  end: instantText(group.end, zone),
  label: group.label === '' ? instantText(group.start, zone).slice(0, 16).replace('T', ' ') : group.label,
  ...figureSetOf(group, minorStops),
  provisional: group.quality.provisional > 0,
})

type Members = ReadonlyMap<string, NonNullable<Point['members']>>

async function membersOf(
  db: Queries,
  { scope, range, granularity, minorStops, breaks = 'recorded' }: SeriesQuestion,
): Promise<Members> {
  const period = granularity === 'hour' ? 'all' : granularity
  const groups = await groupsOf(db, machinesOf(scope), { range, period, member: 'equipment', breaks })
  const byPeriod = Map.groupBy(groups, (group) => group.period)
  return new Map(
    [...byPeriod].map(([name, list]) => [
      name,
      list.map((group) => ({ id: group.member, ...figureSetOf(group, minorStops) })),
    ]),
  )
}
