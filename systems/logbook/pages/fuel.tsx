import {
  Card,
  clock,
  count,
  decimal,
  Empty,
  Field,
  Form,
  Pager,
  Shown,
  Table,
  type Typing,
  useAppAt,
  useAppResource,
  useAppSend,
  type Wrong,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { FuelFigures, Page, Ticket, Warning } from './facts.ts'
import { newRequest, numberIn, SignedBy, TimeField, useBookMay } from './parts.tsx'

/** The daily tickets with their figures, and the form for the next one. */
export function FuelPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const may = useBookMay('write')
  const [turn, setTurn] = useState(0)
  const figures = useAppResource<FuelFigures>('/api/fuel-tickets/stats', turn)
  const list = useAppResource<Page<Ticket>>(
    `/api/fuel-tickets?per_page=31&page=${encodeURIComponent(query.get('page') ?? '1')}`,
    turn,
  )
  return (
    <>
      <h1>Fuel tickets</h1>
      <Shown of={figures}>{(all) => <Figures figures={all} />}</Shown>
      {may === true ? <Book last={list.data?.items[0]} onBooked={() => setTurn((times) => times + 1)} /> : null}
      <Card title="Booked">
        <Shown of={list}>
          {({ items, page, per_page, total }) =>
            total === 0 ? (
              <Empty>No ticket is booked yet.</Empty>
            ) : (
              <>
                <TicketTable items={items} total={total} />
                <Pager page={page} size={per_page} total={total} to={(number) => at(`fuel?page=${number}`)} />
              </>
            )
          }
        </Shown>
      </Card>
    </>
  )
}

const TicketTable = ({ items, total }: { readonly items: readonly Ticket[]; readonly total: number }): ReactNode => (
  <Table
    caption={`${count(total)} tickets, the newest first`}
    rows={items}
    keyOf={({ id }) => String(id)}
    columns={[
      { title: 'Ticket of', cell: ({ ticket_date }) => clock(ticket_date) },
      { title: 'Meter from', cell: ({ meter_start }) => decimal(meter_start), isNumber: true },
      {
        title: 'to',
        cell: (one) => `${decimal(one.meter_end)}${one.rollover === 1 ? ' (came round)' : ''}`,
        isNumber: true,
      },
      { title: 'Burnt, gal', cell: (one) => decimal(one.consumption_gallons), isNumber: true },
      { title: 'From', cell: (one) => `#${one.service_tank_pair} P/S` },
      { title: 'Engineer', cell: ({ engineer_name }) => engineer_name },
      { title: 'Notes', cell: ({ notes }) => notes ?? '' },
    ]}
  />
)

function Figures({ figures: { stats, weekly } }: { readonly figures: FuelFigures }): ReactNode {
  const tiles = [
    ['Last 7 days', weekly.total, `${count(weekly.tickets)} tickets`],
    ['A day, last 7 days', weekly.average_per_calendar_day, 'their sum, by 7 days of the calendar'],
    ['A day, ever', stats.average_per_day, `over ${count(stats.days_tracked)} days that have a ticket`],
    ['Most on one ticket', stats.max, `the least ${decimal(stats.min)} gal`],
  ] as const
  return (
    <div className="tiles">
      {tiles.map(([title, gallons, words]) => (
        <section className="tile" key={title} aria-label={title}>
          {title}
          <strong>{decimal(gallons)} gal</strong>
          <span className="quiet">{words}</span>
        </section>
      ))}
    </div>
  )
}

type Booked = { readonly ticket: Ticket; readonly warnings: readonly Warning[] }

function Book({ last, onBooked }: { readonly last: Ticket | undefined; readonly onBooked: () => void }): ReactNode {
  const send = useAppSend()
  const [request, setRequest] = useState(newRequest)
  const book = async (typed: Typing): Promise<string> => {
    const {
      ticket_date,
      meter_start,
      meter_end,
      rollover,
      service_tank_pair: pair = '',
      engineer_name,
      notes = '',
    } = typed
    const { ticket, warnings } = await send<Booked>('POST', '/api/fuel-tickets', {
      ticket_date,
      meter_start: numberIn(meter_start) ?? null,
      meter_end: numberIn(meter_end) ?? null,
      rollover: rollover === 'on',
      ...(pair === '' ? {} : { service_tank_pair: pair }),
      engineer_name,
      ...(notes.trim() === '' ? {} : { notes }),
      client_request_id: request,
    })
    setRequest(newRequest())
    onBooked()
    return [
      `Booked: ${decimal(ticket.consumption_gallons)} gal burnt.`,
      ...warnings.map(({ message }) => `${message}.`),
    ].join(' ')
  }
  return (
    <Card title="Book a ticket">
      <Form save={book} button="Book it">
        {(wrong) => <Inputs wrong={wrong} last={last} />}
      </Form>
    </Card>
  )
}

const pairs = ['7', '9', '11', '13', '14', '18'] as const

const Inputs = ({ wrong, last }: { readonly wrong: Wrong; readonly last: Ticket | undefined }): ReactNode => (
  <>
    <TimeField name="ticket_date" label="Of" wrong={wrong} />
    <Field
      label="Meter from, gal"
      wrong={wrong['meter_start']}
      hint={last === undefined ? undefined : 'Where the ticket before ended'}
    >
      {(input) => (
        <input {...input} name="meter_start" type="number" step="0.1" min={0} defaultValue={last?.meter_end} />
      )}
    </Field>
    <Field label="Meter to, gal" wrong={wrong['meter_end']}>
      {(input) => <input {...input} name="meter_end" type="number" step="0.1" min={0} />}
    </Field>
    <Field label="Drawn from" wrong={wrong['service_tank_pair']}>
      {(input) => (
        <select {...input} name="service_tank_pair">
          <option value="">the pair in service</option>
          {pairs.map((pair) => (
            <option key={pair} value={pair}>
              #{pair} P/S
            </option>
          ))}
        </select>
      )}
    </Field>
    <SignedBy wrong={wrong} title={false} />
    <Field label="Notes" wrong={wrong['notes']}>
      {(input) => <input {...input} name="notes" autoComplete="off" />}
    </Field>
    <label className="check">
      <input type="checkbox" name="rollover" /> the meter came round
    </label>
  </>
)
