import {
  Card,
  Chart,
  Empty,
  go,
  Link,
  Pager,
  type PageFacts,
  Shown,
  Table,
  useAppResource,
} from '@millwright/dashboard'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Downtime, Stop, StopLog, Stops } from './answers.ts'
import { pareto } from './charts/loss-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { Choices } from './choices.tsx'
import { codesOf, question } from './place.ts'
import { exact, minutes, percent, stateName, timeIn } from './words.ts'

/** Why machines stood still: the few reasons that make most of it, and each stop behind a reason. */
export const DowntimePage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="downtime" title="Downtime">
    {(here) => (
      <>
        <Reasons here={here} />
        {here.query.has('reason') ? <Log here={here} reason={here.query.get('reason') ?? ''} /> : null}
      </>
    )}
  </FactoryFrame>
)

function Reasons({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked, query } = here
  const size = query.get('size') === 'count' ? 'count' : 'minutes'
  const planned = query.get('planned') === 'true' ? 'true' : 'false'
  const answer = useAppResource<Downtime>(
    question('/downtime/pareto', { scope: spot.kind, id: spot.id, by: size, planned, ...asked }),
  )
  const aside = (
    <div className="pair">
      <Choices here={here} name="size" chosen={size} choices={['minutes', 'count']} />
      <Choices
        here={here}
        name="planned"
        chosen={planned}
        choices={['false', 'true']}
        words={{ false: 'without planned stops', true: 'with planned stops' }}
      />
    </div>
  )
  return (
    <Card title="Stops by reason" aside={aside}>
      <Shown of={answer}>
        {({ rows, meta }) => (
          <>
            {rows.length === 0 ? (
              <Empty>No machine stood still in these days.</Empty>
            ) : (
              <Bars here={here} rows={rows} size={size} />
            )}
            <Trust meta={meta} />
          </>
        )}
      </Shown>
    </Card>
  )
}

type BarFacts = { readonly here: Here; readonly rows: readonly Stops[]; readonly size: 'minutes' | 'count' }

function Bars({ here, rows, size }: BarFacts): ReactNode {
  const option = useMemo(
    () =>
      pareto(
        rows.map((row) => ({ ...row, name: row.reason, size: row[size] })),
        size === 'minutes' ? 'minutes' : 'stops',
      ),
    [rows, size],
  )
  const addressOf = (reason: string): string => here.to({ query: { reason, page: undefined } })
  const few = rows.filter(({ vital }) => vital).map(({ reason }) => reason)
  return (
    <>
      <Chart
        title={`Stops by reason. ${few.join(', ')} make at least 80 % of all`}
        option={option}
        height={22}
        onPick={(reason) => go(addressOf(reason))}
        table={
          <Table
            caption="Stops by reason"
            rows={rows}
            keyOf={({ reason, state }) => `${state} ${reason}`}
            columns={[
              { title: 'Reason', cell: ({ reason }) => <Link to={addressOf(reason)}>{reason}</Link> },
              { title: 'State', cell: ({ state }) => stateName(state) },
              { title: 'Time', cell: (row) => minutes(row.minutes), isNumber: true },
              { title: 'Stops', cell: ({ count }) => exact(count), isNumber: true },
              { title: 'Share', cell: ({ share }) => percent(share), isNumber: true },
              { title: 'Together', cell: ({ cumulative }) => percent(cumulative), isNumber: true },
            ]}
          />
        }
      />
      <p>
        {few.join(', ')} {few.length === 1 ? 'makes' : 'make'} at least 80 % of it. A stop through a change of shift
        counts in both shifts.
      </p>
    </>
  )
}

const pageSize = 20

function Log({ here, reason }: { readonly here: Here; readonly reason: string }): ReactNode {
  const { spot, asked, query } = here
  const page = Math.max(1, Number(query.get('page')) || 1)
  const place = useRef<HTMLDivElement>(null)
  // Whoever has just picked a reason goes on reading here, not at the top of the page.
  useEffect(() => {
    if (document.activeElement?.id === 'main') place.current?.focus()
  }, [reason, page])
  const answer = useAppResource<StopLog>(
    question('/downtime/stops', {
      scope: spot.kind,
      id: spot.id,
      reason,
      limit: String(pageSize),
      offset: String((page - 1) * pageSize),
      ...asked,
    }),
  )
  return (
    <div ref={place} tabIndex={-1}>
      <Card
        title={`Stops with the reason ${reason}`}
        aside={<Link to={here.to({ query: { reason: undefined, page: undefined } })}>Close</Link>}
      >
        <Shown of={answer}>
          {({ rows, total, meta }) =>
            rows.length === 0 ? (
              <Empty>No stop of these days has this reason.</Empty>
            ) : (
              <>
                <LogTable here={here} reason={reason} rows={rows} zone={meta.tz} />
                <Pager
                  page={page}
                  size={pageSize}
                  total={total}
                  to={(other) => here.to({ query: { page: String(other) } })}
                />
              </>
            )
          }
        </Shown>
      </Card>
    </div>
  )
}

type LogFacts = {
  readonly here: Here
  readonly reason: string
  readonly rows: readonly Stop[]
  readonly zone: string
}

function LogTable({ here, reason, rows, zone }: LogFacts): ReactNode {
  const time = timeIn(zone)
  const addressOf = (id: string): string => here.to({ page: 'states', codes: codesOf(here.spot, id) })
  return (
    <Table
      caption={`Stops with the reason ${reason}`}
      rows={rows}
      keyOf={({ id, start }) => `${id} ${start}`}
      columns={[
        { title: 'Machine', cell: ({ id, code }) => <Link to={addressOf(id)}>{code}</Link> },
        { title: 'From', cell: ({ start }) => time(start) },
        { title: 'To', cell: ({ end }) => (end === null ? 'now' : time(end)) },
        { title: 'Length', cell: (row) => minutes(row.minutes), isNumber: true },
      ]}
    />
  )
}
