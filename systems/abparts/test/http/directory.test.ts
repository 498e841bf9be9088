/** Organisations, warehouses and the hours of machines: what may be written down about them, and what not. */
import { expect, test } from 'vitest'
import { describeEachApi, id } from './support.ts'

describeEachApi('the directory', (api) => {
  test('organisations are added and changed, and their rules hold', async () => {
    const add = (more: object) =>
      api().call('boss', 'POST /organizations', { name: 'New', organization_type: 'customer', ...more })
    const made = await add({ country: 'GR', time_zone: 'Europe/Athens', weekly_maintenance_day: 5 })
    expect(made).toMatchObject({
      status: 200,
      body: { name: 'New', country: 'GR', weekly_maintenance_day: 5, is_active: true },
    })
    const refused = [
      [{}, 'organization_exists'],
      [{ name: 'Second', organization_type: 'oraseas_ee' }, 'oraseas_exists'],
      [{ name: 'Alone', organization_type: 'supplier' }, 'supplier_without_parent'],
    ] as const
    for (const [more, code] of refused) expect(await add(more)).toMatchObject({ status: 400, body: { code } })
    expect(await add({ name: 'Orphan', parent_organization_id: id(99) })).toMatchObject({ status: 404 })
    for (const wrong of [{ time_zone: 'Mars/Olympus' }, { country: 'Greece' }, { weekly_maintenance_day: 0 }, { x: 1 }])
      expect((await add({ name: 'Wrong', ...wrong })).status).toBe(422)
    const supplier = await add({ name: 'Supplier', organization_type: 'supplier', parent_organization_id: id(2) })
    expect(supplier.status).toBe(200)
    const below = { name: 'Below', organization_type: 'supplier', parent_organization_id: supplier.body.id }
    expect(await add(below)).toMatchObject({ status: 400, body: { code: 'parent_not_allowed' } })
    const one = `PUT /organizations/${made.body.id}`
    expect((await api().call('boss', one, { name: 'Newer', address: null })).body).toMatchObject({ name: 'Newer' })
    expect((await api().call('boss', one, { name: 'Customer A' })).body.code).toBe('organization_exists')
    expect((await api().call('boss', `PUT /organizations/${id(99)}`, { name: 'x' })).status).toBe(404)
    const { list } = await api().call('boss', 'GET /organizations')
    expect(list.map(({ name }) => name)).toEqual(['Customer A', 'Customer B', 'Newer', 'Oraseas EE', 'Supplier'])
    const { list: seen } = await api().call('userA', 'GET /organizations')
    expect(seen.map(({ name }) => name)).toEqual(['Customer A', 'Supplier'])
  })

  test('an organisation that is closed lets nobody in', async () => {
    const setActive = (is_active: boolean) => api().call('boss', `PUT /organizations/${id(3)}`, { is_active })
    expect((await setActive(false)).status).toBe(200)
    expect((await api().call('userB', 'GET /session')).status).toBe(401)
    expect((await setActive(true)).status).toBe(200)
    expect((await api().call('userB', 'GET /session')).status).toBe(200)
  })

  test('warehouses stand in the own organisation, each name once', async () => {
    const add = (who: 'adminA' | 'boss', more: object = {}) =>
      api().call(who, 'POST /warehouses', { name: 'Third', location: 'Harbour', ...more })
    expect(await add('adminA')).toMatchObject({ status: 200, body: { name: 'Third', organization_id: id(2) } })
    expect(await add('adminA')).toMatchObject({ status: 400, body: { code: 'warehouse_exists' } })
    expect((await add('adminA', { organization_id: id(3) })).status).toBe(404)
    expect(await add('boss', { organization_id: id(3) })).toMatchObject({ body: { organization_id: id(3) } })
    const { list } = await api().call('userA', 'GET /warehouses')
    expect(list.map(({ name }) => name)).toEqual(['Main', 'Second', 'Third'])
  })

  test('hours of a machine rise, and only a super_admin corrects them downwards', async () => {
    const write = (who: 'userA' | 'boss', hours_value: number) =>
      api().call(who, `POST /machines/${id(21)}/hours`, { hours_value })
    expect((await write('userA', 120.25)).body).toMatchObject({ hours: 120.25 })
    expect(await write('userA', 120)).toMatchObject({
      status: 400,
      body: { code: 'hours_fall', error: 'The machine has run 120.25 hours already' },
    })
    api().setClock('2025-06-02T09:00:00Z')
    expect((await write('boss', 20)).body).toMatchObject({ hours: 20 })
    expect((await write('userA', 20.005)).status).toBe(422)
    expect((await write('userA', -1)).status).toBe(422)
  })
})
