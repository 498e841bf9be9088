/** Every route, for everybody: who gets in, and that another organisation's things are not there for anybody. */
import { operationsOf } from 'millwright/http'
import { expect, test } from 'vitest'
import { describeEachApi, id, people, type Person } from './support.ts'

const base = '/maintenance-protocols'

const demanded: Readonly<Record<string, string>> = {
  'post /session': 'public',
  'post /session/invitation': 'public',
  'get /session': 'signed-in',
  'delete /session': 'signed-in',
  [`get ${base}`]: 'signed-in',
  [`get ${base}/for-machine/{id}`]: 'signed-in',
  [`get ${base}/executions`]: 'signed-in',
  [`get ${base}/executions/machine/{id}`]: 'signed-in',
  [`get ${base}/executions/{id}`]: 'signed-in',
  [`post ${base}/executions`]: 'signed-in',
  [`post ${base}/executions/{id}/checklist/{item}/complete`]: 'signed-in',
  [`put ${base}/executions/{id}/complete`]: 'signed-in',
  [`delete ${base}/executions/{id}`]: 'admin',
  [`get ${base}/reminders/pending`]: 'signed-in',
  [`get ${base}/reminders/overdue`]: 'signed-in',
  [`get ${base}/reminders/hours-missing`]: 'signed-in',
  [`post ${base}/reminders/generate`]: 'super_admin',
  [`put ${base}/reminders/{id}/acknowledge`]: 'signed-in',
  [`put ${base}/reminders/{id}/dismiss`]: 'signed-in',
  [`post ${base}`]: 'super_admin',
  [`get ${base}/{id}`]: 'signed-in',
  [`put ${base}/{id}`]: 'super_admin',
  [`delete ${base}/{id}`]: 'super_admin',
  [`post ${base}/{id}/duplicate`]: 'super_admin',
  [`get ${base}/{id}/checklist-items`]: 'signed-in',
  [`post ${base}/{id}/checklist-items`]: 'super_admin',
  [`post ${base}/{id}/checklist-items/reorder`]: 'super_admin',
  [`put ${base}/{id}/checklist-items/{item}`]: 'super_admin',
  [`delete ${base}/{id}/checklist-items/{item}`]: 'super_admin',
  'get /organizations': 'signed-in',
  'post /organizations': 'super_admin',
  'put /organizations/{id}': 'super_admin',
  'get /users': 'admin',
  'post /users/invitations': 'admin',
  'put /users/{id}/status': 'admin',
  'get /warehouses': 'signed-in',
  'post /warehouses': 'admin',
  'get /machines': 'signed-in',
  'get /machines/{id}': 'signed-in',
  'post /machines/{id}/hours': 'signed-in',
  'get /parts': 'signed-in',
  'get /inventory': 'signed-in',
  'get /transactions': 'signed-in',
  'post /transactions': 'signed-in',
}

const rank: Readonly<Record<string, number>> = { 'signed-in': 0, user: 0, admin: 1, super_admin: 2 }

describeEachApi('the doors', (api) => {
  test('are the whole table, and nothing else', () => {
    const found = operationsOf(api().document()).map(({ verb, path, permission }) => [`${verb} ${path}`, permission])
    expect(Object.fromEntries(found)).toEqual(demanded)
  })

  test('every role at every route, and nobody', async () => {
    const { call, document } = api()
    for (const { verb, path, permission } of operationsOf(document())) {
      if (permission === 'public' || (verb === 'delete' && path === '/session')) continue
      const line = `${verb.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, id(99))}`
      expect([line, (await call('nobody', line)).status]).toEqual([line, 401])
      for (const [name, { role }] of Object.entries(people)) {
        const { status } = await call(name as Person, line)
        const isIn = (rank[role] ?? 0) >= (rank[permission] ?? 9)
        expect([name, line, status === 403]).toEqual([name, line, !isIn])
        expect([name, line, status < 500]).toEqual([name, line, true])
      }
    }
  })

  test("another organisation's things are answered like what does not exist", async () => {
    const { call } = api()
    const { body: execution } = await call('userA', `POST ${base}/executions`, {
      machine_id: id(21),
      protocol_id: id(51),
    })
    await call('boss', `POST ${base}/reminders/generate`, { as_of: '2025-06-02T20:00:00Z' })
    const [reminder] = (await call('userA', `GET ${base}/reminders/pending`)).list
    const movement = { transaction_type: 'transfer', part_id: id(41), quantity: 1 }
    const guesses: readonly (readonly [string, object?])[] = [
      [`GET ${base}/for-machine/${id(21)}`],
      [`GET ${base}/executions/machine/${id(21)}`],
      [`GET ${base}/executions/${execution.id}`],
      [`POST ${base}/executions`, { machine_id: id(21) }],
      [`POST ${base}/executions/${execution.id}/checklist/${id(61)}/complete`, { status: 'completed' }],
      [`PUT ${base}/executions/${execution.id}/complete`, {}],
      [`DELETE ${base}/executions/${execution.id}`],
      [`PUT ${base}/reminders/${reminder?.id}/acknowledge`],
      [`PUT ${base}/reminders/${reminder?.id}/dismiss`],
      [`GET /machines/${id(21)}`],
      [`POST /machines/${id(21)}/hours`, { hours_value: 5 }],
      [`PUT /users/${id(14)}/status`, { status: 'inactive' }],
      ['POST /users/invitations', { organization_id: id(2), username: 'x', email: 'x@example.test', role: 'user' }],
      ['POST /warehouses', { organization_id: id(2), name: 'Mine' }],
      ['POST /transactions', { ...movement, from_warehouse_id: id(31), to_warehouse_id: id(33) }],
      ['POST /transactions', { ...movement, from_warehouse_id: id(33), to_warehouse_id: id(31) }],
    ]
    for (const [line, body] of guesses) {
      const [their, none] = [
        await call('adminB', line, body),
        await call(
          'adminB',
          swapped(line),
          body === undefined ? undefined : (JSON.parse(swapped(JSON.stringify(body))) as object),
        ),
      ]
      expect([line, their.status, their.body.code]).toEqual([line, 404, none.body.code])
      expect([line, none.status]).toEqual([line, 404])
    }
    for (const list of [
      `${base}/executions`,
      `${base}/reminders/pending`,
      '/machines',
      '/warehouses',
      '/users',
      '/inventory',
      '/transactions',
      '/organizations',
    ]) {
      const text = JSON.stringify((await call('adminB', `GET ${list}`)).body)
      for (const foreign of [execution.id, id(2), id(14), id(21), id(31)])
        expect([list, text.includes(foreign)]).toEqual([list, false])
    }
    expect((await call('helper', `GET ${base}/executions`)).body).toHaveLength(1) // Oraseas EE looks after all machines
    expect((await call('helper', 'GET /inventory')).body).toEqual([])
    expect(api().reported).toEqual([])
  })
})

/** The same request about something that nobody has. */
const swapped = (text: string): string =>
  text.replaceAll(
    /00000000-0000-4000-8000-0000000000(?:02|14|21|31)|(?<=executions\/|reminders\/)(?!machine)[0-9a-f-]{36}/g,
    id(98),
  )
