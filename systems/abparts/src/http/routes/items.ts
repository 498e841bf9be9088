import { z } from 'millwright/http'
import { addItem, changeItem, dropItem, reorderItems } from '../../service/items.ts'
import { findItems } from '../../service/protocols.ts'
import { addRoute, type Area, decimal, idParam, listSchema, rowSchema, text } from '../route.ts'

const tag = 'Checklist items'
const items = '/maintenance-protocols/{id}/checklist-items'
const itemParams = z.object({ id: z.uuid(), item: z.uuid() })

const required = {
  item_order: z.int().min(1).max(100_000),
  item_description: text(500),
  item_type: z.enum(['check', 'service', 'replacement']),
}
const optional = {
  item_category: text(100).nullish(),
  part_id: z.uuid().nullish(),
  estimated_quantity: decimal(3).nullish(),
  is_critical: z.boolean().optional(),
  estimated_duration_minutes: z.int().min(0).max(100_000).nullish(),
  notes: z.string().max(10_000).nullish(),
}

const fields = z.strictObject({ ...required, ...optional }).openapi('ChecklistItemFields')
const changes = z.strictObject({ ...optional, ...z.object(required).partial().shape }).openapi('ChecklistItemChanges')
const orders = z.strictObject({
  item_orders: z
    .array(z.strictObject({ id: z.uuid(), order: z.int().min(1).max(100_000) }))
    .min(1)
    .max(1000),
})

/** The checklist of a protocol. */
export const checklistItems: Area = (app, { db }) => {
  addRoute(
    app,
    {
      tag,
      method: 'get',
      path: items,
      permission: 'signed-in',
      summary: 'The items in their order',
      params: idParam,
      answers: { 200: listSchema },
    },
    async ({ params }) => ({ body: await db.read((session) => findItems(session, params.id)) }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: items,
      permission: 'super_admin',
      summary: 'Add an item; one that stands at its place moves on, with those behind it',
      params: idParam,
      body: fields,
      answers: { 200: rowSchema },
    },
    async ({ params, body }) => ({ body: await db.write((session) => addItem(session, params.id, body)) }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: `${items}/reorder`,
      permission: 'super_admin',
      summary: 'Give every item its place, all at once',
      params: idParam,
      body: orders,
      answers: { 200: listSchema },
    },
    async ({ params, body }) => ({
      body: await db.write((session) => reorderItems(session, params.id, body.item_orders)),
    }),
  )
}

/** One item of a checklist. */
export const singleItems: Area = (app, { db }) => {
  addRoute(
    app,
    {
      tag,
      method: 'put',
      path: `${items}/{item}`,
      permission: 'super_admin',
      summary: 'Change an item',
      params: itemParams,
      body: changes,
      answers: { 200: rowSchema },
    },
    async ({ params: { id, item }, body }) => ({
      body: await db.write((session) => changeItem(session, { protocol: id, item }, body)),
    }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'delete',
      path: `${items}/{item}`,
      permission: 'super_admin',
      summary: 'Delete an item that was never completed',
      params: itemParams,
      answers: { 204: null },
    },
    async ({ params: { id, item } }) => {
      await db.write((session) => dropItem(session, { protocol: id, item }))
      return undefined
    },
  )
}
