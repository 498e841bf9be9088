import { z } from 'millwright/http'
import { scopeOf } from '../../service/caller.ts'
import { answerReminder, generateReminders, overdueList, pendingList, silentMachines } from '../../service/reminders.ts'
import { addRoute, type Area, idParam, listed, listSchema, paging, rowSchema } from '../route.ts'

const tag = 'Reminders'
const base = '/maintenance-protocols/reminders'
const usual = { tag, permission: 'signed-in' } as const
const query = z.object(paging(1000, 1000))
const asOf = z.iso
  .datetime({ offset: true })
  .optional()
  .openapi({ description: 'The moment for which is asked; now unless said' })

export const reminders: Area = (app, { db, now }) => {
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: `${base}/pending`,
      summary: 'Reminders that nobody answered',
      query,
      answers: { 200: listSchema },
    },
    ({ query: paged, caller }) => listed(db, pendingList(scopeOf(caller)), paged),
  )
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: `${base}/overdue`,
      summary: 'What should have been done by now',
      query: query.extend({ as_of: asOf }),
      answers: { 200: listSchema },
    },
    ({ query: { as_of: at, ...paged }, caller }) =>
      listed(db, overdueList(scopeOf(caller), at === undefined ? now() : new Date(at)), paged),
  )
  addRoute(
    app,
    {
      ...usual,
      method: 'get',
      path: `${base}/hours-missing`,
      summary: 'Machines without a record of hours for a fortnight, on the days on which it is asked for',
      query: z.object({ as_of: asOf }),
      answers: { 200: listSchema },
    },
    async ({ query: { as_of: at }, caller }) => ({
      body: await db.read((session) =>
        silentMachines(session, scopeOf(caller), at === undefined ? now() : new Date(at)),
      ),
    }),
  )
}

/** Where reminders come from, and how they are answered. */
export const reminderWrites: Area = (app, { db, now }) => {
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: `${base}/generate`,
      permission: 'super_admin',
      summary: 'Write down what is due; a second time there is nothing new',
      body: z.strictObject({ as_of: asOf }),
      answers: { 200: rowSchema },
    },
    async ({ body: { as_of: at } }) => ({
      body: await db.write((session) => generateReminders(session, at === undefined ? now() : new Date(at))),
    }),
  )
  for (const [word, status] of [
    ['acknowledge', 'acknowledged'],
    ['dismiss', 'dismissed'],
  ] as const)
    addRoute(
      app,
      {
        ...usual,
        method: 'put',
        path: `${base}/{id}/${word}`,
        summary: `A reminder is ${status}`,
        params: idParam,
        answers: { 200: rowSchema },
      },
      async ({ params, caller }) => ({
        body: await db.write((session) => answerReminder(session, params.id, { status, at: now(), caller })),
      }),
    )
}
