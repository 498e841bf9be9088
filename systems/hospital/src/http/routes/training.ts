import { answer, jsonBody, z } from 'millwright/http'
import { assignMachines } from '../../training/assign.ts'
import { versionOf } from '../../training/record.ts'
import {
  addTraining,
  findTraining,
  listTrainings,
  removeTraining,
  type Target,
  updateTraining,
} from '../../training/store.ts'
import { type Area, defineRoute, type HospitalContext } from '../route.ts'

const tag = 'Training'
const day = z
  .string()
  .nullable()
  .openapi({ example: '14/04/2026', description: 'DD/MM/YYYY or YYYY-MM-DD; N/A for none' })

const assignmentSchema = z
  .strictObject({
    machine: z.string(),
    trainer: z.string().nullable().openapi({ description: 'Empty where nobody knows' }),
    trained_date: z.string().optional(),
  })
  .openapi('Assignment')

const trainingSchema = z
  .object({
    id: z.string().openapi({ example: '7' }),
    employee_id: z.string(),
    name: z.string(),
    department: z.string(),
    machine_trainer_assignments: z.array(assignmentSchema).readonly(),
    last_trained_date: day,
    next_due_date: day,
  })
  .openapi('Training')

const newTrainingSchema = z
  .strictObject({
    employee_id: z.string(),
    name: z.string(),
    department: z.string(),
    machine_trainer_assignments: z.array(assignmentSchema).optional(),
    last_trained_date: day.optional(),
    next_due_date: day.optional(),
  })
  .openapi('NewTraining')

const trainingChangeSchema = newTrainingSchema.extend({ id: z.string().optional() }).openapi('TrainingChange')

const styleQuery = z.object({ dates: z.enum(['DD/MM/YYYY', 'iso']).default('DD/MM/YYYY') })
const idParam = z.object({ id: z.string().openapi({ example: '7' }) })
const versionHeader = z.object({
  'if-match': z.string().optional().openapi({ description: 'The ETag of the version that is meant to be changed' }),
})

const getAll = defineRoute({
  method: 'get',
  path: '/api/trainings',
  permission: 'training_read',
  tag,
  summary: 'Every training record',
  request: { query: styleQuery },
  responses: { 200: answer(z.array(trainingSchema).readonly(), 'The records, in the order of their ids') },
})

const getOne = defineRoute({
  method: 'get',
  path: '/api/trainings/{id}',
  permission: 'training_read',
  tag,
  summary: 'One training record',
  request: { params: idParam, query: styleQuery },
  responses: { 200: answer(trainingSchema, 'The record, with its version as ETag') },
})

const post = defineRoute({
  method: 'post',
  path: '/api/trainings',
  permission: 'training_manage',
  tag,
  summary: 'Add a training record; its id is given by the register',
  request: { body: jsonBody(newTrainingSchema) },
  responses: { 201: answer(trainingSchema, 'The record as it is stored') },
})

const put = defineRoute({
  method: 'put',
  path: '/api/trainings/{id}',
  permission: 'training_manage',
  tag,
  summary: 'All of a training record anew; what is left out, it no longer has',
  request: { params: idParam, headers: versionHeader, body: jsonBody(trainingChangeSchema) },
  responses: { 200: answer(trainingSchema, 'The record as it is stored') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/api/trainings/{id}',
  permission: 'training_manage',
  tag,
  summary: 'Delete a training record with its assignments',
  request: { params: idParam, headers: versionHeader },
  responses: { 200: answer(z.object({ message: z.string() }), 'It is gone') },
})

const assign = defineRoute({
  method: 'post',
  path: '/api/training/assignments',
  permission: 'training_manage',
  tag,
  summary: 'Say who trains the people of a department on which of its machines',
  request: {
    body: jsonBody(
      z
        .strictObject({
          department: z.number().int().openapi({ description: 'The id of the department' }),
          machines: z.array(z.string()).min(1),
          trainer: z.string(),
          trainings: z
            .array(z.string())
            .min(1)
            .optional()
            .openapi({ description: 'Ids of records of this department; all of them unless given' }),
          trained_date: z.string().optional(),
        })
        .openapi('MachineAssignment'),
    ),
  },
  responses: {
    200: answer(
      z.object({ added: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }).openapi('Assigned'),
      'How many pairs of record and machine were stored',
    ),
  },
})

export const training: Area = (app, desk) => {
  app.openapi(getAll, async (c) => {
    const { dates } = c.req.valid('query')
    return c.json(await desk.db.read((db) => listTrainings(db, dates)), 200)
  })
  app.openapi(getOne, async (c) => {
    const [{ id }, { dates }] = [c.req.valid('param'), c.req.valid('query')]
    const { shown, version } = await desk.db.snapshot(async (db) => ({
      shown: await findTraining(db, id, dates),
      version: versionOf(await findTraining(db, id, 'DD/MM/YYYY')),
    }))
    return c.json(shown, 200, { ETag: version })
  })
  app.openapi(post, async (c) => {
    const record = c.req.valid('json')
    const added = await desk.change(c.var.caller, (db, act) => addTraining(db, act, record))
    return c.json(added, 201, { Location: `/api/trainings/${added.id}`, ETag: versionOf(added) })
  })
  app.openapi(put, async (c) => {
    const change = { ...targetOf(c), record: c.req.valid('json') }
    const changed = await desk.change(c.var.caller, (db, act) => updateTraining(db, act, change))
    return c.json(changed, 200, { ETag: versionOf(changed) })
  })
  app.openapi(remove, async (c) => {
    const target = targetOf(c)
    await desk.change(c.var.caller, (db, act) => removeTraining(db, act, target))
    return c.json({ message: `Training record ${target.id} was deleted` }, 200)
  })
  app.openapi(assign, async (c) => {
    const request = c.req.valid('json')
    return c.json(await desk.change(c.var.caller, (db, act) => assignMachines(db, act, request)), 200)
  })
}

const targetOf = (c: HospitalContext): Target => ({ id: c.req.param('id') ?? '', ifMatch: c.req.header('if-match') })
