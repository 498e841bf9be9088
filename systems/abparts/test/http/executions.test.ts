import { expect, test } from 'vitest'
import { type Api, describeEachApi, id } from './support.ts'

const base = '/maintenance-protocols'
const executions = `${base}/executions`

const begin = async ({ call }: Api, more: object = {}) =>
  (await call('userA', `POST ${executions}`, { machine_id: id(21), protocol_id: id(51), ...more })).body

const stockOf = async ({ call }: Api, warehouse: number): Promise<number> =>
  (await call('boss', 'GET /inventory')).list.find(({ warehouse_id: one }) => one === id(warehouse))?.[
    'current_stock'
  ] as number

describeEachApi('an execution', (api) => {
  test('is begun, resumed, completed and then final', async () => {
    const { call } = api()
    const { id: one } = await begin(api())
    const item = (n: number): string => `POST ${executions}/${one}/checklist/${id(n)}/complete`
    expect(await call('userA', item(62), { status: 'skipped', notes: 'too loud' })).toMatchObject({
      status: 200,
      body: { is_completed: false, notes: 'too loud' },
    })
    expect(await call('userA', item(63), { status: 'completed' })).toMatchObject({
      status: 404,
      body: { code: 'no_such_checklist_item' },
    })
    expect(await call('userA', `PUT ${executions}/${one}/complete`, {})).toMatchObject({
      status: 409,
      body: { code: 'critical_items_open', details: [{ field: id(61), message: 'Look' }] },
    })
    // Whoever comes back later, after whatever crash, finds what was done and goes on.
    expect((await call('adminA', `GET ${executions}/${one}`)).body['checklist_completions']).toHaveLength(1)
    await call('adminA', item(61), { status: 'completed' })
    expect(await call('adminA', `PUT ${executions}/${one}/complete`, { machine_hours_at_service: 12.5 })).toMatchObject(
      {
        status: 200,
        body: { status: 'completed', performed_date: '2025-06-02T08:00:00+00:00', machine_hours_at_service: 12.5 },
      },
    )
    expect((await call('userA', `GET /machines/${id(21)}`)).body['hours']).toBe(12.5)
    for (const [line, body] of [
      [item(61), { status: 'skipped' }],
      [`PUT ${executions}/${one}/complete`, {}],
    ] as const)
      expect(await call('userA', line, body)).toMatchObject({ status: 409, body: { code: 'execution_closed' } })
  })

  test('that is sent twice with one key is one execution, also at the same time', async () => {
    const { call } = api()
    const send = (key: string) =>
      call('userA', `POST ${executions}`, { machine_id: id(22), protocol_id: id(53) }, { 'idempotency-key': key })
    const answers = await Promise.all([send('k1'), send('k1'), send('k1')])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect((await send('k2')).body.id).not.toBe(answers[0]?.body.id)
  })

  test('whose item two people complete at once has it once, and its part is taken from stock once', async () => {
    const { call, desk } = api()
    const { id: one } = await begin(api(), { protocol_id: id(52) })
    const line = `POST ${executions}/${one}/checklist/${id(63)}/complete`
    const before = await stockOf(api(), 31)
    const both = await Promise.all(
      (['userA', 'adminA'] as const).map((who) => call(who, line, { status: 'completed', actual_quantity_used: 2.5 })),
    )
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(await stockOf(api(), 31)).toBe(before - 2.5)
    const [row] = await desk.db.read((session) =>
      session.query(
        `select (select count(*) from maintenance_checklist_completions where execution_id = $1) as completions,
        (select count(*) from part_usage) as used, (select count(*) from transactions where transaction_type = 'consumption') as moved`,
        [one],
      ),
    )
    expect(Object.values(row ?? {}).map(Number)).toEqual([1, 1, 1])
  })

  test('that takes more than there is changes nothing', async () => {
    const { call } = api()
    const { id: one } = await begin(api(), { protocol_id: id(52) })
    const line = `POST ${executions}/${one}/checklist/${id(63)}/complete`
    expect(await call('userA', line, { status: 'completed', actual_quantity_used: 5000 })).toMatchObject({
      status: 400,
      body: { code: 'not_in_stock' },
    })
    expect((await call('userA', `GET ${executions}/${one}`)).body['checklist_completions']).toEqual([])
  })

  test('of a recurring service says when the next one is due, and answers its reminders', async () => {
    const { call } = api()
    await call('userA', `POST /machines/${id(21)}/hours`, { hours_value: 248.5 })
    await call('boss', `POST ${base}/reminders/generate`, {})
    const pending = async () =>
      (await call('userA', `GET ${base}/reminders/pending`)).list.filter(
        ({ protocol_id: protocol, machine_id: machine }) => protocol === id(52) && machine === id(21),
      )
    expect(await pending()).toMatchObject([{ reminder_type: 'hours_based', due_hours: 250 }])
    const done = await begin(api(), { protocol_id: id(52), status: 'completed', machine_hours_at_service: 248.5 })
    expect(done).toMatchObject({ status: 'completed', next_service_due_hours: 498.5 })
    expect(await pending()).toEqual([])
  })

  test.each([
    [{ machine_id: id(99) }, 404, 'no_such_machine'],
    [{ machine_id: id(21), protocol_id: id(99) }, 404, 'no_such_protocol'],
    [{ machine_id: id(21), machine_hours_at_service: -1 }, 422, 'out_of_range'],
    [{ machine_id: id(21), status: 'done' }, 422, 'unknown_value'],
    [{ machine_id: id(21), performed_date: 'yesterday' }, 422, 'invalid'],
    [
      { machine_id: id(21), checklist_completions: [{ checklist_item_id: id(61), status: 'open' }] },
      422,
      'unknown_value',
    ],
  ])('%o is refused with %i', async (body, status, code) => {
    expect(await api().call('userA', `POST ${executions}`, body)).toMatchObject({ status, body: { code } })
  })
})
