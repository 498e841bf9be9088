import { z } from '@hono/zod-openapi'
import { pause } from '../../actions/pause.ts'
import { addRoute, type Area, type BoardApp, type Caller, type Desk, environmentOf, personOf } from '../desk.ts'
import type { Job } from '../jobs/job.ts'
import { orders } from '../jobs/orders.ts'
import { safeValue } from '../safe-value.ts'
import { engineDocument, inEnvironment, text } from './in-environment.ts'

const job = z
  .looseObject({ id: z.string(), action: z.string(), state: z.enum(['running', 'asks', 'waiting', 'done', 'refused']) })
  .openapi('Job')
const inJob = inEnvironment.extend({ id: text })
const root = '/api/environments/{environment}'

/** A route for each action that changes something or takes long, and what people say to what it asks. */
export const jobRoutes: Area = (app, desk) => {
  for (const [action, { about, permission, input }] of Object.entries(orders))
    addRoute(
      app,
      {
        method: 'post',
        path: `${root}/${action}`,
        permission,
        tag: 'Actions',
        summary: about,
        params: inEnvironment,
        body: input,
        answers: { 202: job },
      },
      async ({ params, body, caller }) => {
        const environment = environmentOf(desk, params.environment)
        await desk.board.settle(environment)
        const started = desk.board.start(environment, personOf(caller), { action, input: body })
        await note(desk, caller, { what: started.typed, environment: environment.id })
        return { status: 202, body: safeValue(started) }
      },
    )
  addRoute(
    app,
    {
      method: 'post',
      path: `${root}/pause`,
      permission: 'operate',
      tag: 'Actions',
      summary: 'Ask a run to stop at its next batch boundary',
      params: inEnvironment,
      body: z.strictObject({ run: text }),
      answers: { 200: engineDocument },
    },
    async ({ params, body, caller }) => {
      const environment = environmentOf(desk, params.environment)
      await note(desk, caller, { what: `millwright pause ${body.run}`, environment: environment.id })
      if (desk.board.pause(environment, body.run)) return { body: { run: body.run, state: 'running', requested: true } }
      return { body: await pause(environment.project, body.run) }
    },
  )
  addJobList(app, desk)
}

const addJobList: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'get',
      path: `${root}/jobs`,
      permission: 'read',
      tag: 'Actions',
      summary: 'What was asked for, the newest first',
      params: inEnvironment,
      answers: { 200: z.array(job) },
    },
    ({ params }) => ({ body: safeValue(desk.board.list(environmentOf(desk, params.environment)).map(withoutResult)) }),
  )
  addRoute(
    app,
    {
      method: 'get',
      path: `${root}/jobs/{id}`,
      permission: 'read',
      tag: 'Actions',
      summary: 'One thing that was asked for, with what its command printed',
      params: inJob,
      answers: { 200: job },
    },
    ({ params }) => ({ body: safeValue(desk.board.get(environmentOf(desk, params.environment), params.id)) }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: `${root}/jobs/{id}/confirm`,
      permission: 'operate',
      tag: 'Actions',
      summary: 'Say yes to what would destroy something, by typing the name of the environment',
      params: inJob,
      body: z.strictObject({ typed: z.string().max(200) }),
      answers: { 200: job },
    },
    async ({ params, body, caller }) => {
      const environment = environmentOf(desk, params.environment)
      const confirmed = await desk.board.confirm(environment, personOf(caller), { id: params.id, ...body })
      await note(desk, caller, { what: 'confirmed', environment: environment.id, detail: confirmed.typed })
      return { body: safeValue(confirmed) }
    },
  )
  for (const answering of answers) addAnswer(app, desk, answering)
}

/** A list says what there is; what a command printed may be long. */
const withoutResult = ({ result: _result, ...job }: Job): Job => job

const answers = [
  { word: 'approve', permission: 'approve', summary: 'Say yes as the second person' },
  { word: 'refuse', permission: 'operate', summary: 'Say no' },
  {
    word: 'cancel',
    permission: 'operate',
    summary: 'Ask what is under way to come to rest; what it did until then stands, and can be resumed or undone',
  },
] as const

function addAnswer(app: BoardApp, desk: Desk, { word, permission, summary }: (typeof answers)[number]): void {
  const path = `${root}/jobs/{id}/${word}`
  addRoute(
    app,
    {
      method: 'post',
      path,
      permission,
      tag: 'Actions',
      summary,
      params: inJob,
      body: z.strictObject({}),
      answers: { 200: job },
    },
    async ({ params, caller }) => {
      const environment = environmentOf(desk, params.environment)
      const answered = await desk.board[word](environment, personOf(caller), params.id)
      await note(desk, caller, { what: `said: ${word}`, environment: environment.id, detail: answered.typed })
      return { body: safeValue(answered) }
    },
  )
}

type Noted = { readonly what: string; readonly environment: string; readonly detail?: string }

const note = (desk: Desk, caller: Caller, noted: Noted): Promise<void> => {
  const { name: who, role } = personOf(caller)
  return desk.audit.write({ who, role, ...noted })
}
