import { expect, test } from 'vitest'
import { query } from '../support.ts'
import { form, sounding, testBook, ticket } from './support.ts'

test('a sounding makes its two entries, word for word, in the hitch that is open', async () => {
  const { call, db } = await testBook()
  const { status, body } = await call('engineer', 'POST /api/soundings', sounding)
  expect(status).toBe(201)
  const open = query(db, 'select id from hitch_records where is_start = 1 and end_date is null')[0]?.['id']
  expect(body).toMatchObject({
    sounding: {
      recorded_at: '2025-04-10T10:00:00-04:00',
      recorded_at_utc: '2025-04-10T14:00:00.000000Z',
      tank_17p: { feet: 1, inches: 9, gallons: 783, m3: 2.96 },
      tank_17s: { feet: 2, inches: 6, gallons: 1286, m3: 4.87 },
      hitch_id: open,
    },
    orb_entries: [
      {
        code: 'C',
        entry_text: `DATE: 10 APR 2025
CODE: C

11.1 Dirty Oil Tank (17S)
11.2 6.09 m³ capacity
11.3 4.87 m³ retained
11.4 N/A

A. O'Brien, (1st Assistant Engineer) 10 APR 2025`,
        hitch_id: open,
      },
      { code: 'I', entry_text: expect.stringContaining('34.3 2.96 m³ retained') as unknown, hitch_id: open },
    ],
  })
  expect(await call('viewer', 'GET /api/soundings/latest')).toMatchObject({ body: { tank_17p: { gallons: 783 } } })
  expect(query(db, "select performed_by, action from audit_log where action = 'book sounding'")).toEqual([
    { performed_by: 'first', action: 'book sounding' },
  ])
})

test('half a sounding is none: no row of it stays when one tank is out of its table', async () => {
  const { call, db } = await testBook()
  const before = query(db, 'select count(*) as n from weekly_soundings')
  const { status, body } = await call('engineer', 'POST /api/soundings', {
    ...sounding,
    tank_17s: { feet: 9, inches: 0 },
    tank_17p: { feet: 3, inches: 1 },
  })
  expect([status, body]).toEqual([
    400,
    {
      code: 'sounding_out_of_range',
      error: `The table of tank 17P has no 3'1"; The table of tank 17S has no 9'0"`,
      details: { tank_17p: [`The table of tank 17P has no 3'1"`], tank_17s: [`The table of tank 17S has no 9'0"`] },
    },
  ])
  expect(query(db, 'select count(*) as n from weekly_soundings')).toEqual(before)
})

test('the flat form of old phones is taken as well, but not both at once', async () => {
  const { call } = await testBook()
  const { tank_17p: _, tank_17s: __, ...rest } = sounding
  const flat = { ...rest, tank_17p_feet: 1, tank_17p_inches: 9, tank_17s_feet: 2, tank_17s_inches: 6 }
  expect(await call('engineer', 'POST /api/soundings', flat)).toMatchObject({
    status: 201,
    body: { sounding: { tank_17s: { gallons: 1286 } } },
  })
  expect(await call('engineer', 'POST /api/soundings', { ...flat, ...sounding })).toMatchObject({
    status: 400,
    body: { code: 'given_twice' },
  })
  expect(await call('engineer', 'POST /api/soundings', rest)).toMatchObject({ status: 400, body: { code: 'required' } })
})

test('a wrong entry is struck, its replacement stands beside it, and neither goes away', async () => {
  const { call, db } = await testBook()
  const { status, body } = await call('chief_engineer', 'POST /api/orb-entries/1/strike', {
    replacement: 'DATE: 05 JAN 2025\nCODE: C',
  })
  expect([status, body]).toMatchObject([
    200,
    { struck: { id: 1, struck_by: 'chief' }, replacement: { replaces_id: 1, code: 'C' } },
  ])
  expect(await call('chief_engineer', 'POST /api/orb-entries/1/strike', {})).toMatchObject({
    status: 409,
    body: { code: 'already_struck' },
  })
  expect(await call('chief_engineer', 'POST /api/orb-entries/99999/strike', {})).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  expect(query(db, 'select count(*) as n from orb_entries where id = 1 or replaces_id = 1')).toEqual([{ n: 2 }])
})

test('pages of entries hold every one of them once', async () => {
  const { call, db } = await testBook()
  const seen: number[] = []
  for (let page = 1; page < 5; page++) {
    const { body } = await call('viewer', `GET /api/orb-entries?page=${page}&per_page=10`)
    seen.push(...(body as { items: { id: number }[] }).items.map(({ id }) => id))
  }
  const all = query(db, 'select id from orb_entries').map(({ id }) => id)
  expect(seen.toSorted((a, b) => a - b)).toEqual(all)
  expect(await call('viewer', 'GET /api/orb-entries?code=C')).toMatchObject({ body: { total: all.length / 2 } })
})

test('a ticket takes the pair in service, and says when the meter has a gap', async () => {
  const { call } = await testBook()
  const { body } = await call('engineer', 'POST /api/fuel-tickets', ticket)
  expect(body).toMatchObject({
    ticket: { consumption_gallons: 250.5, rollover: false },
    warnings: [{ code: 'meter_gap' }],
  })
  const active = (await call('viewer', 'GET /api/service-tanks/active')).body as { tank_pair: string }
  expect(body).toMatchObject({ ticket: { service_tank_pair: active.tank_pair } })
  const next = { ...ticket, ticket_date: '2025-04-11T08:00', meter_start: 50_250.5, meter_end: 50_400 }
  expect(await call('engineer', 'POST /api/fuel-tickets', next)).toMatchObject({ status: 201, body: { warnings: [] } })
  expect(
    await call('engineer', 'POST /api/fuel-tickets', {
      ...next,
      ticket_date: '2025-04-12T08:00',
      meter_start: 999_990,
      meter_end: 12.5,
    }),
  ).toMatchObject({
    status: 400,
    body: { code: 'meter_reversed', details: { meter_end: ['The meter ends at 12.5, before its start at 999990'] } },
  })
  const round = { ...next, ticket_date: '2025-04-12T08:00', meter_start: 999_990, meter_end: 12.5, rollover: true }
  expect(await call('engineer', 'POST /api/fuel-tickets', round)).toMatchObject({
    status: 201,
    body: { ticket: { consumption_gallons: 22.5, rollover: true } },
  })
})

test('a pair goes into service and the one before leaves it, at one moment', async () => {
  const { call, db } = await testBook()
  const before = (await call('viewer', 'GET /api/service-tanks/active')).body as { id: number; tank_pair: string }
  const other = before.tank_pair === '9' ? '13' : '9'
  const { status, body } = await call('engineer', 'POST /api/service-tanks/active', {
    tank_pair: other,
    activated_at: '2025-04-10T07:00',
  })
  expect([status, body]).toMatchObject([
    201,
    { tank_pair: other, activated_at: '2025-04-10 07:00:00.000000', deactivated_at: null },
  ])
  expect(query(db, `select deactivated_at as at from service_tank_config where id = ${before.id}`)).toEqual([
    { at: '2025-04-10 07:00:00.000000' },
  ])
  expect(await call('engineer', 'POST /api/service-tanks/active', { tank_pair: other })).toMatchObject({
    status: 409,
    body: { code: 'already_active' },
  })
  expect(
    await call('engineer', 'POST /api/service-tanks/active', { tank_pair: '7', activated_at: '2024-01-01T07:00' }),
  ).toMatchObject({ status: 409, body: { code: 'before_active' } })
})

test('without a pair in service a ticket names one', async () => {
  const { call, desk, db } = await testBook()
  const { sql } = await import('millwright')
  await desk.db.write((tx) =>
    tx.run(sql`update service_tank_config set deactivated_at = '2025-04-09' where deactivated_at is null`),
  )
  expect(await call('engineer', 'POST /api/fuel-tickets', ticket)).toMatchObject({
    status: 400,
    body: { code: 'no_active_tanks' },
  })
  expect(await call('viewer', 'GET /api/service-tanks/active')).toMatchObject({ status: 200, body: null })
  expect(await call('engineer', 'POST /api/fuel-tickets', { ...ticket, service_tank_pair: '11' })).toMatchObject({
    status: 201,
  })
  expect(query(db, "select count(*) as n from daily_fuel_tickets where ticket_date like '2025-04-10%'")).toEqual([
    { n: 1 },
  ])
})

test('the board: events with their days, machines with their newest word', async () => {
  const { call } = await testBook()
  const event = { event_type: 'sewage_pump', event_date: '2025-04-07T23:30', engineer_name: 'Ines Brackwater' }
  expect(await call('engineer', 'POST /api/status-events', event)).toMatchObject({ status: 201 })
  expect(await call('viewer', 'GET /api/status-events/latest')).toMatchObject({
    body: { sewage_pump: { days_since: 3 } },
  })
  expect(await call('viewer', 'GET /api/status-events?type=potable_load&per_page=1')).toMatchObject({
    body: { items: [{ event_type: 'potable_load' }] },
  })
  const silent = { status: 'issue', updated_by: 'Odd Larkspur' }
  expect(await call('engineer', 'POST /api/equipment/PME', silent)).toMatchObject({
    status: 400,
    body: { details: { note: ['note: is required unless the machine is online'] } },
  })
  expect(await call('engineer', 'POST /api/equipment/PME', { ...silent, note: 'Runs hot' })).toMatchObject({
    status: 201,
    body: { id: 'PME', name: 'Port Main Engine', status: 'issue', note: 'Runs hot' },
  })
  expect(await call('viewer', 'GET /api/equipment/PME')).toMatchObject({ body: { note: 'Runs hot' } })
  expect(await call('viewer', 'GET /api/equipment/XYZ')).toMatchObject({
    status: 404,
    body: { error: 'There is no machine XYZ' },
  })
})

test('oil levels can be noted on their own, zero included', async () => {
  const { call } = await testBook()
  const oils = { recorded_at: '2025-04-10T09:30', tank_15p_lube: 0, engineer_name: 'Odd Larkspur' }
  expect(await call('engineer', 'POST /api/oil-levels', oils)).toMatchObject({
    status: 201,
    body: { tank_15p_lube: 0, source: 'manual', recorded_at: '2025-04-10T09:30:00-04:00' },
  })
  expect(await call('engineer', 'POST /api/oil-levels', { ...oils, tank_15p_lube: null })).toMatchObject({
    status: 400,
    body: { code: 'required' },
  })
})

const tanks = (gallons: readonly number[]) =>
  gallons.map((one, at) => ({
    tank_number: ['7', '9', '11', '13', '14', '18'][Math.floor(at / 2)],
    side: at % 2 === 0 ? 'port' : 'stbd',
    gallons: one,
  }))
const twelve = tanks([12_500, 12_300, 10_500, 10_200, 9800, 9600, 14_000, 13_800, 13_000, 12_800, 3000, 2800])

test('a hitch begins: the open one ends, the form stands with its tanks, baseline, oils and machines', async () => {
  const { call, db } = await testBook()
  const before = query(
    db,
    'select (select count(*) from weekly_soundings) as soundings, (select count(*) from orb_entries) as entries, (select count(*) from daily_fuel_tickets) as tickets',
  )[0]
  const old = ((await call('viewer', 'GET /api/hitch/current')).body as { id: number }).id
  const slops = {
    oily_bilge_17p_feet: 1,
    oily_bilge_17p_inches: 6,
    oily_bilge_17p_gallons: 750.9,
    dirty_oil_17s_feet: 2,
    dirty_oil_17s_inches: 0,
    dirty_oil_17s_gallons: 953,
  }
  const { status, body } = await call('chief_engineer', 'POST /api/hitch/start', {
    ...form,
    ...slops,
    fuel_on_log: 124_500,
    correction: 500,
    total_fuel_gallons: 125_000,
    hyd_oil_16s: 0,
    fuel_tanks: twelve,
  })
  expect([status, body]).toMatchObject([
    201,
    {
      data_cleared: false,
      hitch: { is_start: true, end_date: null, vessel: 'MV Example', charter: 'MSC', crew: 'gold' },
      warnings: [
        { code: 'fuel_total_mismatch' },
        { code: 'gallons_off_table', message: '17P: the form says 750.9 gallons, its table 619: 131.9 apart' },
      ],
    },
  ])
  const id = (body as { hitch: { id: number; fuel_tanks: unknown[] } }).hitch.id
  expect((body as { hitch: { fuel_tanks: unknown[] } }).hitch.fuel_tanks).toHaveLength(12)
  expect(query(db, `select end_date from hitch_records where id = ${old}`)).toEqual([
    { end_date: '2025-04-10 09:00:00.000000' },
  ])
  expect(
    query(db, `select tank_17p_gallons as g, tank_17p_m3 as m3 from weekly_soundings where hitch_id = ${id}`),
  ).toEqual([{ g: 751, m3: 2.84 }])
  expect(query(db, 'select count(*) as n from orb_entries')).toEqual([{ n: before?.['entries'] }])
  expect(query(db, 'select tank_16s_hyd as hyd, source from oil_levels order by id desc limit 1')).toEqual([
    { hyd: 0, source: 'hitch_start' },
  ])
  const machines = (await call('viewer', 'GET /api/equipment')).body as { status: string }[]
  expect(machines.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 'online'))
})

test('half a baseline is asked for the rest, and nothing of the form stays', async () => {
  const { call, db } = await testBook()
  const before = query(db, 'select count(*) as n from hitch_records')
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...form, oily_bilge_17p_gallons: 750 })).toMatchObject(
    { status: 400, body: { code: 'baseline_incomplete' } },
  )
  expect(query(db, 'select count(*) as n from hitch_records')).toEqual(before)
  expect(query(db, 'select count(*) as n from hitch_records where is_start = 1 and end_date is null')).toEqual([
    { n: 1 },
  ])
})

test('a hitch ends with its form, and what was wrong in one is corrected', async () => {
  const { call, db } = await testBook()
  expect(await call('chief_engineer', 'POST /api/hitch/end', { ...form, date: '2020-01-01' })).toMatchObject({
    status: 409,
    body: { code: 'before_open_hitch' },
  })
  const { status, body } = await call('chief_engineer', 'POST /api/hitch/end', { ...form, fuel_tanks: twelve })
  expect(status).toBe(201)
  expect(await call('viewer', 'GET /api/hitch/current')).toMatchObject({ body: null })
  const { id } = (body as { hitch: { id: number } }).hitch
  const { date: _, ...corrected } = form
  expect(
    await call('chief_engineer', `PUT /api/hitch/${id}`, {
      ...corrected,
      location: 'Berth 4',
      fuel_tanks: twelve.slice(0, 2),
    }),
  ).toMatchObject({ status: 200, body: { hitch: { location: 'Berth 4', is_start: false } } })
  expect(
    query(
      db,
      "select json_array_length(details, '$.before.fuel_tanks') as n from audit_log where action = 'change hitch'",
    ),
  ).toEqual([{ n: 12 }])
  const twice = [...twelve.slice(0, 1), ...twelve.slice(0, 1)]
  expect(await call('chief_engineer', `PUT /api/hitch/${id}`, { ...corrected, fuel_tanks: twice })).toMatchObject({
    status: 400,
    body: { code: 'tank_twice' },
  })
})

test("the dashboard has every part, by the ship's clock", async () => {
  const { call } = await testBook()
  await call('engineer', 'POST /api/soundings', sounding)
  await call('chief_engineer', 'POST /api/hitch/start', form)
  await call('engineer', 'POST /api/fuel-tickets', { ...ticket, ticket_date: '2025-04-10T09:30' })
  const { body } = await call('viewer', 'GET /api/dashboard/full')
  expect(body).toMatchObject({
    slop_tanks: { latest: { tank_17p: { gallons: 783 } }, fill_percent: { tank_17p: 48.7 } },
    fuel: {
      weekly: { tickets: 3 },
      fuel_on_board: { gallons: 124_049.5, burnt: 250.5, since: '2025-04-10 09:00:00.000000' },
      latest_ticket: { consumption_gallons: 250.5 },
    },
    equipment_summary: 'all online',
    counts: { soundings: 14, entries: 28, fuel_tickets: 92 },
  })
  const stats = (await call('viewer', 'GET /api/dashboard/stats')).body as {
    latest: { tank_17p: { gallons: number } }
    previous: { tank_17p: { gallons: number } }
    deltas: { tank_17p: { gallons: number } }
  }
  expect(stats.deltas.tank_17p.gallons).toBe(stats.latest.tank_17p.gallons - stats.previous.tank_17p.gallons)
})

test('the tanks and their tables', async () => {
  const { call } = await testBook()
  expect(await call('viewer', 'GET /api/tanks')).toMatchObject({
    body: { '17P': { orb_code: 'I', capacity_gallons: 1607 }, '17S': { orb_code: 'C', capacity_gallons: 1610 } },
  })
  expect(await call('viewer', 'GET /api/tanks/17P/lookup?feet=1&inches=9')).toMatchObject({
    body: { feet: 1, inches: 9, gallons: 783, m3: 2.96 },
  })
  expect(await call('viewer', 'GET /api/tanks/17P/lookup?feet=3&inches=1')).toMatchObject({
    status: 400,
    body: { code: 'sounding_out_of_range' },
  })
  expect(await call('viewer', 'GET /api/tanks/18P/lookup?feet=1&inches=1')).toMatchObject({
    status: 404,
    body: { code: 'unknown_tank' },
  })
})

test('two phones at once: one sounding is booked, the other is told', async () => {
  const { call, db, reported } = await testBook()
  const answers = await Promise.all(Array.from({ length: 8 }, () => call('engineer', 'POST /api/soundings', sounding)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    201,
    ...Array.from({ length: 7 }, () => 409),
  ])
  expect(query(db, "select count(*) as n from orb_entries where entry_date like '2025-04-10%'")).toEqual([{ n: 2 }])
  expect(reported).toEqual([])
})
