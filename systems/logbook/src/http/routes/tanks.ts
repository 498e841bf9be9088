import { z } from 'millwright/http'
import { activateTanks, activeTanks, servicePairs } from '../../book/tanks.ts'
import { readMoment } from '../../book/ship.ts'
import { orbCodes, tankPairs } from '../../domain/lists.ts'
import { lookUp, tankOf } from '../../domain/sounding-table.ts'
import { optionalText, rowSchema, time } from '../fields.ts'
import { addRoute, type Area } from '../route.ts'

const tag = 'Tanks'
const tankSchema = z
  .object({ name: z.string(), orb_code: z.enum(orbCodes), capacity_gallons: z.number(), capacity_m3: z.number() })
  .openapi('Tank')
const volumeSchema = z.object({ feet: z.int(), inches: z.int(), gallons: z.number(), m3: z.number() }).openapi('Volume')

export const tanks: Area = (app, desk) => {
  const { tables } = desk
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/tanks',
      permission: 'read',
      tag,
      summary: 'The slop tanks, by their number',
      answers: { 200: z.record(z.string(), tankSchema) },
    },
    () => ({
      body: Object.fromEntries(
        [...tables].map(([id, { name, code, capacityGallons, capacityM3 }]) => [
          id,
          { name, orb_code: code, capacity_gallons: capacityGallons, capacity_m3: capacityM3 },
        ]),
      ),
    }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/tanks/{id}/lookup',
      permission: 'read',
      tag,
      summary: 'What a sounding means by the table of its tank',
      params: z.object({ id: z.string().max(10) }),
      query: z.object({ feet: z.coerce.number().int(), inches: z.coerce.number().int() }),
      answers: { 200: volumeSchema },
    },
    ({ params, query }) => {
      const { gallons, m3 } = lookUp(tankOf(tables, params.id), query)
      return { body: { ...query, gallons, m3 } }
    },
  )
  serviceTanks(app, desk)
}

const pairSchema = z
  .object({ id: z.enum(tankPairs), display: z.string(), description: z.string() })
  .openapi('ServicePair')

const serviceTanks: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/service-tanks',
      permission: 'read',
      tag,
      summary: 'The pairs that fuel is drawn from',
      answers: { 200: z.array(pairSchema) },
    },
    () => ({ body: servicePairs }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/service-tanks/active',
      permission: 'read',
      tag,
      summary: 'The pair in service, or null',
      answers: { 200: rowSchema.nullable() },
    },
    async () => ({ body: await desk.db.read(activeTanks) }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/service-tanks/active',
      permission: 'write',
      tag,
      summary: 'Put a pair into service; the one before leaves it',
      body: z.strictObject({
        tank_pair: z.enum(tankPairs),
        activated_at: time.optional(),
        notes: optionalText('tank_notes'),
      }),
      answers: { 201: rowSchema },
    },
    async ({ body: { activated_at, ...given }, caller }) => {
      const moment = readMoment(activated_at ?? desk.now(), { field: 'activated_at', zone: desk.ship.zone })
      return { status: 201, body: await desk.change(caller, (db, act) => activateTanks(db, act, { ...given, moment })) }
    },
  )
}
