import { z } from '@hono/zod-openapi'
import { addressOf } from '../frame/address.ts'
import { Refusal } from '../frame/refusal.ts'
import type { Environment } from '../environments.ts'
import { addRoute, type Area, type BoardApp, cookie, type Desk, personOf } from '../desk.ts'
import { roles } from '../roles.ts'

const role = z.enum(roles)
const person = z.object({ id: z.string(), name: z.string(), role })
const environment = z.object({
  id: z.string(),
  label: z.string(),
  target: z.string(),
  database: z.string(),
  application: z.object({ pages: z.string(), title: z.string() }).optional(),
})
const session = z
  .object({
    person,
    environments: z.array(environment),
    twoPersons: z.boolean().describe('Whether what destroys data needs a second person'),
  })
  .openapi('Session')
const guest = person.extend({ state: z.enum(['invited', 'here']), until: z.string() }).openapi('Guest')
const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,59}$/u, 'is no name')
const tag = 'Session'

/** Coming in by a link, who one is, and who else may come in. */
export const sessionRoutes: Area = (app, desk) => {
  for (const area of [door, me, guests]) area(app, desk)
}

const door: Area = (app, { people, attempts, audit }) => {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/session',
      permission: 'public',
      tag,
      summary: 'Exchange the token of a link for a session, once',
      body: z.strictObject({ token: z.string().max(100) }),
      answers: { 200: person },
    },
    async ({ body, c }) => {
      const address = addressOf(c)
      attempts.refuse(address)
      const entered = people.enter(body.token)
      if (entered === undefined) {
        attempts.failed(address)
        await audit.write({ who: 'nobody', role: 'none', what: 'showed a link that opens nothing', detail: address })
        throw new Refusal('This link opens nothing: it works once, and for a quarter of an hour', {
          status: 401,
          code: 'link_opens_nothing',
        })
      }
      cookie.set(c, entered.opened)
      await audit.write({ who: entered.person.name, role: entered.person.role, what: 'came in', detail: address })
      return { body: entered.person }
    },
  )
}

const me: Area = (app, { people, environments, twoPersons }) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/session',
      permission: 'signed-in',
      tag,
      summary: 'Who I am, and what I can see',
      answers: { 200: session },
    },
    ({ caller }) => ({
      body: {
        person: personOf(caller),
        environments: environments.map(shown),
        twoPersons,
      },
    }),
  )
  addRoute(
    app,
    { method: 'delete', path: '/api/session', permission: 'signed-in', tag, summary: 'Leave', answers: { 204: null } },
    ({ caller, c }) => {
      people.leave(personOf(caller).id)
      cookie.drop(c)
      return undefined
    },
  )
}

const shown = ({ id, label, project, house }: Environment): z.output<typeof environment> => ({
  id,
  label,
  target: project.target,
  database: project.dialect.name,
  ...(house === undefined ? {} : { application: { pages: house.application.pages, title: house.application.title } }),
})

const guests: Area = (app, { people, audit }) => {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/people',
      permission: 'administer',
      tag,
      summary: 'Who is here, and who may come',
      answers: { 200: z.array(guest) },
    },
    () => ({ body: people.list() }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/people',
      permission: 'administer',
      tag,
      summary: 'Make a link for somebody; it works once',
      body: z.strictObject({ name, role }),
      answers: { 201: z.object({ token: z.string(), until: z.string() }) },
    },
    async ({ body, caller }) => {
      const by = personOf(caller)
      if (people.list().some((one) => one.name === body.name))
        throw new Refusal(`${body.name} may come in already`, { status: 409, code: 'name_taken' })
      await audit.write({ who: by.name, role: by.role, what: 'invited', detail: `${body.name} as ${body.role}` })
      return { status: 201, body: people.invite(body) }
    },
  )
  addLeaving(app, { people, audit })
}

function addLeaving(app: BoardApp, { people, audit }: Pick<Desk, 'people' | 'audit'>): void {
  addRoute(
    app,
    {
      method: 'delete',
      path: '/api/people/{id}',
      permission: 'administer',
      tag,
      summary: 'End a session, or take a link back',
      params: z.object({ id: z.string().max(40) }),
      answers: { 204: null },
    },
    async ({ params, caller }) => {
      if (!people.leave(params.id))
        throw new Refusal('There is nobody of that name', { status: 404, code: 'no_such_person' })
      const by = personOf(caller)
      await audit.write({ who: by.name, role: by.role, what: 'sent away', detail: params.id })
      return undefined
    },
  )
}
