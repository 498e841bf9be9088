import { answer, jsonBody, z } from 'millwright/http'
import {
  addDepartment,
  addMachine,
  findDepartment,
  listDepartments,
  removeDepartment,
  removeMachine,
  renameDepartment,
  renameMachine,
} from '../../departments/store.ts'
import { type Area, defineRoute } from '../route.ts'

const tag = 'Departments'
const id = z.coerce.number().int()
const count = z.number().int()

const departmentSchema = z
  .object({
    id: count,
    code: z.string().openapi({ example: 'DERMA' }),
    machines: z.array(z.object({ id: count, name: z.string() })).readonly(),
  })
  .openapi('Department')

const renamedSchema = z
  .object({
    department: departmentSchema,
    under_the_old_name: z.object({ ocm: count, ppm: count, training: count }),
  })
  .openapi('RenamedDepartment')

const idParam = z.object({ id })
const machineParam = z.object({ id, machine: id })
const nameBody = jsonBody(z.strictObject({ name: z.string() }).openapi('MachineName'))

const reading = { permission: 'signed-in', tag } as const
const writing = { permission: 'training_manage', tag } as const

const getAll = defineRoute({
  ...reading,
  method: 'get',
  path: '/api/departments',
  summary: 'Every department of the master list with its machines',
  responses: { 200: answer(z.array(departmentSchema).readonly(), 'By code') },
})

const getOne = defineRoute({
  ...reading,
  method: 'get',
  path: '/api/departments/{id}',
  summary: 'One department with its machines',
  request: { params: idParam },
  responses: { 200: answer(departmentSchema, 'The department') },
})

const post = defineRoute({
  ...writing,
  method: 'post',
  path: '/api/departments',
  summary: 'Add a department',
  request: {
    body: jsonBody(
      z.strictObject({ code: z.string(), machines: z.array(z.string()).optional() }).openapi('NewDepartment'),
    ),
  },
  responses: { 201: answer(departmentSchema, 'As it is stored') },
})

const put = defineRoute({
  ...writing,
  method: 'put',
  path: '/api/departments/{id}',
  summary: 'Rename a department of the master list; devices and people keep the name they carry',
  request: { params: idParam, body: jsonBody(z.strictObject({ code: z.string() }).openapi('DepartmentCode')) },
  responses: { 200: answer(renamedSchema, 'As it is stored, and how many still carry the old name') },
})

const remove = defineRoute({
  ...writing,
  method: 'delete',
  path: '/api/departments/{id}',
  summary: 'Remove a department that nobody names any more',
  request: { params: idParam },
  responses: { 200: answer(departmentSchema, 'What was removed') },
})

const postMachine = defineRoute({
  ...writing,
  method: 'post',
  path: '/api/departments/{id}/machines',
  summary: 'Add a machine to a department',
  request: { params: idParam, body: nameBody },
  responses: { 201: answer(departmentSchema, 'The department as it is stored') },
})

const putMachine = defineRoute({
  ...writing,
  method: 'put',
  path: '/api/departments/{id}/machines/{machine}',
  summary: 'Rename a machine of a department; assignments that were made keep the old name',
  request: { params: machineParam, body: nameBody },
  responses: { 200: answer(departmentSchema, 'The department as it is stored') },
})

const removeOne = defineRoute({
  ...writing,
  method: 'delete',
  path: '/api/departments/{id}/machines/{machine}',
  summary: 'Remove a machine from a department; assignments that were made stay',
  request: { params: machineParam },
  responses: { 200: answer(departmentSchema, 'The department as it is stored') },
})

export const departments: Area = (app, { db, change }) => {
  app.openapi(getAll, async (c) => c.json(await db.read(listDepartments), 200))
  app.openapi(getOne, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await db.read((queries) => findDepartment(queries, id)), 200)
  })
  app.openapi(post, async (c) => {
    const given = c.req.valid('json')
    const added = await change(c.var.caller, (tx, act) => addDepartment(tx, act, given))
    return c.json(added, 201, { Location: `/api/departments/${added.id}` })
  })
  app.openapi(put, async (c) => {
    const rename = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await change(c.var.caller, (tx, act) => renameDepartment(tx, act, rename)), 200)
  })
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await change(c.var.caller, (tx, act) => removeDepartment(tx, act, id)), 200)
  })
  app.openapi(postMachine, async (c) => {
    const machine = { department: c.req.valid('param').id, name: c.req.valid('json').name }
    return c.json(await change(c.var.caller, (tx, act) => addMachine(tx, act, machine)), 201)
  })
  app.openapi(putMachine, async (c) => {
    const { id: department, machine } = c.req.valid('param')
    const rename = { department, machine, name: c.req.valid('json').name }
    return c.json(await change(c.var.caller, (tx, act) => renameMachine(tx, act, rename)), 200)
  })
  app.openapi(removeOne, async (c) => {
    const { id: department, machine } = c.req.valid('param')
    return c.json(await change(c.var.caller, (tx, act) => removeMachine(tx, act, { department, machine })), 200)
  })
}
