import type { BoardContext } from '../desk.ts'
import { type Area, type Desk, environmentOf } from '../desk.ts'
import type { Person } from '../documents.ts'
import type { Environment } from '../environments.ts'
import { Refusal } from '../frame/refusal.ts'

/**
 * Passes what stands below `/api/environments/<name>/app` on to the environment's application, which has its own permissions
 * and its own description. Pages of this server ask for it; whoever has no session comes no further.
 */
export const applicationRoutes: Area = (app, desk) => {
  app.all('/api/environments/:environment/app/*', async (c) => {
    const person = c.var.caller
    if (person === undefined) throw signInFirst()
    const environment = environmentOf(desk, c.req.param('environment'))
    return pass(c, desk, { environment, person })
  })
}

async function pass(
  c: BoardContext,
  desk: Desk,
  { environment, person }: { readonly environment: Environment; readonly person: Person },
): Promise<Response> {
  if (environment.house === undefined) throw noApplicationHere(environment.label)
  if (desk.board.isBusy(environment)) throw resting(environment.label)
  const request = passedOn(c, environment.id)
  const answer = await environment.house.answer({ request, person, connection: c.env })
  if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method))
    await desk.audit.write({
      who: person.name,
      role: person.role,
      what: `${request.method} ${new URL(request.url).pathname}`,
      environment: environment.id,
      detail: `${environment.house.application.title} answered ${answer.status}`,
    })
  return asDataAlone(answer)
}

/** The same request as the application knows it. Cookies and tokens of this server are not for its eyes. */
function passedOn({ req }: BoardContext, environment: string): Request {
  const url = new URL(req.url)
  url.pathname = url.pathname.slice(`/api/environments/${encodeURIComponent(environment)}/app`.length)
  const headers = new Headers(req.raw.headers)
  for (const name of ['authorization', 'cookie', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade'])
    headers.delete(name)
  const { body } = req.raw
  const sent = body === null ? {} : { body, duplex: 'half' as const }
  return new Request(url, { method: req.method, headers, ...sent })
}

/** What an application answers is shown by our pages, and never runs as one of them. */
function asDataAlone(answer: Response): Response {
  const headers = new Headers(answer.headers)
  for (const name of ['set-cookie', 'www-authenticate', 'refresh', 'location']) headers.delete(name)
  headers.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers })
}

const signInFirst = (): Refusal =>
  new Refusal('Sign in first: open the link that `millwright serve` printed, or one that an admin made', {
    status: 401,
    code: 'sign_in_required',
    headers: { 'WWW-Authenticate': 'Bearer realm="millwright"' },
  })
const noApplicationHere = (label: string): Refusal =>
  new Refusal(`${label} has no application here`, { status: 404, code: 'no_application' })
const resting = (label: string): Refusal =>
  new Refusal(`Something is being done with ${label}; its application rests meanwhile`, {
    status: 503,
    code: 'application_rests',
    headers: { 'Retry-After': '2' },
  })
