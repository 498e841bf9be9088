import { answer, jsonBody, z } from 'millwright/http'
import { addRole, changeRole, findRole, listPermissions, listRoles, removeRole } from '../../accounts/roles.ts'
import { demandSame } from '../read-only.ts'
import { type Area, defineRoute } from '../route.ts'

const permissions = z.array(z.string()).max(200)

const roleSchema = z
  .object({
    name: z.string(),
    permissions,
    users: z.number().int().openapi({ description: 'How many accounts have it' }),
  })
  .openapi('Role')

const newRoleSchema = z.strictObject({ name: z.string(), permissions }).openapi('NewRole')

const roleChangeSchema = z
  .strictObject({ name: z.string().optional(), permissions, users: z.number().int().optional() })
  .openapi('RoleChange')

const about = { permission: 'user_manage', tag: 'Accounts' } as const
const params = z.object({ name: z.string() })

const getPermissions = defineRoute({
  ...about,
  method: 'get',
  path: '/admin/permissions',
  summary: 'Every permission there is',
  responses: { 200: answer(z.array(z.string()), 'Their names') },
})

const getAll = defineRoute({
  ...about,
  method: 'get',
  path: '/admin/roles',
  summary: 'Every role with its permissions',
  responses: { 200: answer(z.array(roleSchema), 'The roles') },
})

const getOne = defineRoute({
  ...about,
  method: 'get',
  path: '/admin/roles/{name}',
  summary: 'One role',
  request: { params },
  responses: { 200: answer(roleSchema, 'The role') },
})

const post = defineRoute({
  ...about,
  method: 'post',
  path: '/admin/roles',
  summary: 'Add a role',
  request: { body: jsonBody(newRoleSchema) },
  responses: { 201: answer(roleSchema, 'The role as it is stored') },
})

const put = defineRoute({
  ...about,
  method: 'put',
  path: '/admin/roles/{name}',
  summary: 'Give a role exactly these permissions; its accounts have to sign in anew',
  description: 'Every permission that some role has stays with some role, and one administrator always remains.',
  request: { params, body: jsonBody(roleChangeSchema) },
  responses: { 200: answer(roleSchema, 'The role as it is stored') },
})

const remove = defineRoute({
  ...about,
  method: 'delete',
  path: '/admin/roles/{name}',
  summary: 'Remove a role that no account has',
  request: { params },
  responses: { 200: answer(z.object({ message: z.string() }), 'What was removed') },
})

export const roles: Area = (app, desk) => {
  app.openapi(getPermissions, async (c) => c.json(await desk.db.read(listPermissions), 200))
  app.openapi(getAll, async (c) => c.json(await desk.db.read(listRoles), 200))
  app.openapi(getOne, async (c) => c.json(await desk.db.read((db) => findRole(db, c.req.valid('param').name)), 200))
  app.openapi(post, async (c) => {
    const added = await desk.change(c.var.caller, (db, act) => addRole(db, act, c.req.valid('json')))
    return c.json(added, 201, { Location: `/admin/roles/${encodeURIComponent(added.name)}` })
  })
  app.openapi(put, async (c) => {
    const [{ name }, sent] = [c.req.valid('param'), c.req.valid('json')]
    const stored = await desk.db.read((db) => findRole(db, name))
    demandSame({ name: sent.name, users: sent.users }, stored)
    const spec = { name, permissions: sent.permissions }
    return c.json(await desk.change(c.var.caller, (db, act) => changeRole(db, act, spec)), 200)
  })
  app.openapi(remove, async (c) => {
    const { name } = c.req.valid('param')
    await desk.change(c.var.caller, (db, act) => removeRole(db, act, name))
    return c.json({ message: `Removed the role ${name}` }, 200)
  })
}
