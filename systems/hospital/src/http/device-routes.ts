import { answer, jsonBody, z } from 'millwright/http'
import { auditStatuses } from '../domain/audit.ts'
import type { Register } from '../domain/fields.ts'
import {
  changeSchemas,
  deviceQuery,
  deviceSchemas,
  inputSchemas,
  listQuerySchemas,
  listSchemas,
  newDeviceQuery,
  quarterParameter,
  visitInputSchema,
  visitSchema,
} from './device-schemas.ts'
import { defineRoute, refusalSchema } from './route.ts'

/** An answer that the document describes and the compiler does not follow into: its types would take minutes. */
const shown = (schema: z.ZodType, description: string): { readonly description: string } => answer(schema, description)

const absent = { 404: shown(refusalSchema, 'There is no device with this serial') }
const taken = { 409: shown(refusalSchema, 'Another device has this serial') }
const stale = { ...absent, 412: shown(refusalSchema, 'The device was changed meanwhile') }

const pathOf = (register: Register): string => `/api/equipment/${register}`

const titles = { ocm: 'OCM devices', ppm: 'PPM devices' } as const

const serialParam = z.object({
  serial: z.string().openapi({ description: 'One percent-encoded segment', example: 'SW3266%23' }),
})
const versionHeader = z.object({
  'if-match': z.string().optional().openapi({ description: 'The ETag of the version that is meant to be changed' }),
})

const historyQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(200).default(20),
})

const historySchema = z
  .object({
    items: z.array(
      z.object({
        id: z.number().int(),
        occurred_at: z.iso.datetime(),
        event_type: z.string(),
        performed_by: z.string(),
        description: z.string(),
        status: z.enum(auditStatuses),
        changes: z
          .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
          .openapi({ description: 'What was different by it: each column with what it held before and after' }),
      }),
    ),
    total: z.number().int(),
    current_page: z.number().int(),
    per_page: z.number().int(),
  })
  .openapi('DeviceHistory')

/** What is read of a register. Each register has its own routes, so that each has its own permissions. */
function readingRoutes(register: Register) {
  const [path, tag, device] = [pathOf(register), titles[register], deviceSchemas[register]]
  const permission = `equipment_${register}_read`
  return {
    list: defineRoute({
      method: 'get',
      path,
      permission,
      tag,
      summary: 'All devices, or a page of them; searched, filtered and sorted',
      request: { query: listQuerySchemas[register] },
      responses: { 200: shown(listSchemas[register], 'The devices'), ...absent },
    }),
    get: defineRoute({
      method: 'get',
      path: `${path}/{serial}`,
      tag,
      permission,
      summary: 'One device',
      request: { params: serialParam, query: deviceQuery },
      responses: { 200: shown(device, 'The device, with its version as ETag'), ...absent },
    }),
    history: defineRoute({
      method: 'get',
      path: `${path}/{serial}/history`,
      tag,
      permission,
      summary: 'What was done to a device, by whom, the newest first',
      request: { params: serialParam, query: historyQuery },
      responses: { 200: shown(historySchema, 'A page of its history; also of devices that had this serial before') },
    }),
  }
}

/** What is written of a register. */
function writingRoutes(register: Register) {
  const [path, tag, device] = [pathOf(register), titles[register], deviceSchemas[register]]
  const one = { path: `${path}/{serial}`, tag }
  const permission = `equipment_${register}_write`
  const change = { params: serialParam, query: deviceQuery, headers: versionHeader }
  return {
    post: defineRoute({
      method: 'post',
      path,
      permission,
      tag,
      summary: 'Add a device; its number is given by the register',
      request: { query: newDeviceQuery, body: jsonBody(inputSchemas[register]) },
      responses: { 201: shown(device, 'The device as it is stored'), ...taken },
    }),
    put: defineRoute({
      ...one,
      method: 'put',
      permission,
      summary: 'All of a device anew; what is left out, it no longer has',
      request: { ...change, body: jsonBody(inputSchemas[register]) },
      responses: { 200: shown(device, 'The device as it is stored'), ...stale },
    }),
    patch: defineRoute({
      ...one,
      method: 'patch',
      permission,
      summary: 'Some fields of a device anew; what is left out stays',
      request: { ...change, body: jsonBody(changeSchemas[register]) },
      responses: { 200: shown(device, 'The device as it is stored'), ...stale },
    }),
    remove: defineRoute({
      ...one,
      method: 'delete',
      permission: `equipment_${register}_delete`,
      summary: 'Delete a device',
      request: { params: serialParam, headers: versionHeader },
      responses: { 200: shown(z.object({ message: z.string() }), 'It is gone'), ...stale },
    }),
  }
}

const bothOf = (register: Register) => ({ ...readingRoutes(register), ...writingRoutes(register) })

export const registerRoutes = { ocm: bothOf('ocm'), ppm: bothOf('ppm') } as const

const visit = { params: serialParam.extend({ quarter: quarterParameter }), headers: versionHeader }

export const visitRoutes = {
  list: defineRoute({
    method: 'get',
    path: '/api/equipment/ppm/{serial}/visits',
    permission: 'equipment_ppm_read',
    tag: titles.ppm,
    summary: 'The four quarters of a device, with the days when their work was done',
    request: { params: serialParam, query: deviceQuery.pick({ dates: true }) },
    responses: { 200: shown(z.array(visitSchema), 'Quarter I to IV; the ETag is that of the device'), ...absent },
  }),
  put: defineRoute({
    method: 'put',
    path: '/api/equipment/ppm/{serial}/visits/{quarter}',
    permission: 'equipment_ppm_write',
    tag: titles.ppm,
    summary: "Note when a quarter's work was done, or with null that it was not",
    request: { ...visit, query: deviceQuery, body: jsonBody(visitInputSchema) },
    responses: { 200: shown(visitSchema, 'The quarter as it is stored'), ...stale },
  }),
} as const
