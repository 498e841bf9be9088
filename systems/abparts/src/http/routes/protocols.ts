import { z } from 'millwright/http'
import { page } from '../../service/ask.ts'
import { careOf } from '../../service/caller.ts'
import {
  addProtocol,
  changeProtocol,
  dropProtocol,
  duplicateProtocol,
  findProtocol,
  protocolList,
  protocolsFor,
} from '../../service/protocols.ts'
import { addRoute, type Area, decimal, flag, idParam, listSchema, paging, rowSchema, text } from '../route.ts'

const tag = 'Protocols'
const base = '/maintenance-protocols'

const kinds = z.enum(['daily', 'weekly', 'scheduled', 'custom'])

const fields = z.strictObject({
  name: text(255),
  protocol_type: kinds,
  service_interval_hours: decimal(2)
    .positive()
    .nullish()
    .transform((value) => value ?? null),
  is_recurring: z.boolean().default(false),
  machine_model: text(50)
    .nullish()
    .transform((value) => value ?? null),
  description: z
    .string()
    .max(10_000)
    .nullish()
    .transform((value) => value ?? null),
  is_active: z.boolean().default(true),
  display_order: z.int().min(-1_000_000).max(1_000_000).default(0),
})

const changes = z.strictObject({
  name: text(255).optional(),
  protocol_type: kinds.optional(),
  service_interval_hours: decimal(2).positive().nullable().optional(),
  is_recurring: z.boolean().optional(),
  machine_model: text(50).nullable().optional(),
  description: z.string().max(10_000).nullable().optional(),
  is_active: z.boolean().optional(),
  display_order: z.int().min(-1_000_000).max(1_000_000).optional(),
})

const copy = z.strictObject({
  new_name: text(255),
  new_machine_model: text(50).nullish(),
  copy_checklist_items: z.boolean().default(true),
})

const query = z.object({
  ...paging(1000, 100),
  protocol_type: kinds.optional(),
  machine_model: text(50).optional(),
  is_active: flag.optional(),
  search: text(255).optional(),
})

/** Protocols as they are read. */
export const protocolReads: Area = (app, { db }) => {
  addRoute(
    app,
    {
      tag,
      method: 'get',
      path: base,
      permission: 'signed-in',
      summary: 'Protocols with their items',
      query,
      answers: { 200: listSchema },
    },
    async ({ query: { skip, limit, ...filter } }) => {
      const { items, total } = await db.read((session) => page(session, protocolList(filter), { skip, limit }))
      return { body: items, headers: { 'X-Total-Count': total } }
    },
  )
  addRoute(
    app,
    {
      tag,
      method: 'get',
      path: `${base}/for-machine/{id}`,
      permission: 'signed-in',
      summary: 'Active protocols for a machine: those of its model, and those of all models',
      params: idParam,
      answers: { 200: listSchema },
    },
    async ({ params, caller }) => ({
      body: await db.read((session) => protocolsFor(session, params.id, careOf(caller))),
    }),
  )
}

/** One protocol, and what super administrators do with it. It comes after the literal paths, which must win over `{id}`. */
export const protocolWrites: Area = (app, { db }) => {
  const one = `${base}/{id}`
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: base,
      permission: 'super_admin',
      summary: 'Add a protocol',
      body: fields,
      answers: { 200: rowSchema },
    },
    async ({ body }) => ({ body: await db.write((session) => addProtocol(session, body)) }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'get',
      path: one,
      permission: 'signed-in',
      summary: 'One protocol',
      params: idParam,
      answers: { 200: rowSchema },
    },
    async ({ params }) => ({ body: await db.read((session) => findProtocol(session, params.id)) }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'put',
      path: one,
      permission: 'super_admin',
      summary: 'Change a protocol; when it is closed, its open reminders go',
      params: idParam,
      body: changes,
      answers: { 200: rowSchema },
    },
    async ({ params, body }) => ({ body: await db.write((session) => changeProtocol(session, params.id, body)) }),
  )
}

/** How a protocol goes, or becomes another one. */
export const protocolEnds: Area = (app, { db }) => {
  const one = `${base}/{id}`
  addRoute(
    app,
    {
      tag,
      method: 'delete',
      path: one,
      permission: 'super_admin',
      summary: 'Delete a protocol that was never executed',
      params: idParam,
      answers: { 204: null },
    },
    async ({ params }) => {
      await db.write((session) => dropProtocol(session, params.id))
      return undefined
    },
  )
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: `${one}/duplicate`,
      permission: 'super_admin',
      summary: 'Copy a protocol under another name',
      params: idParam,
      body: copy,
      answers: { 200: rowSchema },
    },
    async ({ params, body }) => ({ body: await db.write((session) => duplicateProtocol(session, params.id, body)) }),
  )
}
