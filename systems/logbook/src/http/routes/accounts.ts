import { addressOf, hashPassword, z } from 'millwright/http'
import { permissionsOf } from '../../accounts/caller.ts'
import { demandStrong } from '../../accounts/change-password.ts'
import { endSession } from '../../accounts/sessions.ts'
import { signIn } from '../../accounts/sign-in.ts'
import { addUser, listUsers, toggleUser } from '../../accounts/users.ts'
import { recordEvent } from '../../book/audit.ts'
import { roles } from '../../domain/lists.ts'
import { idParam, password, personName, text } from '../fields.ts'
import { cookie } from '../identify.ts'
import { addRoute, type Area } from '../route.ts'

const sessionTag = { tag: 'Session' }
const opened = z.object({ token: z.string(), expires_at: z.string() }).openapi('OpenedSession')
const current = z
  .object({ username: z.string(), role: z.enum(roles).nullable(), permissions: z.array(z.string()) })
  .openapi('CurrentUser')

const session: Area = (app, desk) => {
  addRoute(
    app,
    {
      ...sessionTag,
      method: 'post',
      path: '/auth/login',
      permission: 'public',
      summary: 'Sign in; five failures close the door for a quarter of an hour',
      body: z.strictObject({ username: z.string().max(200), password: z.string().max(1000) }).openapi('Credentials'),
      answers: { 201: opened },
    },
    async ({ body, c }) => {
      const tools = { db: desk.db, act: (actor: string) => ({ actor, at: desk.now() }) }
      const done = await signIn(tools, { ...body, address: addressOf(c) })
      cookie.set(c, done)
      return { status: 201, body: { token: done.token, expires_at: done.expiresAt } }
    },
  )
  addRoute(
    app,
    {
      ...sessionTag,
      method: 'post',
      path: '/auth/logout',
      permission: 'signed-in',
      summary: 'Sign out',
      answers: { 200: z.object({ message: z.string() }) },
    },
    async ({ caller, c }) => {
      await desk.change(caller, async (db, act) => {
        await endSession(db, caller.session ?? 0)
        await recordEvent(db, act, { action: 'sign out', subject: `user ${caller.actor}` })
      })
      cookie.drop(c)
      return { body: { message: 'Signed out' } }
    },
  )
}

const caller: Area = (app) => {
  addRoute(
    app,
    {
      ...sessionTag,
      method: 'get',
      path: '/auth/api/current-user',
      permission: 'signed-in',
      summary: 'Who is signed in, and what that allows',
      answers: { 200: current },
    },
    ({ caller }) => ({
      body: { username: caller.actor, role: caller.role ?? null, permissions: permissionsOf(caller) },
    }),
  )
  addRoute(
    app,
    {
      ...sessionTag,
      method: 'get',
      path: '/auth/api/check-auth',
      permission: 'public',
      summary: 'Whether somebody is signed in',
      answers: { 200: z.object({ authenticated: z.boolean() }) },
    },
    ({ caller }) => ({ body: { authenticated: caller.session !== undefined } }),
  )
}

export const userSchema = z
  .object({
    id: z.int(),
    username: z.string(),
    email: z.string().nullable(),
    role: z.enum(roles),
    full_name: z.string().nullable(),
    is_active: z.boolean(),
    last_login: z.string().nullable(),
  })
  .openapi('User')

const newUser = z
  .strictObject({
    username: text('username').regex(/^[\p{L}\p{N}._-]{2,}$/u, { error: 'at least two letters, digits, . _ or -' }),
    email: z.email().max(120).nullish(),
    full_name: personName('full_name').nullish(),
    role: z.enum(roles),
    password,
  })
  .openapi('NewUser')

const users: Area = (app, desk) => {
  const about = { permission: 'administer', tag: 'Accounts' } as const
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/auth/admin/users',
      summary: 'Every account',
      answers: { 200: z.array(userSchema) },
    },
    async () => ({ body: await desk.db.read(listUsers) }),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/auth/admin/users',
      summary: 'Add an account',
      body: newUser,
      answers: { 201: userSchema },
    },
    async ({ body: { password: word, ...user }, caller }) => {
      demandStrong(word, user.username)
      const hash = await hashPassword(word)
      return { status: 201, body: await desk.change(caller, (db, act) => addUser(db, act, { ...user, hash })) }
    },
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/auth/admin/users/{id}/toggle',
      summary: 'Close an account, or open it again',
      params: idParam,
      answers: { 200: userSchema },
    },
    async ({ params, caller }) => ({
      body: await desk.change(caller, (db, act) => toggleUser(db, act, { ...params, self: caller.user })),
    }),
  )
}

export const accounts: Area = (app, desk) => {
  session(app, desk)
  caller(app, desk)
  users(app, desk)
}
