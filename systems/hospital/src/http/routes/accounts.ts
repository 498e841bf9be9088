import { answer, jsonBody, Refusal, z } from 'millwright/http'
import { demandGoodPassword } from '../../accounts/password-rules.ts'
import { hashPassword } from '../../accounts/passwords.ts'
import { addUser, changeUser, findUser, listUsers, removeUser } from '../../accounts/users.ts'
import { demandSame } from '../read-only.ts'
import { type Area, defineRoute } from '../route.ts'

const userSchema = z
  .object({
    id: z.number().int(),
    username: z.string(),
    role: z.string(),
    is_active: z.boolean(),
    must_reset: z.boolean().openapi({ description: 'May do nothing before a new password was chosen' }),
    has_password: z.boolean().openapi({ description: 'Without one, nobody can sign in' }),
  })
  .openapi('User')

const password = z
  .string()
  .max(1000)
  .openapi({ description: 'At least 12 characters. For another person: they must choose a new one at once' })

const newUserSchema = z
  .strictObject({
    username: z.string(),
    role: z.string(),
    password,
    is_active: z.boolean().optional(),
    must_reset: z.boolean().optional(),
  })
  .openapi('NewUser')

const userChangeSchema = newUserSchema
  .partial()
  .extend({ id: z.number().int().optional(), has_password: z.boolean().optional() })
  .openapi('UserChange')

const about = { permission: 'user_manage', tag: 'Accounts' } as const
const params = z.object({ id: z.coerce.number().int().positive() })

const getAll = defineRoute({
  ...about,
  method: 'get',
  path: '/admin/users',
  summary: 'Every account',
  responses: { 200: answer(z.array(userSchema), 'By name') },
})

const getOne = defineRoute({
  ...about,
  method: 'get',
  path: '/admin/users/{id}',
  summary: 'One account',
  request: { params },
  responses: { 200: answer(userSchema, 'The account') },
})

const post = defineRoute({
  ...about,
  method: 'post',
  path: '/admin/users',
  summary: 'Add an account',
  request: { body: jsonBody(newUserSchema) },
  responses: { 201: answer(userSchema, 'The account as it is stored') },
})

const put = defineRoute({
  ...about,
  method: 'put',
  path: '/admin/users/{id}',
  summary: 'Change an account; what is left out stays',
  description: 'A new password, name or role, and a closed account end its sessions. One administrator always remains.',
  request: { params, body: jsonBody(userChangeSchema) },
  responses: { 200: answer(userSchema, 'The account as it is stored') },
})

const remove = defineRoute({
  ...about,
  method: 'delete',
  path: '/admin/users/{id}',
  summary: 'Remove an account; the audit log keeps its name',
  request: { params },
  responses: { 200: answer(z.object({ message: z.string() }), 'What was removed') },
})

export const accounts: Area = (app, desk) => {
  app.openapi(getAll, async (c) => c.json(await desk.db.read(listUsers), 200))
  app.openapi(getOne, async (c) => c.json(await desk.db.read((db) => findUser(db, c.req.valid('param').id)), 200))
  app.openapi(post, async (c) => {
    const { password: chosen, ...user } = c.req.valid('json')
    const hash = await hashGood(chosen, user.username)
    const added = await desk.change(c.var.caller, (db, act) => addUser(db, act, { ...user, hash }))
    return c.json(added, 201, { Location: `/admin/users/${added.id}` })
  })
  app.openapi(put, async (c) => {
    const { id } = c.req.valid('param')
    const { password: chosen, id: _, has_password: __, ...change } = c.req.valid('json')
    const stored = await desk.db.read((db) => findUser(db, id))
    demandSame({ id: c.req.valid('json').id, has_password: c.req.valid('json').has_password }, stored)
    if (chosen !== undefined && id === c.var.caller.user) throw ownPassword()
    const hash = chosen === undefined ? undefined : await hashGood(chosen, change.username ?? stored.username)
    const must_reset = change.must_reset ?? (hash === undefined ? undefined : true)
    const order = { ...change, id, hash, must_reset }
    return c.json(await desk.change(c.var.caller, (db, act) => changeUser(db, act, order)), 200)
  })
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param')
    const removed = await desk.change(c.var.caller, (db, act) => removeUser(db, act, id))
    return c.json({ message: `Removed the account ${removed.username}` }, 200)
  })
}

async function hashGood(chosen: string, username: string): Promise<string> {
  demandGoodPassword(chosen, username)
  return hashPassword(chosen)
}

/** Whoever finds an open session must not be able to keep it. */
const ownPassword = (): Refusal =>
  new Refusal('Change your own password with POST /api/session/password, which asks for the current one', {
    status: 400,
    code: 'own_password',
  })
