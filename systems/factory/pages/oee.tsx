import { Card, Chart, Empty, go, Link, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import { Choices } from './choices.tsx'
import {
  type Figures,
  type Losses,
  type Point,
  type Ranked,
  type Ranking,
  type Ratio,
  ratios,
  type Series,
} from './answers.ts'
import { gauges, ranking, trend } from './charts/ratio-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { codesOf, question } from './place.ts'
import { change, minutes, percent, ratioNames, target } from './words.ts'

/** The OEE of a place: what it is made of, how it went, and who has which share. */
export const OeePage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="oee" title="OEE">
    {(here) => (
      <>
        <Now here={here} />
        <Trend here={here} />
        {here.spot.inside.length === 0 ? null : <Inside here={here} />}
      </>
    )}
  </FactoryFrame>
)

function Now({ here: { spot, asked } }: { readonly here: Here }): ReactNode {
  const losses = useAppResource<Losses>(question('/losses', { scope: spot.kind, id: spot.id, ...asked }))
  return (
    <Card title={`${spot.name} in these days`}>
      <Shown of={losses}>
        {({ figures, meta }) =>
          figures === null ? (
            <Empty>No shift of these days has anything to show. Choose other days, or another shift.</Empty>
          ) : (
            <>
              <Gauges figures={figures} />
              <Trust meta={meta} />
            </>
          )
        }
      </Shown>
    </Card>
  )
}

function Gauges({ figures }: { readonly figures: Figures }): ReactNode {
  const option = useMemo(() => gauges(figures), [figures])
  const words = ratios.map((name) => `${ratioNames[name]} ${percent(figures[name])}`).join(', ')
  return (
    <>
      <Chart title={words} option={option} height={16} table={<RatioTable figures={figures} />} />
      <p>
        {words}. {verdictOn(figures)}
      </p>
    </>
  )
}

function verdictOn({ oee, overspeed }: Figures): string {
  if (oee === null) return 'Without a cycle time there is no OEE.'
  const said = oee >= target ? 'at or above' : 'below'
  const fast = overspeed ? ' It ran faster than its ideal cycle: the ring ends at 100 %.' : ''
  return `The OEE is ${said} its target of ${percent(target)}.${fast}`
}

/** Each ratio with the sums that it is of. */
function RatioTable({ figures }: { readonly figures: Figures }): ReactNode {
  const { planned, operating, netOperating, productive } = figures.sums
  const parts: Readonly<Record<Ratio, readonly [string, number | null, string, number | null]>> = {
    oee: ['productive time', productive, 'planned time', planned],
    A: ['operating time', operating, 'planned time', planned],
    P: ['ideal time of all items', netOperating, 'operating time', operating],
    Q: ['ideal time of good items', productive, 'ideal time of all items', netOperating],
  }
  return (
    <Table
      caption="The ratios and their sums"
      rows={ratios}
      keyOf={(name) => name}
      columns={[
        { title: 'Ratio', cell: (name) => ratioNames[name] },
        { title: 'Value', cell: (name) => percent(figures[name]), isNumber: true },
        { title: 'Part', cell: (name) => `${parts[name][0]} ${minutes(parts[name][1])}` },
        { title: 'Of', cell: (name) => `${parts[name][2]} ${minutes(parts[name][3])}` },
      ]}
    />
  )
}

const paths = { site: 'sites', 'work-center': 'work-centers', equipment: 'equipment' } as const
const grains = {
  site: ['day', 'week'],
  'work-center': ['shift', 'day', 'week'],
  equipment: ['hour', 'shift', 'day', 'week'],
} as const

function Trend({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked, query } = here
  const allowed: readonly string[] = grains[spot.kind]
  const grain = allowed.find((one) => one === query.get('by')) ?? 'day'
  const id = encodeURIComponent(spot.id)
  const series = useAppResource<Series>(
    question(`/${paths[spot.kind]}/${id}/oee`, { granularity: grain, limit: '10000', ...asked }),
  )
  return (
    <Card title={`Trend by ${grain}`} aside={<Choices here={here} name="by" chosen={grain} choices={allowed} />}>
      <Shown of={series}>
        {({ points }) =>
          points.length === 0 ? <Empty>There is no point to draw in these days.</Empty> : <Lines points={points} />
        }
      </Shown>
    </Card>
  )
}

function Lines({ points }: { readonly points: readonly Point[] }): ReactNode {
  const option = useMemo(() => trend(points), [points])
  return (
    <Chart
      title={`OEE, availability, performance and quality at ${points.length} points; the last OEE is ${percent(points.at(-1)?.oee)}`}
      option={option}
      table={<PointTable points={points} />}
    />
  )
}

const PointTable = ({ points }: { readonly points: readonly Point[] }): ReactNode => (
  <Table
    caption="The ratios point by point"
    rows={points}
    keyOf={({ start }) => start}
    columns={[
      { title: 'When', cell: ({ label, provisional }) => (provisional ? `${label} (provisional)` : label) },
      ...ratios.map((name) => ({
        title: ratioNames[name],
        cell: (point: Point) => percent(point[name]),
        isNumber: true,
      })),
      { title: 'Productive', cell: ({ sums }) => minutes(sums.productive), isNumber: true },
      { title: 'Planned', cell: ({ sums }) => minutes(sums.planned), isNumber: true },
    ]}
  />
)

function Inside({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked, query } = here
  const metric = ratios.find((name) => name === query.get('metric')) ?? 'oee'
  const ids = spot.inside.map(({ id }) => id).join(',')
  const compared = useAppResource<Ranking>(question('/oee/compare', { ids, metric, ...asked }))
  const aside = <Choices here={here} name="metric" chosen={metric} choices={ratios} words={ratioNames} />
  return (
    <Card title={`${ratioNames[metric]} inside ${spot.name}`} aside={aside}>
      <Shown of={compared}>{({ ranking: list }) => <Ranks here={here} list={list} metric={metric} />}</Shown>
    </Card>
  )
}

type RankFacts = { readonly here: Here; readonly list: readonly Ranked[]; readonly metric: Ratio }

function Ranks({ here, list, metric }: RankFacts): ReactNode {
  const option = useMemo(() => ranking(list), [list])
  const addressOf = (id: string): string => here.to({ codes: codesOf(here.spot, id) })
  const pick = (name: string): void => {
    const found = list.find(({ code }) => code === name)
    if (found !== undefined) go(addressOf(found.id))
  }
  const table = (
    <Table
      caption={`${ratioNames[metric]} inside ${here.spot.name}, with the change since the days before`}
      rows={list}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Rank', cell: ({ rank }) => rank ?? '–', isNumber: true },
        { title: 'Place', cell: ({ id, name }) => <Link to={addressOf(id)}>{name}</Link> },
        { title: ratioNames[metric], cell: ({ value }) => percent(value), isNumber: true },
        { title: 'Before', cell: ({ previous }) => percent(previous), isNumber: true },
        { title: 'Change', cell: ({ delta }) => change(delta), isNumber: true },
      ]}
    />
  )
  return (
    <Chart
      title={`${ratioNames[metric]} of ${list.length} places; the greatest is that of ${list[0]?.name ?? 'none'}`}
      option={option}
      height={Math.max(8, 3 + 2.2 * list.length)}
      table={table}
      onPick={pick}
    />
  )
}
