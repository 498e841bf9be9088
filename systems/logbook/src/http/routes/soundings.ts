import { refusedField, z } from 'millwright/http'
import { readMoment } from '../../book/ship.ts'
import { bookSounding, latestSoundings, listSoundings } from '../../book/soundings.ts'
import { findEntry, listEntries, strikeEntry, writeEntry } from '../../book/entries.ts'
import { orbCodes } from '../../domain/lists.ts'
import type { Sounding } from '../../domain/sounding-table.ts'
import {
  depth,
  idParam,
  optionalText,
  pageOf,
  pageQuery,
  personName,
  requestId,
  rowSchema,
  text,
  time,
} from '../fields.ts'
import { addRoute, type Area } from '../route.ts'

const tag = 'Soundings and entries'
const inch = z.int().optional()

/** Nested or flat, as phones have sent it. */
const newSounding = z
  .strictObject({
    recorded_at: time,
    engineer_name: personName('engineer_name'),
    engineer_title: text('engineer_title').min(2),
    tank_17p: depth.optional(),
    tank_17s: depth.optional(),
    tank_17p_feet: inch,
    tank_17p_inches: inch,
    tank_17s_feet: inch,
    tank_17s_inches: inch,
    remarks: optionalText('remarks'),
    client_request_id: requestId,
  })
  .openapi('NewSounding')

function depthOf(body: z.infer<typeof newSounding>, tank: 'tank_17p' | 'tank_17s'): Sounding {
  const [nested, feet, inches] = [body[tank], body[`${tank}_feet`], body[`${tank}_inches`]]
  if (nested !== undefined && (feet !== undefined || inches !== undefined))
    throw refusedField(tank, 'given_twice', `${tank} is given both nested and flat`)
  if (nested !== undefined) return nested
  if (feet !== undefined && inches !== undefined) return { feet, inches }
  throw refusedField(tank, 'required', `${tank} is required: feet and inches`)
}

export const soundings: Area = (app, desk) => {
  reading(app, desk)
  booking(app, desk)
  writing(app, desk)
  entries(app, desk)
}

const reading: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/soundings',
      permission: 'read',
      tag,
      summary: 'All soundings, the newest first',
      query: pageQuery,
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listSoundings(db, query)) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/soundings/latest',
      permission: 'read',
      tag,
      summary: 'The newest sounding, or null',
      answers: { 200: rowSchema.nullable() },
    },
    async () => ({ body: (await desk.db.read(latestSoundings))[0] ?? null }),
  )
}

const booking: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/soundings',
      permission: 'write',
      tag,
      summary: 'Book a weekly sounding: it makes the entries C and I',
      body: newSounding,
      answers: { 201: z.object({ sounding: rowSchema, orb_entries: z.array(rowSchema) }) },
    },
    async ({ body, caller }) => {
      const { recorded_at, engineer_name, engineer_title, remarks, client_request_id } = body
      const given = {
        moment: readMoment(recorded_at, { field: 'recorded_at', zone: desk.ship.zone }),
        engineer_name,
        engineer_title,
        remarks,
        client_request_id,
        tank_17p: depthOf(body, 'tank_17p'),
        tank_17s: depthOf(body, 'tank_17s'),
      }
      const { isRepeated, ...booked } = await desk.change(caller, (db, act) =>
        bookSounding(db, act, { tools: desk, given }),
      )
      return { status: 201, body: booked, headers: isRepeated ? { 'Idempotent-Replay': 'true' } : {} }
    },
  )
}

const newEntry = z
  .strictObject({
    entry_date: time,
    code: z.enum(orbCodes),
    text: z.string().trim().min(1).max(4000).openapi({ description: 'What was done, one item a line' }),
    engineer_name: personName('engineer_name'),
    engineer_title: text('engineer_title').min(2),
  })
  .openapi('NewEntry')

const writing: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/orb-entries',
      permission: 'write',
      tag,
      summary: 'Write an entry of any code; it is never changed afterwards',
      body: newEntry,
      answers: {
        201: z.object({ entry: rowSchema, warnings: z.array(z.object({ code: z.string(), message: z.string() })) }),
      },
    },
    async ({ body: { entry_date, ...body }, caller }) => {
      const given = { ...body, moment: readMoment(entry_date, { field: 'entry_date', zone: desk.ship.zone }) }
      const { style } = desk.ship
      return { status: 201, body: await desk.change(caller, (db, act) => writeEntry(db, act, { given, style })) }
    },
  )
}

const entries: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/orb-entries',
      permission: 'read',
      tag,
      summary: 'The entries of the book, the newest first; struck ones among them',
      query: pageQuery.extend({ code: z.enum(orbCodes).optional() }),
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listEntries(db, query)) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/orb-entries/{id}',
      permission: 'read',
      tag,
      summary: 'One entry',
      params: idParam,
      answers: { 200: rowSchema },
    },
    async ({ params }) => ({ body: await desk.db.read((db) => findEntry(db, params.id)) }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/orb-entries/{id}/strike',
      permission: 'administer',
      tag,
      summary: 'Strike a wrong entry through; what replaces it is an entry of its own',
      params: idParam,
      body: z.strictObject({ replacement: z.string().trim().min(1).max(4000).optional() }).openapi('Strike'),
      answers: { 200: z.object({ struck: rowSchema, replacement: rowSchema.nullable() }) },
    },
    async ({ params, body, caller }) => ({
      body: await desk.change(caller, (db, act) => strikeEntry(db, act, { ...params, ...body })),
    }),
  )
}
