import { answer, jsonBody, z } from 'millwright/http'
import { addName, type List, listNames, lists, removeName, renameName } from '../../training/lists.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, type HospitalApp } from '../route.ts'

const listedSchema = z.object({ id: z.number().int(), name: z.string() }).openapi('Listed')
const nameBody = jsonBody(z.strictObject({ name: z.string() }).openapi('Name'))
const params = z.object({ id: z.coerce.number().int() })

/** What people are trained on, and who trains them. */
export const trainingLists: Area = (app, desk) => {
  addRoutes(app, desk, { list: 'training_modules', path: '/api/training/modules' })
  addRoutes(app, desk, { list: 'trainers', path: '/api/training/trainers' })
}

type Place = { readonly list: List; readonly path: `/api/training/${string}` }

function addRoutes(app: HospitalApp, { db, change }: Desk, place: Place): void {
  const { list, path } = place
  const { getAll, post, put, remove } = routesOf(place)
  app.openapi(getAll, async (c) => c.json(await db.read((queries) => listNames(queries, list)), 200))
  app.openapi(post, async (c) => {
    const { name } = c.req.valid('json')
    const added = await change(c.var.caller, (tx, act) => addName(tx, act, { list, name }))
    return c.json(added, 201, { Location: `${path}/${added.id}` })
  })
  app.openapi(put, async (c) => {
    const named = { list, ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await change(c.var.caller, (tx, act) => renameName(tx, act, named)), 200)
  })
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await change(c.var.caller, (tx, act) => removeName(tx, act, { list, id })), 200)
  })
}

function routesOf({ list, path }: Place) {
  const { one } = lists[list]
  const tag = 'Training'
  const writing = { permission: 'training_manage', tag }
  const getAll = defineRoute({
    permission: 'training_read',
    tag,
    method: 'get',
    path,
    summary: `Every ${one}`,
    responses: { 200: answer(z.array(listedSchema).readonly(), 'By name') },
  })
  const post = defineRoute({
    ...writing,
    method: 'post',
    path,
    summary: `Add a ${one}`,
    request: { body: nameBody },
    responses: { 201: answer(listedSchema, 'As it is stored') },
  })
  const put = defineRoute({
    ...writing,
    method: 'put',
    path: `${path}/{id}`,
    summary: `Rename a ${one}; what was recorded keeps the old name`,
    request: { params, body: nameBody },
    responses: { 200: answer(listedSchema, 'As it is stored') },
  })
  const remove = defineRoute({
    ...writing,
    method: 'delete',
    path: `${path}/{id}`,
    summary: `Take a ${one} off the list; what was recorded stays`,
    request: { params },
    responses: { 200: answer(listedSchema, 'What was removed') },
  })
  return { getAll, post, put, remove }
}
