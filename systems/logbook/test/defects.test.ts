import { DatabaseSync } from 'node:sqlite'
import { createBackup, down, isProblem, listBackups, openDatabase, restoreBackup, sql, status, up } from 'millwright'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { readFormNumber } from '../src/domain/figures.ts'
import { tankPairs } from '../src/domain/lists.ts'
import { hashPassword, operationsOf } from 'millwright/http'
import { logbookProject } from '../src/project.ts'
import { bookAt } from './book.ts'
import { form, sounding, testBook, ticket } from './http/support.ts'
import { rawTables } from './domain/tables.ts'
import { change, emptyPlace, query } from './support.ts'

/** What was wrong in the program of before, each under its number. */

const tables = [
  'weekly_soundings',
  'orb_entries',
  'daily_fuel_tickets',
  'status_events',
  'equipment_status',
  'oil_levels',
  'service_tank_config',
  'hitch_records',
  'fuel_tank_soundings',
  'users',
  'chat_sessions',
]
const rowsIn = (db: string) =>
  Object.fromEntries(tables.map((table) => [table, query(db, `select * from ${table} order by id`)]))
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const end = await work.catch((error: unknown) => error)
  return isProblem(end) ? end.code : 'none'
}

test('D-01: the start of a hitch deletes nothing, of no table and of no older hitch', async () => {
  const { call, db } = await testBook()
  const before = rowsIn(db)
  expect(await call('chief_engineer', 'POST /api/hitch/start', form)).toMatchObject({
    status: 201,
    body: { data_cleared: false },
  })
  const after = rowsIn(db)
  const open = before['hitch_records']?.find((row) => row['is_start'] === 1 && row['end_date'] === null)
  for (const table of tables)
    for (const row of before[table] ?? []) {
      const expected =
        table === 'hitch_records' && row['id'] === open?.['id']
          ? { ...row, end_date: '2025-04-10 09:00:00.000000' }
          : row
      expect(after[table]).toContainEqual(expected)
    }
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...form, clear_data: true })).toMatchObject({
    status: 400,
    body: { code: 'unknown_field' },
  })
})

test('D-02: nothing of the interface resets the book', async () => {
  const { call, document } = await testBook()
  expect(await call('chief_engineer', 'POST /api/hitch/reset')).toMatchObject({ status: 405 })
  expect(operationsOf(document()).some(({ path }) => path.includes('reset'))).toBe(false)
})

test('D-03: the history alone builds every table that the program uses', async () => {
  const db = emptyPlace()
  const project = await logbookProject(db)
  expect(await up(project, { yes: true, backup: false })).toMatchObject({ verdict: 'PROVED' })
  const found = query(db, "select name from sqlite_schema where type = 'table'").map(({ name }) => name)
  for (const table of tables) expect(found).toContain(table)
})

test('D-04: where a book stands is one question', async () => {
  const { project } = await bookAt('r09b')
  expect(await status(project)).toMatchObject({ current: ['r09b'], pending: expect.any(Number) as unknown, drift: [] })
})

describe('D-05: backups', () => {
  test('hold what still stands in the write-ahead log, are proved, and any of several can be chosen', async () => {
    const { db, project } = await bookAt('r17')
    const writer = new DatabaseSync(db)
    writer.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0')
    writer.exec(
      "insert into status_events (event_type, event_date, created_at) values ('sewage_pump', '2025-04-09', '2025-04-09')",
    )
    const wanted = query(db, 'select count(*) as n from status_events')
    const first = await createBackup(project, { reason: 'first' })
    writer.exec(
      "insert into status_events (event_type, event_date, created_at) values ('sewage_pump', '2025-04-10', '2025-04-10')",
    )
    await createBackup(project, { reason: 'second' })
    writer.close()
    expect(first.proof?.integrity).toBe('ok')
    expect((await listBackups(project)).backups).toHaveLength(2)
    await restoreBackup(project, { id: first.id, yes: true })
    expect(query(db, 'select count(*) as n from status_events')).toEqual(wanted)
  })

  test('are not put over a book that somebody has open', async () => {
    const { db, project } = await bookAt('r17')
    const { id } = await createBackup(project)
    const reader = new DatabaseSync(db)
    onTestFinished(() => reader.close())
    reader.exec('begin; select * from ship')
    reader.prepare('select * from ship').all()
    expect(await codeOf(restoreBackup(project, { id, yes: true }))).toMatch(/^(BAK|DB)\d/)
  })
})

test('D-06: users are not dropped without a yes', async () => {
  const { db, project } = await bookAt('r07')
  expect(await codeOf(down(project, { target: 'r04c', backup: false }))).toBe('RUN122')
  expect(query(db, 'select count(*) as n from users')).toEqual([{ n: 6 }])
})

test('D-07: a revision that fails in its middle leaves nothing of itself', async () => {
  const { db, project } = await bookAt('r08')
  change(db, 'create table ix_status_events_hitch_id (taken integer)')
  const before = query(db, "select name, sql from sqlite_schema where name not like 'millwright%' order by name")
  const end = await up(project, { target: 'r09a', yes: true, backup: false, acceptDrift: true }).catch(
    (error: unknown) => error,
  )
  expect(JSON.stringify(end)).not.toContain('"PROVED"')
  expect(query(db, "select name, sql from sqlite_schema where name not like 'millwright%' order by name")).toEqual(
    before,
  )
})

test('D-08: an entry of a sounding that is not there is refused', async () => {
  const { project } = await bookAt('r17')
  const db = await openDatabase(project)
  onTestFinished(() => db.close())
  await expect(
    db.run(
      sql`insert into orb_entries (entry_date, code, entry_text, sounding_id, created_at) values ('2025-01-01', 'C', 'x', 99999, '2025-01-01')`,
    ),
  ).rejects.toThrow()
})

test('D-09: every form takes the same six pairs', async () => {
  const { call } = await testBook()
  const listed = (await call('viewer', 'GET /api/service-tanks')).body as { id: string; display: string }[]
  expect(listed.map(({ id }) => id)).toEqual([...tankPairs])
  expect(listed[3]?.display).toBe('#13 P/S')
  for (const [at, pair] of tankPairs.entries()) {
    const given = { ...ticket, ticket_date: `2025-04-${10 + at}T08:00`, service_tank_pair: pair }
    expect(await call('engineer', 'POST /api/fuel-tickets', given)).toMatchObject({
      status: 201,
      body: { ticket: { service_tank_pair: pair } },
    })
  }
})

test.each([
  '2025-04-10T10:00',
  '2025-04-10T10:00:00',
  '2025-04-10T10:00:00.5',
  '2025-04-10T10:00-04:00',
  '2025-04-10T14:00:00Z',
])('D-10: the time %s is taken as it comes', async (recorded_at) => {
  const { call } = await testBook()
  const { body } = await call('engineer', 'POST /api/soundings', { ...sounding, recorded_at })
  expect(body).toMatchObject({
    sounding: { recorded_at_utc: expect.stringMatching(/^2025-04-10T14:00:00/) as unknown },
  })
})

test('D-11: a page of the ship needs no token of its own, a page from elsewhere gets nothing', async () => {
  const { send } = await testBook()
  const about = (headers: Record<string, string>) => ({
    body: JSON.stringify(sounding),
    headers: { 'content-type': 'application/json', ...headers },
  })
  expect(await send('engineer', 'POST /api/soundings', about({ origin: 'http://evil.example' }))).toMatchObject({
    status: 403,
    body: { code: 'origin_not_allowed' },
  })
  expect(await send('engineer', 'POST /api/soundings', about({ 'sec-fetch-site': 'cross-site' }))).toMatchObject({
    status: 403,
    body: { code: 'origin_not_allowed' },
  })
  expect(await send('engineer', 'POST /api/soundings', about({ host: 'evil.example' }))).toMatchObject({
    status: 421,
    body: { code: 'host_not_allowed' },
  })
  expect(await send('engineer', 'POST /api/soundings', about({ origin: 'http://127.0.0.1' }))).toMatchObject({
    status: 201,
  })
})

test('D-12: zero is a reading and a total', async () => {
  const { call } = await testBook()
  expect(await call('engineer', 'POST /api/fuel-tickets', { ...ticket, meter_start: 0, meter_end: 12 })).toMatchObject({
    status: 201,
  })
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...form, total_fuel_gallons: 0 })).toMatchObject({
    status: 201,
    body: { hitch: { total_fuel_gallons: 0 } },
  })
})

test('D-13: a day on which nothing was burnt is a ticket', async () => {
  const { call } = await testBook()
  expect(await call('engineer', 'POST /api/fuel-tickets', { ...ticket, meter_end: 50_000 })).toMatchObject({
    status: 201,
    body: { ticket: { consumption_gallons: 0 } },
  })
})

describe('D-14: what a phone sends twice is booked once', () => {
  test('with its number the second answer is the first', async () => {
    const { call, db } = await testBook()
    for (const [path, given, table] of [
      ['/api/soundings', sounding, 'weekly_soundings'],
      ['/api/fuel-tickets', ticket, 'daily_fuel_tickets'],
    ] as const) {
      const numbered = { ...given, client_request_id: 'phone-0001-17' }
      const first = await call('engineer', `POST ${path}`, numbered)
      const second = await call('engineer', `POST ${path}`, numbered)
      const shown = ({ body }: typeof first) =>
        JSON.stringify(body, (key, value: unknown) => (key === 'warnings' ? undefined : value))
      expect([first.status, second.status, second.headers.get('idempotent-replay')]).toEqual([201, 201, 'true'])
      expect(shown(second)).toBe(shown(first))
      expect(query(db, `select count(*) as n from ${table} where client_request_id = 'phone-0001-17'`)).toEqual([
        { n: 1 },
      ])
      const other =
        path === '/api/soundings' ? { ...numbered, engineer_name: 'Somebody Else' } : { ...numbered, meter_end: 50_300 }
      expect(await call('engineer', `POST ${path}`, other)).toMatchObject({
        status: 409,
        body: { code: 'request_id_reused' },
      })
    }
  })

  test('without a number the moment and the day are enough to know it', async () => {
    const { call } = await testBook()
    await call('engineer', 'POST /api/soundings', sounding)
    await call('engineer', 'POST /api/fuel-tickets', ticket)
    expect(await call('engineer', 'POST /api/soundings', sounding)).toMatchObject({
      status: 409,
      body: { code: 'duplicate_sounding' },
    })
    expect(
      await call('engineer', 'POST /api/fuel-tickets', { ...ticket, ticket_date: '2025-04-10T20:00' }),
    ).toMatchObject({ status: 409, body: { code: 'duplicate_ticket' } })
  })
})

test('D-15: a refusal says by field what to mend, so that a queued request can be kept and mended', async () => {
  const { call } = await testBook()
  const { status: code, body } = await call('engineer', 'POST /api/fuel-tickets', {
    ...ticket,
    meter_end: 49_000,
    engineer_name: '',
  })
  expect([code, body]).toMatchObject([400, { details: { engineer_name: [expect.any(String)] } }])
  expect(await call('engineer', 'POST /api/fuel-tickets', ticket)).toMatchObject({ status: 201 })
})

test.each(["O'Brien", 'Zoë', 'Ярослав', '李明', 'J.-P. Dupont'])('D-16: %s is a name', async (engineer_name) => {
  const { call } = await testBook()
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, engineer_name })).toMatchObject({
    status: 201,
    body: { sounding: { engineer_name } },
  })
})

test('D-17: nothing of the book is read without signing in', async () => {
  const { call, document } = await testBook()
  const open = operationsOf(document()).filter(({ verb, permission }) => verb === 'get' && permission === 'public')
  expect(open.map(({ path }) => path)).toEqual(['/health', '/api/health', '/auth/api/check-auth'])
  expect(await call('nobody', 'GET /api/soundings')).toMatchObject({ status: 401 })
})

test.each(['31/12/25', '2025-02-30T10:00', '12/31/25', 'yesterday', ''])(
  'D-18: the date "%s" is refused, not an error of the server',
  async (recorded_at) => {
    const { call, reported } = await testBook()
    expect(await call('engineer', 'POST /api/soundings', { ...sounding, recorded_at })).toMatchObject({
      status: 400,
      body: { code: 'invalid_date' },
    })
    expect(reported).toEqual([])
  },
)

test('D-18: a hitch may have the American form of a date', async () => {
  const { call } = await testBook()
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...form, date: '31/12/25' })).toMatchObject({
    status: 400,
    body: { code: 'invalid_date' },
  })
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...form, date: '4/10/25' })).toMatchObject({
    status: 201,
    body: { hitch: { date: '2025-04-10 12:00:00.000000' } },
  })
})

test('D-19: one hitch is open, or none', async () => {
  const { call, db } = await testBook()
  const open = () => query(db, 'select count(*) as n from hitch_records where is_start = 1 and end_date is null')
  await call('chief_engineer', 'POST /api/hitch/start', form)
  expect(open()).toEqual([{ n: 1 }])
  await call('chief_engineer', 'POST /api/hitch/end', { ...form, date: '2025-04-10T09:30' })
  expect(open()).toEqual([{ n: 0 }])
  expect(await call('chief_engineer', 'POST /api/hitch/end', form)).toMatchObject({
    status: 409,
    body: { code: 'no_open_hitch' },
  })
})

test('D-20: of several machines all are written or none, and each that is wrong is named', async () => {
  const { call, db } = await testBook()
  const before = query(db, 'select count(*) as n from equipment_status')
  const good = { id: 'PME', status: 'online', updated_by: 'Odd Larkspur' }
  const changes = [good, { ...good, id: 'XYZ' }, { ...good, id: 'T1', status: 'issue' }]
  const { status: code, body } = await call('engineer', 'POST /api/equipment/bulk', { changes })
  expect(code).toBe(400)
  expect(Object.keys((body as { details: object }).details).sort()).toEqual(['changes.1.id', 'changes.2.note'])
  expect(query(db, 'select count(*) as n from equipment_status')).toEqual(before)
  expect(await call('engineer', 'POST /api/equipment/bulk', { changes: [good, { ...good, id: 'T1' }] })).toMatchObject({
    status: 201,
    body: [{ id: 'PME' }, { id: 'T1' }],
  })
})

test('D-21: what a form takes, its column holds, and one more is refused', async () => {
  const { call } = await testBook()
  const title = 't'.repeat(100)
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, engineer_title: title })).toMatchObject({
    status: 201,
    body: { sounding: { engineer_title: title } },
  })
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, engineer_title: `${title}t` })).toMatchObject({
    status: 400,
    body: { code: 'too_long' },
  })
  expect(
    await call('engineer', 'POST /api/service-tanks/active', { tank_pair: '9', notes: 'n'.repeat(201) }),
  ).toMatchObject({ status: 400, body: { code: 'too_long' } })
  for (const [field, width] of [
    ['location', 100],
    ['charter', 50],
  ] as const)
    expect(
      await call('chief_engineer', 'POST /api/hitch/start', { ...form, [field]: 'x'.repeat(width + 1) }),
    ).toMatchObject({ status: 400, body: { code: 'too_long' } })
})

test('D-22: a role is stored as it is shown', async () => {
  const { call, db } = await testBook()
  const shown = (await call('chief_engineer', 'GET /auth/admin/users')).body as { role: string }[]
  const stored = query(db, 'select role from users order by username').map(({ role }) => role)
  expect(shown.map(({ role }) => role)).toEqual(stored)
  expect(new Set(stored)).toEqual(new Set(['chief_engineer', 'engineer', 'viewer']))
})

test('D-23: of a row every instant is UTC and says so; the clock on board stands beside it', async () => {
  const { call } = await testBook()
  const { body } = await call('engineer', 'POST /api/soundings', sounding)
  const { recorded_at, recorded_at_utc, created_at } = (body as { sounding: Record<string, string> }).sounding
  expect([recorded_at, recorded_at_utc, created_at]).toEqual([
    '2025-04-10T10:00:00-04:00',
    '2025-04-10T14:00:00.000000Z',
    '2025-04-10T14:00:00.000Z',
  ])
  expect(await call('engineer', 'POST /api/soundings', { ...sounding, recorded_at: '2025-11-02T01:30' })).toMatchObject(
    { status: 400, body: { code: 'ambiguous_time' } },
  )
  expect(
    await call('engineer', 'POST /api/soundings', { ...sounding, recorded_at: '2025-11-02T01:30-05:00' }),
  ).toMatchObject({ status: 201 })
})

test('D-24: gallons and cubic metres of a baseline are one number, and the table has its say', async () => {
  const { call, db } = await testBook()
  const slops = {
    oily_bilge_17p_feet: 1,
    oily_bilge_17p_inches: 6,
    oily_bilge_17p_gallons: 750.9,
    dirty_oil_17s_feet: 1,
    dirty_oil_17s_inches: 6,
    dirty_oil_17s_gallons: 622,
  }
  const { body } = await call('chief_engineer', 'POST /api/hitch/start', { ...form, ...slops })
  expect((body as { warnings: { code: string }[] }).warnings.map(({ code }) => code)).toEqual(['gallons_off_table'])
  expect(
    query(db, 'select tank_17p_gallons as g, tank_17p_m3 as m3 from weekly_soundings order by id desc limit 1'),
  ).toEqual([{ g: 751, m3: 2.84 }])
})

test('D-25: each average says over which days it is', async () => {
  const { call } = await testBook()
  const { body } = await call('viewer', 'GET /api/fuel-tickets/stats')
  expect(Object.keys((body as { stats: object }).stats)).toContain('average_per_day')
  expect(Object.keys((body as { weekly: object }).weekly)).toContain('average_per_calendar_day')
  expect(await call('viewer', 'GET /api/dashboard/full')).toMatchObject({
    body: { fuel: { fuel_on_board: { gallons: expect.any(Number) as unknown } } },
  })
})

test('D-26: the two tanks have different tables, and the factor of the file is held to', () => {
  const { tanks, metadata } = rawTables()
  expect(tanks['17P']?.soundings).not.toEqual(tanks['17S']?.soundings)
  expect(metadata.conversion_factor_gal_to_m3).toBe(0.00378541)
})

test('D-27: whose book it is stands in the book', async () => {
  const { db, desk } = await testBook()
  expect(desk.ship.vessel).toBe('MV Example')
  expect(query(db, 'select vessel, zone, charter from ship')).toEqual([
    { vessel: 'MV Example', zone: 'America/New_York', charter: 'MSC' },
  ])
})

test('D-29: a number on a form keeps its sign and its decimals', () => {
  expect(['-500', '(500)', '500 (est.)', '1,250.5'].map(readFormNumber)).toEqual([-500, -500, 500, 1250.5])
})

test('D-30: the generated book holds no password that anybody could use', async () => {
  const { db } = await bookAt('r17', {}, afterAll)
  expect(query(db, 'select distinct password_hash from users')).toEqual([{ password_hash: '!' }])
})

describe('at the door', () => {
  test('a password opens, a wrong one does not, five wrong ones close the door for a quarter of an hour', async () => {
    const { call, desk, wait } = await testBook()
    const hash = await hashPassword('a long and odd one')
    await desk.db.write((db) => db.run(sql`update users set password_hash = ${hash} where username = 'first'`))
    const login = (password: string) => call('nobody', 'POST /auth/login', { username: 'first', password })
    const { status: code, body } = await login('a long and odd one')
    expect(code).toBe(201)
    const { token } = body as { token: string }
    expect(await call({ token }, 'GET /auth/api/current-user')).toMatchObject({
      body: { username: 'first', role: 'engineer', permissions: ['read', 'write'] },
    })
    for (let times = 0; times < 5; times++)
      expect(await login('wrong')).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } })
    expect(await login('a long and odd one')).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } })
    wait(15 * 60_000)
    expect(await login('a long and odd one')).toMatchObject({ status: 201 })
    expect(await call({ token }, 'POST /auth/logout')).toMatchObject({ status: 200 })
    expect(await call({ token }, 'GET /auth/api/current-user')).toMatchObject({
      status: 401,
      body: { code: 'session_unknown' },
    })
  })

  test('a closed account is signed out everywhere, and one chief engineer always remains', async () => {
    const { call, db } = await testBook()
    const idOf = (name: string) => Number(query(db, `select id from users where username = '${name}'`)[0]?.['id'])
    expect(await call('chief_engineer', `POST /auth/admin/users/${idOf('first')}/toggle`)).toMatchObject({
      status: 200,
      body: { is_active: false },
    })
    expect(await call('engineer', 'GET /api/tanks')).toMatchObject({ status: 401 })
    expect(await call('chief_engineer', `POST /auth/admin/users/${idOf('chief')}/toggle`)).toMatchObject({
      status: 400,
      body: { code: 'own_account' },
    })
    const user = { username: 'second.chief', role: 'chief_engineer', password: 'many different letters' }
    expect(await call('chief_engineer', 'POST /auth/admin/users', user)).toMatchObject({
      status: 201,
      body: { username: 'second.chief', is_active: true },
    })
    expect(await call('chief_engineer', 'POST /auth/admin/users', user)).toMatchObject({
      status: 409,
      body: { code: 'duplicate_username' },
    })
    expect(await call('chief_engineer', 'POST /auth/admin/users', { ...user, username: 'x' })).toMatchObject({
      status: 400,
    })
  })
})
