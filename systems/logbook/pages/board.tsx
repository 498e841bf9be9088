import {
  Badge,
  Bar,
  Card,
  Chart,
  clock,
  count,
  day,
  decimal,
  Empty,
  Link,
  Shown,
  Table,
  type Tone,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import type { Board, Machine, Page, Sounding, Tank } from './facts.ts'
import { DueBadge } from './parts.tsx'

/** The ship on one screen: its tanks, what is due, the book, the fuel, the machines. */
export function BoardPage(): ReactNode {
  const board = useAppResource<Board>('/api/dashboard/full')
  const tanks = useAppResource<Readonly<Record<string, Tank>>>('/api/tanks')
  const soundings = useAppResource<Page<Sounding>>('/api/soundings?per_page=60')
  return (
    <>
      <h1>{board.data?.ship.vessel ?? 'The ship'}</h1>
      <Shown of={board}>
        {(all) => (
          <>
            <p className="quiet">
              {clock(all.ship.clock)} by the clock on board, {all.ship.zone}
            </p>
            <Tanks board={all} tanks={tanks.data ?? {}} />
            <Due board={all} />
            <BookAndFuel board={all} />
          </>
        )}
      </Shown>
      <Card title="Slop tanks, sounding by sounding">
        <Shown of={soundings}>{({ items }) => <Levels soundings={items} />}</Shown>
      </Card>
      <Shown of={board}>{(all) => <Machines board={all} />}</Shown>
    </>
  )
}

const slops = [
  ['17P', 'tank_17p'],
  ['17S', 'tank_17s'],
] as const

function Tanks({ board, tanks }: { readonly board: Board; readonly tanks: Readonly<Record<string, Tank>> }): ReactNode {
  const at = useAppAt()
  const { latest, deltas, fill_percent: fill } = board.slop_tanks
  if (latest === null || fill === null)
    return (
      <Card title="Slop tanks">
        <Empty>
          No sounding is booked yet. <Link to={at('soundings')}>Book the first one</Link>
        </Empty>
      </Card>
    )
  return (
    <div className="tiles tanks">
      {slops.map(([id, key]) => (
        <section className="tile" key={id} aria-label={`Tank ${id}`}>
          {tanks[id]?.name ?? 'Tank'} ({id})<strong>{decimal(latest[key].m3, 2)} m³</strong>
          <Bar share={fill[key] / 100} label={`${id} is ${decimal(fill[key])} % full`} />
          <p>
            {decimal(fill[key])} % full, {count(latest[key].gallons)} gal at {latest[key].feet}′{latest[key].inches}″
          </p>
          <p className="quiet">
            {deltas === null
              ? ''
              : `${deltas[key].gallons >= 0 ? '+' : '−'}${count(Math.abs(deltas[key].gallons))} gal since the sounding before; `}
            {day(latest.recorded_at)}
          </p>
        </section>
      ))}
    </div>
  )
}

const dueWords = {
  sounding: ['Weekly sounding', 'soundings'],
  fuel_ticket: ["The day's fuel ticket", 'fuel'],
  crew_change: ['End of the hitch', 'hitches'],
} as const

function Due({ board }: { readonly board: Board }): ReactNode {
  const at = useAppAt()
  return (
    <Card title="What is due">
      <ul className="plain">
        {board.due.map(({ what, due_on, days }) => (
          <li key={what} className="line">
            <Link to={at(dueWords[what][1])}>{dueWords[what][0]}</Link> {day(due_on)} <DueBadge days={days} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function BookAndFuel({ board }: { readonly board: Board }): ReactNode {
  const at = useAppAt()
  return (
    <div className="tiles">
      {tilesOf(board).map(([title, big, small, to]) => (
        <section className="tile" key={title} aria-label={title}>
          {to === undefined ? title : <Link to={at(to)}>{title}</Link>}
          <strong>{big}</strong>
          <span className="quiet">{small}</span>
        </section>
      ))}
    </div>
  )
}

type Tile = readonly [title: string, big: string, small: string, to: string | undefined]

function tilesOf({ book, fuel, status_events: since }: Board): readonly Tile[] {
  const { fuel_on_board: left, days_left: days } = fuel
  return [
    [
      'Oil record book',
      `${count(book.entries)} entries`,
      `${count(book.struck)} struck; the newest of ${day(book.newest)}`,
      'book',
    ],
    [
      'Fuel on board',
      left === null ? 'not known' : `${count(Math.round(left.gallons))} gal`,
      left === null ? 'No form of a hitch is there yet' : `by the form of ${day(left.since)} less what was burnt`,
      'hitches',
    ],
    [
      'Fuel for',
      days === null ? 'not known' : `${count(Math.floor(days))} days`,
      `at ${decimal(fuel.weekly.average_per_calendar_day)} gal a day, the mean of the last 7 days`,
      'fuel',
    ],
    [
      'Fuel is drawn from',
      fuel.active_tank === null ? 'no pair' : `#${fuel.active_tank.tank_pair} P/S`,
      `last ticket ${day(fuel.latest_ticket?.ticket_date)}`,
      'fuel',
    ],
    [
      'Sewage pumped',
      since.sewage === null ? 'never' : daysAgo(since.sewage.days_since),
      day(since.sewage?.event_date),
      undefined,
    ],
    [
      'Potable water loaded',
      since.potable === null ? 'never' : daysAgo(since.potable.days_since),
      day(since.potable?.event_date),
      undefined,
    ],
  ]
}

const daysAgo = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'yesterday' : `${count(days)} days ago`)

function Levels({ soundings }: { readonly soundings: readonly Sounding[] }): ReactNode {
  const rising = useMemo((): Sounding[] => [...soundings].reverse(), [soundings])
  const option = useMemo(
    () => ({
      grid: { left: 50, right: 10, top: 35, bottom: 30 },
      tooltip: { renderMode: 'richText', trigger: 'axis' },
      legend: { top: 0 },
      xAxis: { type: 'category', data: rising.map(({ recorded_at }) => day(recorded_at)) },
      yAxis: { type: 'value', name: 'm³' },
      series: slops.map(([id, key]) => ({ name: id, type: 'line', data: rising.map((one) => one[key].m3) })),
    }),
    [rising],
  )
  if (soundings.length === 0) return <Empty>No sounding is booked yet.</Empty>
  const newest = soundings[0]
  const title = `Oil residues in cubic metres over ${count(soundings.length)} soundings; the newest ${decimal(newest?.tank_17p.m3 ?? 0, 2)} in 17P and ${decimal(newest?.tank_17s.m3 ?? 0, 2)} in 17S`
  return (
    <Chart
      title={title}
      option={option}
      height={15}
      table={
        <Table
          caption="Levels of the slop tanks"
          rows={soundings}
          keyOf={({ id }) => String(id)}
          columns={[
            { title: 'Sounding', cell: ({ recorded_at }) => clock(recorded_at) },
            { title: '17P m³', cell: (one) => decimal(one.tank_17p.m3, 2), isNumber: true },
            { title: '17S m³', cell: (one) => decimal(one.tank_17s.m3, 2), isNumber: true },
          ]}
        />
      }
    />
  )
}

const tones: Readonly<Record<NonNullable<Machine['status']>, Tone>> = { online: 'ok', issue: 'warn', offline: 'bad' }

const Machines = ({ board }: { readonly board: Board }): ReactNode => (
  <Card title="Machines" aside={<span className="quiet">{board.equipment_summary}</span>}>
    <Table
      caption="The ten machines as they are now"
      rows={board.equipment}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Machine', cell: ({ name }) => name },
        {
          title: 'State',
          cell: ({ status }) =>
            status === null ? <span className="quiet">not said</span> : <Badge tone={tones[status]}>{status}</Badge>,
        },
        { title: 'Why', cell: ({ note }) => note ?? '' },
        { title: 'Since', cell: ({ updated_at }) => clock(updated_at) },
        { title: 'Said by', cell: ({ updated_by }) => updated_by ?? '' },
      ]}
    />
  </Card>
)
