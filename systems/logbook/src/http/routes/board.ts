import { z } from 'millwright/http'
import {
  addEvent,
  addOils,
  changeMachines,
  latestEvents,
  listEvents,
  listMachines,
  listOils,
} from '../../book/board.ts'
import { notFound } from '../../book/rows.ts'
import { readMoment } from '../../book/ship.ts'
import { conditions, eventTypes, type MachineId, machineIds } from '../../domain/lists.ts'
import { optionalGallons, optionalText, pageOf, pageQuery, personName, rowSchema, time } from '../fields.ts'
import { addRoute, type Area } from '../route.ts'

const events: Area = (app, desk) => {
  const about = { tag: 'Status events' }
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/api/status-events',
      permission: 'read',
      summary: 'What was pumped and loaded, the newest first',
      query: pageQuery.extend({ type: z.enum(eventTypes).optional() }),
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listEvents(db, query)) }),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/api/status-events/latest',
      permission: 'read',
      summary: 'The newest of each type, with the days since',
      answers: { 200: z.record(z.string(), rowSchema.nullable()) },
    },
    async () => ({ body: await desk.db.read((db) => latestEvents(db, desk.clock())) }),
  )
}

const noting: Area = (app, desk) => {
  const about = { tag: 'Status events' }
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/api/status-events',
      permission: 'write',
      summary: 'Note that something was pumped or loaded',
      body: z
        .strictObject({
          event_type: z.enum(eventTypes),
          event_date: time,
          notes: optionalText('notes'),
          engineer_name: personName('engineer_name'),
        })
        .openapi('NewStatusEvent'),
      answers: { 201: rowSchema },
    },
    async ({ body: { event_date, ...given }, caller }) => {
      const moment = readMoment(event_date, { field: 'event_date', zone: desk.ship.zone })
      return { status: 201, body: await desk.change(caller, (db, act) => addEvent(db, act, { ...given, moment })) }
    },
  )
}

const changeShape = { status: z.enum(conditions), note: optionalText('note'), updated_by: personName('updated_by') }

/** Whoever says that a machine is not well says why. */
const withReason = <T extends { readonly status: string; readonly note?: string | null | undefined }>(
  schema: z.ZodType<T>,
): z.ZodType<T> =>
  schema.refine(({ status, note }) => status === 'online' || (note ?? '') !== '', {
    error: 'is required unless the machine is online',
    path: ['note'],
    params: { code: 'required' },
  })

const machineSchema = z
  .object({
    id: z.enum(machineIds as [MachineId, ...MachineId[]]),
    name: z.string(),
    status: z.enum(conditions).nullable(),
  })
  .loose()
  .openapi('Machine')
const machineId = z.enum(machineIds as [MachineId, ...MachineId[]])
const oneChange = withReason(z.strictObject(changeShape))
const bulkChange = z.strictObject({
  changes: z
    .array(withReason(z.strictObject({ id: machineId, ...changeShape })))
    .min(1)
    .max(100),
})

const equipment: Area = (app, desk) => {
  const about = { tag: 'Equipment' }
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/api/equipment',
      permission: 'read',
      summary: 'The ten machines as they are now',
      answers: { 200: z.array(machineSchema) },
    },
    async () => ({ body: await desk.db.read(listMachines) }),
  )
  // The whole list or nothing: each item that is wrong is named by its place.
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/api/equipment/bulk',
      permission: 'write',
      summary: 'Several machines at once, all or none',
      body: bulkChange,
      answers: { 201: z.array(machineSchema) },
    },
    async ({ body, caller }) => ({
      status: 201,
      body: await desk.change(caller, (db, act) => changeMachines(db, act, { ...body, clock: desk.clock() })),
    }),
  )
}

const machine: Area = (app, desk) => {
  const about = { tag: 'Equipment' }
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/api/equipment/{id}',
      permission: 'read',
      summary: 'One machine',
      params: z.object({ id: z.string() }),
      answers: { 200: machineSchema },
    },
    async ({ params }) => ({
      body: await desk.db.read(async (db) => (await listMachines(db)).find(({ id }) => id === machineIn(params.id))),
    }),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/api/equipment/{id}',
      permission: 'write',
      summary: 'How a machine is now',
      params: z.object({ id: z.string() }),
      body: oneChange,
      answers: { 201: machineSchema },
    },
    async ({ params, body, caller }) => {
      const changes = [{ ...body, id: machineIn(params.id) }]
      const [changed] = await desk.change(caller, (db, act) =>
        changeMachines(db, act, { changes, clock: desk.clock() }),
      )
      return { status: 201, body: changed }
    },
  )
}

function machineIn(text: string): MachineId {
  const id = machineIds.find((one) => one === text)
  if (id === undefined) throw notFound(`machine ${text}`)
  return id
}

const oils: Area = (app, desk) => {
  const about = { tag: 'Oil levels' }
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/api/oil-levels',
      permission: 'read',
      summary: 'Readings of the service oils, the newest first',
      query: pageQuery,
      answers: { 200: pageOf(rowSchema) },
    },
    async ({ query }) => ({ body: await desk.db.read((db) => listOils(db, query)) }),
  )
  const levels = {
    tank_15p_lube: optionalGallons,
    tank_15s_gear: optionalGallons,
    tank_16p_lube: optionalGallons,
    tank_16s_hyd: optionalGallons,
  }
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/api/oil-levels',
      permission: 'write',
      summary: 'Note the service oils',
      body: z
        .strictObject({ recorded_at: time, ...levels, engineer_name: personName('engineer_name') })
        .refine((body) => Object.keys(levels).some((name) => typeof body[name as keyof typeof levels] === 'number'), {
          error: 'at least one level is required',
          path: ['tank_15p_lube'],
          params: { code: 'required' },
        }),
      answers: { 201: rowSchema },
    },
    async ({ body: { recorded_at, ...given }, caller }) => {
      const moment = readMoment(recorded_at, { field: 'recorded_at', zone: desk.ship.zone })
      return {
        status: 201,
        body: await desk.change(caller, (db, act) => addOils(db, act, { ...given, moment, source: 'manual' })),
      }
    },
  )
}

export const board: Area = (app, desk) => {
  events(app, desk)
  noting(app, desk)
  equipment(app, desk)
  machine(app, desk)
  oils(app, desk)
}
