import {
  Badge,
  Card,
  clock,
  count,
  day,
  decimal,
  Empty,
  Facts,
  Link,
  Pager,
  type PageFacts,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { FuelTank, Hitch, Page } from './facts.ts'
import { HitchForm } from './hitch-form.tsx'
import { useBookMay } from './parts.tsx'

/** The hitches with their forms. */
export function HitchesPage({ path: [id], query }: PageFacts): ReactNode {
  return id === undefined ? <ListPage query={query} /> : <HitchPage key={id} id={id} />
}

function ListPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const may = useBookMay('administer')
  const list = useAppResource<Page<Hitch>>(
    `/api/hitches?per_page=20&page=${encodeURIComponent(query.get('page') ?? '1')}`,
  )
  return (
    <>
      <h1>Hitches</h1>
      <Card title="Forms">
        <Shown of={list}>
          {({ items, page, per_page, total }) =>
            total === 0 ? (
              <Empty>No hitch has begun yet.</Empty>
            ) : (
              <>
                <Table
                  caption={`${count(total)} forms, the newest first`}
                  rows={items}
                  keyOf={({ id }) => String(id)}
                  columns={[
                    { title: 'Form of', cell: (one) => <Link to={at(`hitches/${one.id}`)}>{clock(one.date)}</Link> },
                    { title: 'For', cell: (one) => <Kind hitch={one} /> },
                    { title: 'Crew', cell: ({ crew }) => crew ?? '–' },
                    { title: 'Engineer', cell: ({ engineer_name }) => engineer_name ?? '–' },
                    { title: 'Fuel, gal', cell: (one) => count(one.total_fuel_gallons), isNumber: true },
                  ]}
                />
                <Pager page={page} size={per_page} total={total} to={(number) => at(`hitches?page=${number}`)} />
              </>
            )
          }
        </Shown>
      </Card>
      {may === true ? <HitchForm onDone={list.reload} /> : null}
    </>
  )
}

const Kind = ({ hitch: { is_start, end_date } }: { readonly hitch: Hitch }): ReactNode => {
  if (!is_start) return 'the end of one'
  return end_date === null ? <Badge tone="info">the open hitch</Badge> : `a hitch until ${day(end_date)}`
}

function HitchPage({ id }: { readonly id: string }): ReactNode {
  const at = useAppAt()
  const hitch = useAppResource<Hitch & { readonly fuel_tanks: readonly FuelTank[] }>(
    `/api/hitch/${encodeURIComponent(id)}`,
  )
  return (
    <>
      <h1>End of hitch sounding form</h1>
      <p>
        <Link to={at('hitches')}>All forms</Link>
      </p>
      <Shown of={hitch}>
        {(one) => (
          <>
            <Card title={clock(one.date)} aside={<Kind hitch={one} />}>
              <Facts facts={factsOf(one)} />
            </Card>
            <Card title="Fuel tanks">
              {one.fuel_tanks.length === 0 ? (
                <Empty>The form names no tank.</Empty>
              ) : (
                <TankTable tanks={one.fuel_tanks} />
              )}
            </Card>
          </>
        )}
      </Shown>
    </>
  )
}

const gallons = (value: number | null): string => (value === null ? '–' : `${decimal(value)} gal`)

const factsOf = (one: Hitch): readonly (readonly [string, ReactNode])[] => [
  ['Vessel', one.vessel ?? '–'],
  ['Charter', one.charter ?? '–'],
  ['Location', one.location ?? '–'],
  ['Crew', one.crew ?? '–'],
  ['Engineer', one.engineer_name ?? '–'],
  ['Total fuel', gallons(one.total_fuel_gallons)],
  ['Fuel on the log', gallons(one.fuel_on_log)],
  ['Correction', gallons(one.correction)],
  ['Notes', one.notes ?? '–'],
]

const TankTable = ({ tanks }: { readonly tanks: readonly FuelTank[] }): ReactNode => (
  <Table
    caption="Fuel tanks of the form"
    rows={tanks}
    keyOf={({ id }) => String(id)}
    columns={[
      { title: 'Tank', cell: ({ tank_number, side }) => `#${tank_number} ${side}` },
      {
        title: 'Sounding',
        cell: ({ sounding_feet: feet, sounding_inches: inches }) =>
          feet === null || inches === null ? '–' : `${feet}′${inches}″`,
      },
      { title: 'Water', cell: ({ water_present }) => water_present ?? '–' },
      { title: 'Gallons', cell: (one) => decimal(one.gallons), isNumber: true },
    ]}
  />
)
