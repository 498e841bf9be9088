import { z } from 'millwright/http'
import { page } from '../../service/ask.ts'
import { careOf, scopeOf } from '../../service/caller.ts'
import { completeItem } from '../../service/completions.ts'
import {
  dropExecution,
  endExecution,
  executionList,
  executionsOf,
  findExecution,
  openExecution,
  startExecution,
} from '../../service/executions.ts'
import { findMachine } from '../../service/protocols.ts'
import { addRoute, type Area, decimal, flag, idParam, listed, listSchema, paging, rowSchema } from '../route.ts'

const tag = 'Executions'
const base = '/maintenance-protocols/executions'

const completion = {
  status: z.enum(['completed', 'skipped']),
  actual_quantity_used: decimal(3).nullish(),
  notes: z.string().max(10_000).nullish(),
}

const start = z.strictObject({
  machine_id: z.uuid(),
  protocol_id: z.uuid().nullish(),
  performed_date: z.iso.datetime({ offset: true }).nullish(),
  machine_hours_at_service: decimal(2).nullish(),
  next_service_due_hours: decimal(2).nullish(),
  status: z.enum(['scheduled', 'in_progress', 'completed', 'partial', 'skipped']).default('in_progress'),
  notes: z.string().max(10_000).nullish(),
  checklist_completions: z
    .array(z.strictObject({ checklist_item_id: z.uuid(), ...completion }))
    .max(1000)
    .default([]),
})

const ending = z.strictObject({
  machine_hours_at_service: decimal(2).nullish(),
  accept_incomplete_critical: z.boolean().default(false),
})

const usual = { tag, permission: 'signed-in' } as const

/** Executions as they are read. */
export const executionReads: Area = (app, { db }) => {
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: base,
      summary: 'Executions of the own organisation, the newest first; Oraseas EE sees those of all',
      query: z.object({ ...paging(500, 100), is_open: flag.optional() }),
      answers: { 200: listSchema },
    },
    ({ query: { is_open: isOpen, ...paged }, caller }) =>
      listed(db, executionList({ scope: careOf(caller), isOpen }), paged),
  )
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: `${base}/machine/{id}`,
      summary: 'Executions of a machine, those under way first',
      params: idParam,
      query: z.object(paging(200, 50)),
      answers: { 200: listSchema },
    },
    async ({ params: { id }, query, caller }) => {
      const { items, total } = await db.read(async (session) => {
        await findMachine(session, id, scopeOf(caller))
        return page(session, executionsOf(id, scopeOf(caller)), query)
      })
      return { body: items, headers: { 'X-Total-Count': total } }
    },
  )
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: `${base}/{id}`,
      summary: 'One execution, to go on with',
      params: idParam,
      answers: { 200: rowSchema },
    },
    async ({ params, caller }) => ({
      body: await db.read((session) => findExecution(session, params.id, careOf(caller))),
    }),
  )
}

/** The life of an execution. */
export const executionWrites: Area = (app, { db, now }) => {
  addRoute(
    app,
    {
      ...usual,
      method: 'post',
      path: base,
      summary: 'Begin an execution; the same Idempotency-Key is the same execution',
      body: start,
      answers: { 200: rowSchema },
    },
    async ({ body, caller, c }) => {
      const key = c.req.header('idempotency-key')?.slice(0, 200)
      return { body: await db.write((session) => startExecution(session, body, { caller, at: now(), key })) }
    },
  )
  addRoute(
    app,
    {
      ...usual,
      method: 'post',
      path: `${base}/{id}/checklist/{item}/complete`,
      summary: 'Say what became of an item; a used part is taken from stock once',
      params: z.object({ id: z.uuid(), item: z.uuid() }),
      body: z.strictObject(completion),
      answers: { 200: rowSchema },
    },
    async ({ params: { id, item }, body, caller }) => ({
      body: await db.write(async (session) => {
        await openExecution(session, id, careOf(caller))
        return completeItem(session, { execution: id, item }, { completion: body, act: { caller, at: now() } })
      }),
    }),
  )
}

/** How an execution ends. */
export const executionEnds: Area = (app, { db, now }) => {
  addRoute(
    app,
    {
      ...usual,
      method: 'put',
      path: `${base}/{id}/complete`,
      summary: 'End an execution; open critical items must be accepted',
      params: idParam,
      body: ending,
      answers: { 200: rowSchema },
    },
    async ({ params, body, caller }) => ({
      body: await db.write((session) => endExecution(session, params.id, { ending: body, act: { caller, at: now() } })),
    }),
  )
  addRoute(
    app,
    {
      tag,
      method: 'delete',
      path: `${base}/{id}`,
      permission: 'admin',
      summary: 'Delete an execution',
      params: idParam,
      answers: { 204: null },
    },
    async ({ params, caller }) => {
      await db.write((session) => dropExecution(session, params.id, scopeOf(caller)))
      return undefined
    },
  )
}
