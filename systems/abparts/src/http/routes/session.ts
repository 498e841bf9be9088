import { type Opened, z } from 'millwright/http'
import { acceptInvitation, endSession, signIn } from '../../service/sessions.ts'
import { cookie } from '../identify.ts'
import { addRoute, type Area, text } from '../route.ts'

const opened = z.object({ token: z.string(), expires_at: z.string() }).openapi('OpenedSession')
const password = z.string().min(12).max(200).openapi({ description: 'At least 12 characters' })
const shown = ({ token, expiresAt }: Opened) => ({ token, expires_at: expiresAt })
const tag = 'Session'

export const session: Area = (app, desk) => {
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: '/session',
      permission: 'public',
      summary: 'Sign in for eight hours; five failures lock the account for a quarter of an hour',
      body: z.strictObject({ username: z.string().max(255), password: z.string().max(1000) }).openapi('Credentials'),
      answers: { 201: opened },
    },
    async ({ body, c }) => {
      const [done] = await Promise.allSettled([
        signIn(desk.db, body, desk.now()),
        new Promise((resolve) => setTimeout(resolve, desk.leastSignInMs)),
      ])
      if (done.status === 'rejected') throw done.reason
      cookie.set(c, done.value)
      return { status: 201, body: shown(done.value) }
    },
  )
  addRoute(
    app,
    {
      tag,
      method: 'post',
      path: '/session/invitation',
      permission: 'public',
      summary: 'Accept an invitation: choose a password and be signed in',
      body: z.strictObject({ token: text(255), password }).openapi('Acceptance'),
      answers: { 201: opened },
    },
    async ({ body, c }) => {
      const done = await acceptInvitation(desk.db, body, desk.now())
      cookie.set(c, done)
      return { status: 201, body: shown(done) }
    },
  )
}

/** Who is signed in. */
export const currentSession: Area = (app, desk) => {
  addRoute(
    app,
    {
      tag,
      method: 'get',
      path: '/session',
      permission: 'signed-in',
      summary: 'Who is signed in',
      answers: {
        200: z.object({ id: z.string(), username: z.string(), role: z.string(), organization_id: z.string() }),
      },
    },
    ({ caller: { id, username, role, organization } }) => ({
      body: { id, username, role, organization_id: organization },
    }),
  )
  addRoute(
    app,
    { tag, method: 'delete', path: '/session', permission: 'signed-in', summary: 'Sign out', answers: { 204: null } },
    async ({ caller, c }) => {
      await desk.db.write((tx) => endSession(tx, caller.session))
      cookie.drop(c)
      return undefined
    },
  )
}
