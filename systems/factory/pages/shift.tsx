import { Card, Chart, count, Empty, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import { type Center, type Downtime, type Figures, type Quality, ratios, type Series } from './answers.ts'
import { counts } from './charts/loss-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { question } from './place.ts'
import { minutes, percent, ratioNames } from './words.ts'

/** What a shift leader reads at the end: what was made against what was possible, what stopped it, and what was not good. */
export const ShiftPage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="shift" title="Shift report" days={1}>
    {(here) => (
      <>
        {here.span.shift === undefined ? (
          <p>All shifts of these days together; choose one above to have its own report.</p>
        ) : null}
        {here.spot.centers.map((center) => (
          <Made key={center.id} here={here} center={center} />
        ))}
        <Stopped here={here} />
        <NotGood here={here} />
      </>
    )}
  </FactoryFrame>
)

type MadeFacts = { readonly here: Here; readonly center: Center }

function Made({ here, center }: MadeFacts): ReactNode {
  const path = question(`/work-centers/${encodeURIComponent(center.id)}/oee`, { granularity: 'week', ...here.asked })
  const series = useAppResource<Series>(path)
  return (
    <Card title={`What ${center.name} made`}>
      <Shown of={series}>
        {({ points, meta }) => (
          <>
            <Machines here={here} points={points} />
            <Trust meta={meta} />
          </>
        )}
      </Shown>
    </Card>
  )
}

type Row = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly figures: Figures
  readonly good: number
  readonly bad: number
  readonly possible: number | null
}

function Machines({ here: { spot }, points }: { readonly here: Here; readonly points: Series['points'] }): ReactNode {
  const rows = useMemo(() => rowsOf(spot.machines, points), [spot.machines, points])
  const option = useMemo(() => counts(rows), [rows])
  if (points.length > 1) return <Empty>A report is of one shift, or of one day: choose fewer days.</Empty>
  if (rows.length === 0)
    return <Empty>No shift of these days has anything to show. Choose another day, or another shift.</Empty>
  const made = rows.reduce((sum, { good, bad }) => sum + good + bad, 0)
  const table = (
    <Table
      caption="What each machine made"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Machine', cell: ({ name }) => name },
        { title: 'Made', cell: ({ figures }) => count(figures.sums.produced), isNumber: true },
        {
          title: 'Possible',
          cell: ({ possible }) => (possible === null ? '–' : count(Math.round(possible))),
          isNumber: true,
        },
        { title: 'Good', cell: ({ good }) => count(good), isNumber: true },
        ...ratios.map((name) => ({
          title: ratioNames[name],
          cell: ({ figures }: Row) => percent(figures[name]),
          isNumber: true,
        })),
      ]}
    />
  )
  return (
    <Chart
      title={`${count(made)} items were made by ${rows.length} machines`}
      option={option}
      height={6 + 4 * rows.length}
      table={table}
    />
  )
}

/** What was possible is what the planned time had made at the ideal cycle. */
function rowsOf(machines: Here['spot']['machines'], points: Series['points']): readonly Row[] {
  const members = points[0]?.members ?? []
  return machines.flatMap(({ id, code, name }) => {
    const figures = members.find((one) => one.id === id)
    if (figures === undefined) return []
    const { produced, good, planned, netOperating } = figures.sums
    const possible = netOperating === null || netOperating === 0 ? null : (produced * planned) / netOperating
    return [{ id, code, name, figures, good, bad: produced - good, possible }]
  })
}

const few = 5

function Stopped({ here: { spot, asked } }: { readonly here: Here }): ReactNode {
  const answer = useAppResource<Downtime>(question('/downtime/pareto', { scope: spot.kind, id: spot.id, ...asked }))
  return (
    <Card title="What stopped it most">
      <Shown of={answer}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No machine stood still.</Empty>
          ) : (
            <Table
              caption="What stopped it most"
              rows={rows.slice(0, few)}
              keyOf={({ reason }) => reason}
              columns={[
                { title: 'Reason', cell: ({ reason }) => reason },
                { title: 'Time', cell: (row) => minutes(row.minutes), isNumber: true },
                { title: 'Stops', cell: (row) => count(row.count), isNumber: true },
              ]}
            />
          )
        }
      </Shown>
    </Card>
  )
}

function NotGood({ here: { spot, asked } }: { readonly here: Here }): ReactNode {
  const answer = useAppResource<Quality>(
    question('/quality/pareto', { scope: spot.kind, id: spot.id, by: 'code', ...asked }),
  )
  return (
    <Card title="What was not good">
      <Shown of={answer}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No defect was noted.</Empty>
          ) : (
            <Table
              caption="What was not good"
              rows={rows.slice(0, few)}
              keyOf={({ name }) => name}
              columns={[
                { title: 'Defect', cell: ({ name }) => name },
                { title: 'Items', cell: ({ quantity }) => count(quantity), isNumber: true },
                { title: 'Share', cell: ({ share }) => percent(share), isNumber: true },
              ]}
            />
          )
        }
      </Shown>
    </Card>
  )
}
