import { Refusal, z } from 'millwright/http'
import { isAtLeast, scopeOf } from '../../service/caller.ts'
import { type Movement, moveByHand, movementList, stockList } from '../../service/stock.ts'
import { addRoute, type Area, flag, listed, listSchema, paging, rowSchema, text } from '../route.ts'

const query = z.object(paging(1000, 100))

const movement = z.strictObject({
  transaction_type: z.enum(['creation', 'transfer', 'consumption', 'adjustment']),
  part_id: z.uuid(),
  from_warehouse_id: z.uuid().nullish(),
  to_warehouse_id: z.uuid().nullish(),
  machine_id: z.uuid().nullish(),
  quantity: z
    .number()
    .min(-9_999_999)
    .max(9_999_999)
    .refine((value) => Number(value.toFixed(3)) === value, { error: 'at most 3 decimals' }),
  notes: z.string().max(10_000).nullish(),
  reference_number: text(100).nullish(),
})

/** What each role writes down: users what they use and hand on, administrators what they count. */
const roleFor: Readonly<Record<Movement['transaction_type'], string>> = {
  consumption: 'user',
  transfer: 'user',
  creation: 'admin',
  adjustment: 'admin',
}

export const stock: Area = (app, { db }) => {
  addRoute(
    app,
    {
      tag: 'Stock',
      method: 'get',
      path: '/inventory',
      permission: 'signed-in',
      summary: 'Stock by warehouse and part',
      query: query.extend({
        search: text(255).optional(),
        warehouse_id: z.uuid().optional(),
        part_id: z.uuid().optional(),
        is_low: flag.optional(),
      }),
      answers: { 200: listSchema },
    },
    ({ query: { search, warehouse_id: warehouse, part_id: part, is_low: isLow, ...paged }, caller }) =>
      listed(db, stockList({ scope: scopeOf(caller), search, warehouse, part, isLow }), paged),
  )
  addRoute(
    app,
    {
      tag: 'Stock',
      method: 'get',
      path: '/transactions',
      permission: 'signed-in',
      summary: 'Movements, the newest first',
      query: query.extend({ part_id: z.uuid().optional() }),
      answers: { 200: listSchema },
    },
    ({ query: { part_id: part, ...paged }, caller }) =>
      listed(db, movementList({ scope: scopeOf(caller), part }), paged),
  )
}

/** How stock moves. */
export const stockWrites: Area = (app, { db, now }) => {
  addRoute(
    app,
    {
      tag: 'Stock',
      method: 'post',
      path: '/transactions',
      permission: 'signed-in',
      summary: 'Write a movement down; the stock moves with it and never falls below zero',
      description: 'Consumption and transfer are for everybody, creation and adjustment for administrators.',
      body: movement,
      answers: { 200: rowSchema },
    },
    async ({ body, caller }) => {
      if (!isAtLeast(caller, roleFor[body.transaction_type]))
        throw new Refusal(`A ${body.transaction_type} is for administrators`, {
          status: 403,
          code: 'permission_missing',
        })
      return { body: await db.write((session) => moveByHand(session, body, { caller, at: now() })) }
    },
  )
}
