import {
  addressWith,
  Card,
  Chart,
  count,
  day,
  Empty,
  Link,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import type { Dashboard, Departments, Register } from './facts.ts'
import { registerNames } from './parts.tsx'

const registers: readonly Register[] = ['ocm', 'ppm']

/** How many devices there are, what is overdue, what is due soon, and where. */
export function OverviewPage(): ReactNode {
  const counts = useAppResource<Dashboard>('/api/dashboard')
  const departments = useAppResource<Departments>('/api/dashboard/departments')
  return (
    <>
      <h1>Equipment</h1>
      <Shown of={counts}>
        {(all) => (
          <>
            <Tiles all={all} />
            <Card title="Work to be done" aside={<span className="quiet">from {day(all.as_of)} on</span>}>
              <DueChart all={all} />
            </Card>
          </>
        )}
      </Shown>
      <Card title="Departments">
        <Shown of={departments}>{({ departments: list }) => <DepartmentsTable list={list} />}</Shown>
      </Card>
    </>
  )
}

function Tiles({ all }: { readonly all: Dashboard }): ReactNode {
  const tiles = [
    ['Devices', (register: Register) => all.registers[register].total, {}],
    ['Overdue', (register: Register) => all.registers[register].status.overdue, { filter: 'overdue' }],
    ['Upcoming', (register: Register) => all.registers[register].status.upcoming, { filter: 'upcoming' }],
    ['Maintained', (register: Register) => all.registers[register].status.maintained, { filter: 'maintained' }],
  ] as const
  return (
    <div className="tiles">
      {tiles.map(([title, of, choices]) => (
        <section className="tile" key={title} aria-label={title}>
          {title}
          <strong>{count(of('ocm') + of('ppm'))}</strong>
          <span className="pair">
            {registers.map((register) => (
              <RegisterCount key={register} register={register} amount={of(register)} choices={choices} title={title} />
            ))}
          </span>
        </section>
      ))}
    </div>
  )
}

type CountFacts = {
  readonly register: Register
  readonly amount: number
  readonly choices: Readonly<Record<string, string>>
  readonly title: string
}

function RegisterCount({ register, amount, choices, title }: CountFacts): ReactNode {
  const at = useAppAt()
  return (
    <Link to={addressWith(at(register), new URLSearchParams(), choices)}>
      {count(amount)} {registerNames[register]}
      <span className="hidden"> {title.toLowerCase()}</span>
    </Link>
  )
}

function DueChart({ all }: { readonly all: Dashboard }): ReactNode {
  const windows = Object.keys(all.due_within)
  const option = useMemo(
    () => ({
      grid: { left: 45, right: 10, top: 35, bottom: 45 },
      tooltip: { renderMode: 'richText', trigger: 'axis' },
      legend: { top: 0 },
      xAxis: { type: 'category', data: windows, name: 'within so many days', nameLocation: 'middle', nameGap: 28 },
      yAxis: { type: 'value' },
      series: registers.map((register) => ({
        name: registerNames[register],
        type: 'bar',
        stack: 'all',
        data: windows.map((within) => all.registers[register].due_within[within] ?? 0),
      })),
    }),
    [all],
  )
  const last = windows.at(-1) ?? ''
  const title = `Work due within ${windows.join(', ')} days; within ${last} days ${count(all.due_within[last] ?? 0)} pieces`
  return <Chart title={title} option={option} height={16} table={<DueTable all={all} windows={windows} />} />
}

const DueTable = ({ all, windows }: { readonly all: Dashboard; readonly windows: readonly string[] }): ReactNode => (
  <Table
    caption="Pieces of work that are due; a PPM device has up to four"
    rows={windows}
    keyOf={(within) => within}
    columns={[
      { title: 'Within days', cell: (within) => within, isNumber: true },
      ...registers.map((register) => ({
        title: registerNames[register],
        cell: (within: string) => count(all.registers[register].due_within[within] ?? 0),
        isNumber: true,
      })),
      { title: 'Together', cell: (within) => count(all.due_within[within] ?? 0), isNumber: true },
    ]}
  />
)

function DepartmentsTable({ list }: { readonly list: Departments['departments'] }): ReactNode {
  const at = useAppAt()
  if (list.length === 0) return <Empty>No device is in the registers yet.</Empty>
  const to = (register: Register, choices: Readonly<Record<string, string>>): string =>
    addressWith(at(register), new URLSearchParams(), choices)
  return (
    <Table
      caption="Devices by department"
      rows={list}
      keyOf={({ department }) => department}
      columns={[
        { title: 'Department', cell: ({ department }) => department },
        ...registers.flatMap((register) => [
          {
            title: `${registerNames[register]} devices`,
            cell: (row: Departments['departments'][number]) =>
              row[register].total === 0 ? (
                '0'
              ) : (
                <Link to={to(register, { department: row.department })}>{count(row[register].total)}</Link>
              ),
            isNumber: true,
          },
          {
            title: `${registerNames[register]} overdue`,
            cell: (row: Departments['departments'][number]) =>
              row[register].overdue === 0 ? (
                '0'
              ) : (
                <Link to={to(register, { department: row.department, filter: 'overdue' })}>
                  {count(row[register].overdue)}
                </Link>
              ),
            isNumber: true,
          },
        ]),
      ]}
    />
  )
}
