import {
  addressWith,
  Card,
  count,
  day,
  Empty,
  Link,
  Pager,
  type PageFacts,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import { AddPage } from './add.tsx'
import { DevicePage } from './device.tsx'
import type { Device, Page, Quarter, Register, Status } from './facts.ts'
import { romans, serialOf, valueOf } from './fields.ts'
import { DeviceFilters, Pick } from './filters.tsx'
import { registerNames, StatusBadge, useDeviceAt, useHospitalMay } from './parts.tsx'

type Facts = PageFacts & { readonly register: Register }

/** A register: its list, one of its devices, or the form for a new one. */
export function RegisterPage({ register, path: [serial], query }: Facts): ReactNode {
  if (serial !== undefined) return <DevicePage key={serial} register={register} serial={serial} query={query} />
  return query.has('add') ? <AddPage register={register} /> : <ListPage register={register} query={query} />
}

const sizes = ['20', '50', '100'] as const

function ListPage({ register, query }: Omit<Facts, 'path'>): ReactNode {
  const at = useAppAt()
  const here = at(register)
  const asked = new URLSearchParams({ page: '1', per_page: '20', ...Object.fromEntries(query), dates: 'iso' })
  const list = useAppResource<Page<Device>>(`/api/equipment/${register}?${asked.toString()}`)
  const mayAdd = useHospitalMay(`equipment_${register}_write`)
  return (
    <>
      <h1>{registerNames[register]} devices</h1>
      <DeviceFilters register={register} here={here} query={query}>
        <Pick name="sort" title="Sorted by" query={query} choices={sorts[register]} all="number" />
        <Pick name="sort_dir" title="Order" query={query} choices={[['desc', 'falling']]} all="rising" />
        <Pick name="per_page" title="On a page" query={query} choices={sizes.slice(1).map((n) => [n, n])} all="20" />
      </DeviceFilters>
      <p className="actions">
        <span role="status">{list.data === undefined ? '' : devices(list.data.total)}</span>
        {query.size === 0 ? null : <Link to={here}>All devices</Link>}
        <Link to={addressWith(at('barcodes'), chosenBy(query), { register })}>Barcodes of these</Link>
        {mayAdd === true ? <Link to={`${here}?add=1`}>Add a device</Link> : null}
      </p>
      <Shown of={list}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty>No device is like that. Take a filter away, or search for less.</Empty>
          ) : (
            <Card title={`${registerNames[register]} register`}>
              <DevicesTable register={register} page={page} query={query} />
              <Pager
                page={page.current_page}
                size={page.per_page}
                total={page.total}
                to={(number) => addressWith(here, query, { page: String(number) })}
              />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

const devices = (total: number): string => (total === 1 ? '1 device' : `${count(total)} devices`)

/** What chooses devices, without what orders them. */
export const chosenBy = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => ['search', 'department', 'filter', 'due'].includes(name)))

const sorts = {
  ocm: [
    ['name', 'name'],
    ['department', 'department'],
    ['serial', 'serial'],
    ['next_maintenance', 'next maintenance'],
    ['status', 'status'],
  ],
  ppm: [
    ['name', 'name'],
    ['department', 'department'],
    ['serial', 'serial'],
    ['ppm_q1_date', 'quarter I'],
    ['ppm_q2_date', 'quarter II'],
    ['ppm_q3_date', 'quarter III'],
    ['ppm_q4_date', 'quarter IV'],
    ['status', 'status'],
  ],
} as const

type TableFacts = { readonly register: Register; readonly page: Page<Device>; readonly query: URLSearchParams }

function DevicesTable({ register, page, query }: TableFacts): ReactNode {
  const to = useDeviceAt()
  const at = useAppAt()
  const sorted = (column: string) => sortBy(at(register), query, column)
  const text = (title: string, key: string, column: string) => ({
    title,
    cell: (device: Device) => valueOf(device, key),
    sort: sorted(column),
  })
  return (
    <Table
      caption={`${registerNames[register]} devices`}
      rows={page.items}
      keyOf={serialOf}
      columns={[
        { ...text('No.', 'NO', 'no'), isNumber: true },
        {
          title: 'Serial',
          cell: (device) => <Link to={to(register, serialOf(device))}>{serialOf(device)}</Link>,
          sort: sorted('serial'),
        },
        text('Name', 'Name', 'name'),
        text('Department', 'Department', 'department'),
        text('Model', register === 'ocm' ? 'Model' : 'MODEL', 'model'),
        ...(register === 'ocm'
          ? [
              {
                title: 'Next maintenance',
                cell: (device: Device) => day(valueOf(device, 'Next_Maintenance')),
                sort: sorted('next_maintenance'),
              },
            ]
          : [{ title: 'Quarters', cell: (device: Device) => <Quarters device={device} /> }]),
        {
          title: 'Status',
          cell: (device) => <StatusBadge status={device['Status'] as Status} />,
          sort: sorted('status'),
        },
      ]}
    />
  )
}

/** Sorting by the column that is sorted already turns the order round. */
function sortBy(here: string, query: URLSearchParams, column: string) {
  const isOwn = (query.get('sort') ?? 'no') === column
  const isFalling = isOwn && query.get('sort_dir') === 'desc'
  const direction = isFalling ? ('descending' as const) : ('ascending' as const)
  const sort_dir = isOwn && !isFalling ? 'desc' : ''
  return { to: addressWith(here, query, { sort: column, sort_dir, page: '' }), now: isOwn ? direction : undefined }
}

/** The four quarters in one line each: day and state. */
const Quarters = ({ device }: { readonly device: Device }): ReactNode => (
  <ul className="quarters">
    {romans.map((roman) => {
      const { quarter_date, status } = device[`PPM_Q_${roman}`] as Quarter
      return (
        <li key={roman} className={status === 'Overdue' ? 'overdue' : undefined}>
          {roman} {day(quarter_date)}
          {status === 'Overdue' ? ' overdue' : ''}
        </li>
      )
    })}
  </ul>
)
