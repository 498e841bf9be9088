import { z } from 'millwright/http'
import {
  changeHitch,
  currentHitch,
  endHitch,
  findHitch,
  type Form,
  formColumns,
  listHitches,
  startHitch,
} from '../../book/hitches.ts'
import { readMoment } from '../../book/ship.ts'
import { sides, tankPairs } from '../../domain/lists.ts'
import {
  gallons,
  idParam,
  optionalGallons,
  optionalText,
  pageOf,
  pageQuery,
  personName,
  rowSchema,
  text,
  time,
} from '../fields.ts'
import type { Desk } from '../desk.ts'
import { addRoute, type Area } from '../route.ts'

const tag = 'Hitches'
const feet = z.int().min(0).max(99).nullish()
const inches = z.int().min(0).max(11).nullish()

const tankRow = z.strictObject({
  tank_number: z.enum(tankPairs),
  side: z.enum(sides),
  sounding_feet: feet,
  sounding_inches: inches,
  water_present: text('water_present').default('None'),
  gallons,
})

const formShape = {
  vessel: optionalText('vessel'),
  location: optionalText('location'),
  charter: optionalText('charter'),
  draft_forward_feet: feet,
  draft_forward_inches: inches,
  draft_aft_feet: feet,
  draft_aft_inches: inches,
  fuel_on_log: z.number().min(0).max(500_000).nullish(),
  correction: z.number().min(-10_000).max(10_000).nullish(),
  total_fuel_gallons: z.number().min(0).max(500_000),
  lube_oil_15p: optionalGallons,
  gear_oil_15s: optionalGallons,
  lube_oil_16p: optionalGallons,
  hyd_oil_16s: optionalGallons,
  oily_bilge_17p_feet: feet,
  oily_bilge_17p_inches: inches,
  oily_bilge_17p_gallons: optionalGallons,
  dirty_oil_17s_feet: feet,
  dirty_oil_17s_inches: inches,
  dirty_oil_17s_gallons: optionalGallons,
  engineer_name: personName('engineer_name').nullish(),
  crew: z.enum(['blue', 'gold']).nullish(),
  notes: optionalText('notes'),
  fuel_tanks: z
    .array(tankRow)
    .max(12)
    .default([])
    .refine((list) => new Set(list.map(({ tank_number, side }) => `${tank_number} ${side}`)).size === list.length, {
      error: 'names a tank twice',
      params: { code: 'tank_twice' },
    }),
}

const correctedForm = z.strictObject(formShape).openapi('HitchForm')
const newForm = z.strictObject({ date: time, ...formShape }).openapi('NewHitchForm')

const warnings = z.array(z.object({ code: z.string(), message: z.string() }))
const handed = z.object({ message: z.string(), hitch: rowSchema, warnings })
const started = handed.extend({ data_cleared: z.literal(false) })

/** Vessel and charter are the ship's own unless the form says others. */
function formOf({ ship }: Desk, { fuel_tanks, ...body }: z.infer<typeof correctedForm>): Omit<Form, 'moment'> {
  const given: Readonly<Record<string, unknown>> = {
    ...body,
    vessel: body.vessel ?? ship.vessel,
    charter: body.charter ?? ship.charter,
  }
  const values = Object.fromEntries(formColumns.map((name) => [name, (given[name] ?? null) as string | number | null]))
  return { values: { ...values, total_fuel_gallons: body.total_fuel_gallons }, fuel_tanks }
}

const reading: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/hitches',
      permission: 'read',
      tag,
      summary: 'The forms of all hitches, the newest first, without their tanks',
      query: pageQuery,
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listHitches(db, query)) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/hitch/current',
      permission: 'read',
      tag,
      summary: 'The hitch that is open, or null',
      answers: { 200: rowSchema.nullable() },
    },
    async () => ({ body: await desk.db.read(currentHitch) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/hitch/{id}',
      permission: 'read',
      tag,
      summary: 'One form with its tanks',
      params: idParam,
      answers: { 200: rowSchema },
    },
    async ({ params }) => ({ body: await desk.db.read((db) => findHitch(db, params.id)) }),
  )
}

export const hitches: Area = (app, desk) => {
  const { tables, ship } = desk
  reading(app, desk)
  addRoute(
    app,
    {
      method: 'put',
      path: '/api/hitch/{id}',
      permission: 'administer',
      tag,
      summary: 'Correct a form',
      params: idParam,
      body: correctedForm,
      answers: { 200: z.object({ hitch: rowSchema, warnings }) },
    },
    async ({ params, body, caller }) => {
      const moment = readMoment(desk.now(), { field: 'date', zone: ship.zone })
      const form = { ...formOf(desk, body), moment }
      return { body: await desk.change(caller, (db, act) => changeHitch(db, act, { ...params, form, tables })) }
    },
  )
  for (const [path, work, message] of [
    ['/api/hitch/start', startHitch, 'The hitch has begun'],
    ['/api/hitch/end', endHitch, 'The hitch has ended'],
  ] as const)
    addRoute(
      app,
      {
        method: 'post',
        path,
        permission: 'administer',
        tag,
        summary:
          work === startHitch
            ? 'Begin a hitch from the form of the crew before; nothing is deleted'
            : 'End the open hitch with its form',
        body: newForm,
        answers: { 201: work === startHitch ? started : handed },
      },
      async ({ body: { date, ...body }, caller }) => {
        const moment = readMoment(date, { field: 'date', zone: ship.zone, isDayEnough: true })
        const form = { ...formOf(desk, body), moment }
        const done = await desk.change(caller, (db, act) => work(db, act, { form, tables }))
        return { status: 201, body: { message, ...done, ...(work === startHitch ? { data_cleared: false } : {}) } }
      },
    )
}
