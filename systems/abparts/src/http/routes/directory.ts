import { z } from 'millwright/http'
import { careOf, roles, scopeOf } from '../../service/caller.ts'
import {
  addHours,
  addOrganization,
  addWarehouse,
  changeOrganization,
  findMachineWithHours,
  invite,
  machineList,
  organizationList,
  partList,
  setUserStatus,
  userList,
  warehouseList,
} from '../../service/directory.ts'
import { addRoute, type Area, decimal, idParam, listed, listSchema, paging, rowSchema, text } from '../route.ts'

const query = z.object(paging(1000, 100))
const answers = { 200: listSchema }

const zone = z
  .string()
  .max(64)
  .refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', { error: 'no time zone' })

const organization = z.strictObject({
  name: text(255),
  organization_type: z.enum(['oraseas_ee', 'bossaqua', 'customer', 'supplier']),
  parent_organization_id: z.uuid().nullish(),
  address: z.string().max(10_000).nullish(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish(),
  time_zone: zone.optional(),
  weekly_maintenance_day: z.int().min(1).max(7).optional(),
  is_active: z.boolean().optional(),
})

export const organizations: Area = (app, { db }) => {
  const about = { tag: 'Organisations', path: '/organizations' } as const
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      permission: 'signed-in',
      summary: 'The own organisation and its suppliers, or all',
      query,
      answers,
    },
    ({ query: paged, caller }) => listed(db, organizationList(scopeOf(caller)), paged),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      permission: 'super_admin',
      summary: 'Add an organisation',
      body: organization,
      answers: { 200: rowSchema },
    },
    async ({ body }) => ({ body: await db.write((session) => addOrganization(session, body)) }),
  )
  addRoute(
    app,
    {
      tag: about.tag,
      method: 'put',
      path: '/organizations/{id}',
      permission: 'super_admin',
      summary: 'Change an organisation',
      params: idParam,
      body: organization.partial(),
      answers: { 200: rowSchema },
    },
    async ({ params, body }) => ({ body: await db.write((session) => changeOrganization(session, params.id, body)) }),
  )
}

const invitation = z.strictObject({
  organization_id: z.uuid().optional(),
  username: text(255),
  email: z.email().max(255),
  name: text(255).nullish(),
  role: z.enum(roles),
})

export const users: Area = (app, { db, now }) => {
  const about = { tag: 'Users', permission: 'admin' } as const
  addRoute(
    app,
    { ...about, method: 'get', path: '/users', summary: 'Users of the own organisation, or all', query, answers },
    ({ query: paged, caller }) => listed(db, userList(scopeOf(caller)), paged),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/users/invitations',
      summary: 'Invite somebody for seven days; the token is told once',
      body: invitation,
      answers: { 200: rowSchema },
    },
    async ({ body, caller }) => ({ body: await db.write((session) => invite(session, body, { caller, at: now() })) }),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'put',
      path: '/users/{id}/status',
      summary: 'Close an account, open it again, lock or unlock it',
      params: idParam,
      body: z.strictObject({ status: z.enum(['active', 'inactive', 'locked']) }),
      answers: { 200: rowSchema },
    },
    async ({ params, body, caller }) => ({
      body: await db.write((session) => setUserStatus(session, params.id, { ...body, scope: scopeOf(caller) })),
    }),
  )
}

export const warehouses: Area = (app, { db }) => {
  const about = { tag: 'Warehouses', path: '/warehouses' } as const
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      permission: 'signed-in',
      summary: 'Warehouses of the own organisation, or all',
      query,
      answers,
    },
    ({ query: paged, caller }) => listed(db, warehouseList(scopeOf(caller)), paged),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      permission: 'admin',
      summary: 'Add a warehouse',
      body: z.strictObject({ organization_id: z.uuid().optional(), name: text(255), location: text(500).nullish() }),
      answers: { 200: rowSchema },
    },
    async ({ body, caller }) => ({ body: await db.write((session) => addWarehouse(session, body, caller)) }),
  )
}

export const machines: Area = (app, { db, now }) => {
  const about = { tag: 'Machines', permission: 'signed-in' } as const
  addRoute(
    app,
    { ...about, method: 'get', path: '/machines', summary: 'Machines with their hours', query, answers },
    ({ query: paged, caller }) => listed(db, machineList(careOf(caller)), paged),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'get',
      path: '/machines/{id}',
      summary: 'One machine with its hours',
      params: idParam,
      answers: { 200: rowSchema },
    },
    async ({ params, caller }) => ({
      body: await db.read((session) => findMachineWithHours(session, params.id, careOf(caller))),
    }),
  )
  addRoute(
    app,
    {
      ...about,
      method: 'post',
      path: '/machines/{id}/hours',
      summary: 'Write down how long a machine has run',
      params: idParam,
      body: z.strictObject({
        hours_value: decimal(2),
        recorded_date: z.iso.datetime({ offset: true }).optional(),
        notes: z.string().max(10_000).nullish(),
      }),
      answers: { 200: rowSchema },
    },
    async ({ params, body, caller }) => ({
      body: await db.write((session) => addHours(session, params.id, { hours: body, act: { caller, at: now() } })),
    }),
  )
}

export const parts: Area = (app, { db }) => {
  addRoute(
    app,
    {
      tag: 'Parts',
      method: 'get',
      path: '/parts',
      permission: 'signed-in',
      summary: 'The catalogue of parts',
      query: query.extend({ search: text(255).optional() }),
      answers,
    },
    ({ query: { search, ...paged } }) => listed(db, partList(search), paged),
  )
}
