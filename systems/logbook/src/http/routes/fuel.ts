import { z } from 'millwright/http'
import { readMoment } from '../../book/ship.ts'
import { bookTicket, fuelFigures, latestTicket, listTickets } from '../../book/tickets.ts'
import { tankPairs } from '../../domain/lists.ts'
import {
  meter,
  optionalGallons,
  optionalText,
  pageOf,
  pageQuery,
  personName,
  requestId,
  rowSchema,
  time,
} from '../fields.ts'
import { addRoute, type Area } from '../route.ts'

const tag = 'Fuel'

const newTicket = z
  .strictObject({
    ticket_date: time,
    meter_start: meter,
    meter_end: meter,
    rollover: z
      .boolean()
      .default(false)
      .openapi({ description: 'The meter came round from its last number to its first' }),
    service_tank_pair: z.enum(tankPairs).optional().openapi({ description: 'The pair in service unless said' }),
    engineer_name: personName('engineer_name'),
    notes: optionalText('notes'),
    ticket_number: optionalText('ticket_number'),
    photo_path: optionalText('photo_path'),
    lube_15p_gallons: optionalGallons,
    gear_15s_gallons: optionalGallons,
    lube_16p_gallons: optionalGallons,
    hyd_16s_gallons: optionalGallons,
    client_request_id: requestId,
  })
  .openapi('NewFuelTicket')

const count = z.int()
const statsSchema = z.object({
  total: z.number(),
  average_per_day: z.number(),
  min: z.number(),
  max: z.number(),
  days_tracked: count,
  tickets: count,
})
const weeklySchema = z.object({ total: z.number(), average_per_calendar_day: z.number(), tickets: count })

export const fuel: Area = (app, desk) => {
  reading(app, desk)
  booking(app, desk)
}

const reading: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/fuel-tickets',
      permission: 'read',
      tag,
      summary: 'All tickets, the newest first',
      query: pageQuery,
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listTickets(db, query)) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/fuel-tickets/latest',
      permission: 'read',
      tag,
      summary: 'The newest ticket, or null',
      answers: { 200: rowSchema.nullable() },
    },
    async () => ({ body: await desk.db.read(latestTicket) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/fuel-tickets/stats',
      permission: 'read',
      tag,
      summary: 'Figures over all days that have a ticket, and over the last seven days of the calendar',
      answers: { 200: z.object({ stats: statsSchema, weekly: weeklySchema }).openapi('FuelFigures') },
    },
    async () => ({ body: await desk.db.read((db) => fuelFigures(db, desk.clock())) }),
  )
}

const booking: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/fuel-tickets',
      permission: 'write',
      tag,
      summary: "Book a day's ticket",
      body: newTicket,
      answers: {
        201: z.object({ ticket: rowSchema, warnings: z.array(z.object({ code: z.string(), message: z.string() })) }),
      },
    },
    async ({ body: { ticket_date, ...about }, caller }) => {
      const given = { ...about, moment: readMoment(ticket_date, { field: 'ticket_date', zone: desk.ship.zone }) }
      const { isRepeated, ...booked } = await desk.change(caller, (db, act) =>
        bookTicket(db, act, { given, ship: desk.ship }),
      )
      return { status: 201, body: booked, headers: isRepeated ? { 'Idempotent-Replay': 'true' } : {} }
    },
  )
}
