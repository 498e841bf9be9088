import { expect, test } from 'vitest'
import { describeEachApi, id } from './support.ts'

const base = '/maintenance-protocols'

describeEachApi('protocols', (api) => {
  test('are listed with their items, by order and name, filtered, and counted', async () => {
    const { call } = api()
    const all = await call('userA', `GET ${base}`)
    expect([all.status, all.headers.get('x-total-count')]).toEqual([200, '3'])
    expect(all.list.map(({ name }) => name)).toEqual(['Daily start', 'Service 250', 'First 50'])
    expect(all.list[1]).toMatchObject({
      service_interval_hours: 250,
      checklist_items: [{ id: id(63), item_order: 1, part: { part_number: 'P-1' } }],
    })
    const names = async (query: string) => (await call('userA', `GET ${base}?${query}`)).list.map(({ name }) => name)
    expect(await names('machine_model=V4.0')).toEqual(['Daily start', 'Service 250'])
    expect(await names('machine_model=all')).toEqual(['Daily start'])
    expect(await names('protocol_type=scheduled&skip=1')).toEqual(['First 50'])
    expect(await names('search=SERVICE')).toEqual(['Service 250'])
    expect(await names('search=%25')).toEqual([])
    expect((await call('userA', `GET ${base}?limit=1`)).headers.get('x-total-count')).toBe('3')
  })

  test('literal paths win over an id', async () => {
    const { call } = api()
    expect(await call('userA', `GET ${base}/executions`)).toMatchObject({ status: 200, body: [] })
    expect(await call('userA', `GET ${base}/reminders/pending`)).toMatchObject({ status: 200, body: [] })
    const { list } = await call('userA', `GET ${base}/for-machine/${id(22)}`)
    expect(list.map(({ name }) => name)).toEqual(['Daily start', 'First 50'])
  })

  test('are made, changed, copied and deleted', async () => {
    const { call } = api()
    const made = await call('boss', `POST ${base}`, { name: 'Weekly', protocol_type: 'weekly' })
    expect(made).toMatchObject({ status: 200, body: { name: 'Weekly', is_active: true, checklist_items: [] } })
    const one = `${base}/${made.body.id}`
    expect(await call('boss', `POST ${base}`, { name: 'Weekly', protocol_type: 'weekly' })).toMatchObject({
      status: 400,
      body: { code: 'protocol_exists', error: 'A protocol for this model has this name already' },
    })
    expect(await call('boss', `PUT ${one}`, { service_interval_hours: 5 })).toMatchObject({
      status: 400,
      body: { code: 'interval_does_not_fit' },
    })
    const changed = { protocol_type: 'scheduled', service_interval_hours: 100.5, is_recurring: true, description: 'x' }
    expect(await call('boss', `PUT ${one}`, changed)).toMatchObject({
      status: 200,
      body: { ...changed, name: 'Weekly' },
    })
    const item = { item_order: 1, item_description: 'Look', item_type: 'check', estimated_duration_minutes: 5 }
    await call('boss', `POST ${one}/checklist-items`, item)
    expect(await call('boss', `POST ${one}/duplicate`, { new_name: 'Other', new_machine_model: 'V4.0' })).toMatchObject(
      {
        status: 200,
        body: { name: 'Other', machine_model: 'V4.0', is_recurring: true, is_active: true, checklist_items: [item] },
      },
    )
    expect(await call('boss', `POST ${one}/duplicate`, { new_name: 'Weekly' })).toMatchObject({ status: 400 })
    expect(await call('boss', `DELETE ${one}`)).toMatchObject({ status: 204 })
    expect(await call('boss', `GET ${one}`)).toMatchObject({ status: 404, body: { code: 'no_such_protocol' } })
    expect(await call('boss', `DELETE ${one}`)).toMatchObject({ status: 404 })
  })

  test('that were executed are kept: they are deactivated instead', async () => {
    const { call } = api()
    const { body } = await call('userA', `POST ${base}/executions`, { machine_id: id(21), protocol_id: id(51) })
    expect(await call('boss', `DELETE ${base}/${id(51)}`)).toMatchObject({
      status: 400,
      body: { code: 'protocol_was_executed', error: 'This protocol has 1 executions: deactivate it instead' },
    })
    expect(await call('adminA', `DELETE ${base}/executions/${body.id}`)).toMatchObject({ status: 204 })
  })

  test.each([
    [{ protocol_type: 'daily' }, 'name', 'required'],
    [{ name: '', protocol_type: 'daily' }, 'name', 'too_short'],
    [{ name: 'x'.repeat(256), protocol_type: 'daily' }, 'name', 'too_long'],
    [{ name: 'x', protocol_type: 'hourly' }, 'protocol_type', 'unknown_value'],
    [{ name: 'x', protocol_type: 'scheduled', service_interval_hours: 1.234 }, 'service_interval_hours', 'invalid'],
    [{ name: 'x', protocol_type: 'scheduled', service_interval_hours: '5' }, 'service_interval_hours', 'wrong_type'],
    [{ name: 'x', protocol_type: 'daily', colour: 'red' }, 'colour', 'unknown_field'],
    [{ name: 'x', protocol_type: 'daily', display_order: 1e12 }, 'display_order', 'out_of_range'],
  ])('%o is refused with 422 at its field', async (body, field, code) => {
    expect(await api().call('boss', `POST ${base}`, body)).toMatchObject({
      status: 422,
      body: { details: [{ field, code }] },
    })
  })

  test.each([`GET ${base}/no-uuid`, `GET ${base}?limit=0`, `GET ${base}?limit=1001`, `GET ${base}?skip=-1`])(
    '%s is refused with 422',
    async (line) => {
      expect(await api().call('boss', line)).toMatchObject({ status: 422 })
    },
  )
})

describeEachApi('the items of a checklist', (api) => {
  const items = `${base}/${id(51)}/checklist-items`
  const order = async (): Promise<readonly unknown[]> =>
    (await api().call('userA', `GET ${items}`)).list.map(({ item_description: words }) => words)

  test('make room for one that comes between them, and keep their order', async () => {
    const { call } = api()
    const item = { item_order: 2, item_description: 'Smell', item_type: 'check', is_critical: true }
    expect(await call('boss', `POST ${items}`, item)).toMatchObject({ status: 200, body: item })
    expect(await order()).toEqual(['Look', 'Smell', 'Listen'])
    const { list } = await call('userA', `GET ${items}`)
    const places = list.map(({ id: one }, at) => ({ id: one, order: 3 - at }))
    expect(await call('boss', `POST ${items}/reorder`, { item_orders: places })).toMatchObject({ status: 200 })
    expect(await order()).toEqual(['Listen', 'Smell', 'Look'])
    for (const [wrong, code] of [
      [places.slice(1), 'not_all_items'],
      [[places[0], places[0], places[1]], 'not_all_items'],
      [places.map((place) => ({ ...place, order: 1 })), 'place_taken_twice'],
    ] as const)
      expect(await call('boss', `POST ${items}/reorder`, { item_orders: wrong })).toMatchObject({
        status: 422,
        body: { code },
      })
    expect(await call('boss', `POST ${items}/reorder`, { item_orders: [] })).toMatchObject({ status: 422 })
    expect(await order()).toEqual(['Listen', 'Smell', 'Look'])
  })

  test('belong to their protocol, and go only when nobody completed them', async () => {
    const { call } = api()
    const foreign = `${base}/${id(52)}/checklist-items/${id(61)}`
    expect(await call('boss', `PUT ${foreign}`, { notes: 'x' })).toMatchObject({ status: 404 })
    expect(await call('boss', `DELETE ${foreign}`)).toMatchObject({ status: 404 })
    expect(await call('boss', `PUT ${items}/${id(62)}`, { notes: 'with your ears', part_id: id(99) })).toMatchObject({
      status: 400,
      body: { code: 'no_such_part' },
    })
    expect(await call('boss', `PUT ${items}/${id(62)}`, { notes: 'with your ears' })).toMatchObject({
      status: 200,
      body: { notes: 'with your ears', item_description: 'Listen' },
    })
    const { body } = await call('userA', `POST ${base}/executions`, {
      machine_id: id(21),
      protocol_id: id(51),
      checklist_completions: [{ checklist_item_id: id(62), status: 'skipped', notes: 'too loud' }],
    })
    expect(body['checklist_completions']).toMatchObject([{ is_completed: false, notes: 'too loud' }])
    expect(await call('boss', `DELETE ${items}/${id(62)}`)).toMatchObject({
      status: 400,
      body: { code: 'item_was_completed' },
    })
    await call('adminA', `DELETE ${base}/executions/${body.id}`)
    expect(await call('boss', `DELETE ${items}/${id(62)}`)).toMatchObject({ status: 204 })
  })
})
