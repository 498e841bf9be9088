import { addressOf, answer, jsonBody, z } from 'millwright/http'
import { changePassword } from '../../accounts/change-password.ts'
import { endSession, type Opened } from '../../accounts/sessions.ts'
import { signIn, type Tools } from '../../accounts/sign-in.ts'
import { recordEvent } from '../../audit/record.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, type HospitalContext } from '../route.ts'
import { cookie } from '../session-cookie.ts'

const credentialsSchema = z
  .strictObject({ username: z.string().max(200), password: z.string().max(1000) })
  .openapi('Credentials')

const openedSchema = z
  .object({
    token: z.string().openapi({ description: 'For `Authorization: Bearer …`. The cookie holds the same one' }),
    expires_at: z.iso.datetime(),
  })
  .openapi('OpenedSession')

const sessionSchema = z
  .object({
    actor: z.string(),
    role: z.string(),
    permissions: z.array(z.string()),
    must_reset: z.boolean().openapi({ description: 'Nothing else is allowed before a new password was chosen' }),
  })
  .openapi('Session')

const passwordSchema = z
  .strictObject({ current_password: z.string().max(1000), new_password: z.string().max(1000) })
  .openapi('PasswordChange')

const tag = 'Session'

const signInRoute = defineRoute({
  method: 'post',
  path: '/api/session',
  permission: 'public',
  tag,
  summary: 'Sign in',
  description: 'The answer is the same whatever was wrong. Five failures close the door for a quarter of an hour.',
  request: { body: jsonBody(credentialsSchema) },
  responses: { 201: answer(openedSchema, 'A session, also as a cookie') },
})

const showRoute = defineRoute({
  method: 'get',
  path: '/api/session',
  permission: 'signed-in',
  isOpenToHeldBack: true,
  tag,
  summary: 'Who is signed in, and what that allows',
  responses: { 200: answer(sessionSchema, 'The session') },
})

const signOutRoute = defineRoute({
  method: 'delete',
  path: '/api/session',
  permission: 'signed-in',
  isOpenToHeldBack: true,
  tag,
  summary: 'Sign out',
  responses: { 204: { description: 'The session is over' } },
})

const passwordRoute = defineRoute({
  method: 'post',
  path: '/api/session/password',
  permission: 'signed-in',
  isOpenToHeldBack: true,
  tag,
  summary: 'Choose a new password; every session of the account ends, and this answer opens a new one',
  request: { body: jsonBody(passwordSchema) },
  responses: { 200: answer(openedSchema, 'The new session') },
})

export const session: Area = (app, desk) => {
  const tools = toolsOf(desk)
  app.openapi(signInRoute, async (c) => {
    const credentials = { ...c.req.valid('json'), address: addressOf(c) }
    const opened = await noFasterThan(desk.leastSignInMs, () => signIn(tools, credentials))
    return c.json(shown(c, opened), 201)
  })
  app.openapi(showRoute, (c) => {
    const { actor, role = '', permissions, mustReset } = c.var.caller
    return c.json({ actor, role, permissions: [...permissions].sort(), must_reset: mustReset }, 200)
  })
  app.openapi(signOutRoute, async (c) => {
    const { caller } = c.var
    await desk.change(caller, async (db, act) => {
      await endSession(db, caller.session ?? 0)
      await recordEvent(db, act, { type: 'User Action', description: 'Signed out' })
    })
    cookie.drop(c)
    return c.body(null, 204)
  })
  app.openapi(passwordRoute, async (c) => {
    const { current_password: current, new_password: next } = c.req.valid('json')
    const opened = await changePassword(tools, c.var.caller, { current, next, address: addressOf(c) })
    return c.json(shown(c, opened), 200)
  })
}

const toolsOf = ({ db, now, today }: Desk): Tools => ({
  db,
  act: (actor) => ({ actor, at: now(), today: today() }),
})

/** The token goes into the cookie as well: a browser's page never sees it again. */
function shown(c: HospitalContext, opened: Opened): z.infer<typeof openedSchema> {
  cookie.set(c, opened)
  return { token: opened.token, expires_at: opened.expiresAt }
}

/** How long an answer takes tells nobody whether there is such a name. */
async function noFasterThan<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work(), new Promise((resolve) => setTimeout(resolve, milliseconds))])
  if (done.status === 'rejected') throw done.reason
  return done.value
}
