import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { sql } from 'millwright'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { standardRoles } from '../../src/domain/settings.ts'
import { readShelf } from '../../src/backups/shelf.ts'
import { operationsOf } from 'millwright/http'
import { columnsOf } from '../../src/registers/columns.ts'
import { startSchedule } from '../../src/schedule/schedule.ts'
import { bodyOf, codeOf, newDevice, pathOf, refusedIn, serialKey, stateOf } from '../equipment/support.ts'
import { type Line, sharedHospital, type TestHospital, testDay, testHospital } from '../http/support.ts'
import { root } from '../move/support.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Defects of the system before this one that show in the application; those of its move stand in the tests of the move. */
const registers: readonly Register[] = ['ocm', 'ppm']
const count = 45
let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital({ ocm: count, ppm: count })
})

type Device = Readonly<Record<string, unknown>>

const listOf = async (register: Register, query = ''): Promise<readonly Device[]> =>
  (await hospital.call('Admin', `GET /api/equipment/${register}${query}`)).body as readonly Device[]

const serialsOf = (devices: readonly Device[], register: Register): readonly string[] =>
  devices.map((device) => String(device[serialKey[register]]))

const pageOf = async (register: Register, query: string) =>
  bodyOf(await hospital.call('Viewer', `GET /api/equipment/${register}${query}`)) as {
    items: readonly Device[]
    total: number
    pages: number
  }

describe.each(registers)('%s', (register) => {
  test('H-10 a list has every device, not the first twenty; pages are given when asked for', async () => {
    const all = await listOf(register)
    expect(all).toHaveLength(count)
    const pages = [
      await pageOf(register, '?page=1&per_page=20'),
      await pageOf(register, '?page=2&per_page=20'),
      await pageOf(register, '?page=3&per_page=20'),
    ]
    expect(pages.flatMap(({ items }) => items)).toEqual(all)
    expect(pages[0]).toMatchObject({ total: count, pages: 3 })
  })

  test('H-11 barcodes are made for every device', async () => {
    const zip = await hospital.app.request(`http://127.0.0.1/api/barcodes/${register}/zip`, {
      headers: { host: '127.0.0.1', authorization: `Bearer ${hospital.tokens.Viewer}` },
    })
    expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toHaveLength(count)
    const { text } = await hospital.call('Viewer', `GET /api/barcodes/${register}/sheet`)
    expect(text.match(/<svg/g)).toHaveLength(count)
  })

  test('H-12 what a GET gives can be PUT back; a key of the other register counts; an unknown key is refused', async () => {
    const [device] = await listOf(register)
    const path = pathOf(register, String(device?.[serialKey[register]]))
    expect(await hospital.call('Editor', `PUT ${path}`, device)).toMatchObject({ status: 200, body: device })
    const [own, other] = register === 'ocm' ? ['Manufacturer', 'MANUFACTURER'] : ['MANUFACTURER', 'Manufacturer']
    const { [own]: maker, ...rest } = device as Record<string, unknown>
    expect(bodyOf(await hospital.call('Editor', `PUT ${path}`, { ...rest, [other]: 'OTHER MAKER' }))[own]).toBe(
      'OTHER MAKER',
    )
    expect(refusedIn(await hospital.call('Editor', `PUT ${path}`, { ...device, Maker: 'X' }))).toEqual([
      ['Maker', 'unknown_field'],
    ])
    await hospital.call('Editor', `PUT ${path}`, { ...rest, [own]: maker })
  })

  test('H-13 a serial that is given is the one that is stored, whichever way its key is written', async () => {
    const serials = ['Serial', 'SERIAL'].map((key) => `H-13 ${key}`)
    for (const serial of serials) {
      const { [serialKey[register]]: _, ...rest } = newDevice(register, '')
      const added = await hospital.call('Editor', `POST /api/equipment/${register}`, {
        ...rest,
        [serial.slice(5)]: serial,
      })
      expect([added.status, bodyOf(added)[serialKey[register]]]).toEqual([201, serial])
    }
    await hospital.call('Editor', `POST /api/bulk_delete/${register}`, { serials })
  })

  test('H-14 a body without anything makes no device', async () => {
    const before = await stateOf(hospital)
    expect(codeOf(await hospital.call('Editor', `POST /api/equipment/${register}`, {}))).toEqual([400, 'required'])
    expect(await stateOf(hospital)).toBe(before)
  })

  test('H-15 to change a device that is not there is 404 in both registers', async () => {
    const answer = await hospital.call('Editor', `PUT ${pathOf(register, 'NO SUCH')}`, newDevice(register, 'NO SUCH'))
    expect(answer.body).toEqual({ error: 'There is no device with serial NO SUCH', code: 'not_found', details: [] })
    expect(answer.status).toBe(404)
  })

  test('H-20 every column of the register is searched, filtered and sorted by', async () => {
    for (const { name, match } of columnsOf(register)) {
      const value = { exact: 'X', contains: 'X', day: '2025-06-28', status: 'upcoming', number: '1' }[match]
      for (const query of [`?${name}=${value}`, `?sort=${name}`, `?sort=${name}&sort_dir=desc&search=a`])
        expect([query, (await hospital.call('Viewer', `GET /api/equipment/${register}${query}`)).status]).toEqual([
          query,
          200,
        ])
    }
  })

  test('H-21 % and _ are searched as they are', async () => {
    for (const sign of ['%', '_', '\\'])
      expect(await listOf(register, `?search=${encodeURIComponent(sign)}`)).toEqual([])
    await hospital.call('Editor', `POST /api/equipment/${register}`, newDevice(register, 'H-21 50%_'))
    for (const sign of ['%', '_'])
      expect(serialsOf(await listOf(register, `?search=${encodeURIComponent(sign)}`), register)).toEqual(['H-21 50%_'])
    await hospital.call('Editor', `DELETE ${pathOf(register, 'H-21 50%_')}`)
  })

  test('H-26 a right to read the other register does not open this one', async () => {
    const other = register === 'ocm' ? 'ppm' : 'ocm'
    const token = await clerkWith(hospital, `reader of ${other}`, [
      `equipment_${other}_read`,
      `equipment_${other}_write`,
    ])
    expect((await hospital.call({ token }, `GET /api/equipment/${other}`)).status).toBe(200)
    for (const line of [
      `GET /api/equipment/${register}`,
      `POST /api/equipment/${register}`,
      `GET /api/barcodes/${register}/sheet`,
    ] as readonly Line[])
      expect([line, ...codeOf(await hospital.call({ token }, line, line.startsWith('POST') ? {} : undefined))]).toEqual(
        [line, 403, 'permission_missing'],
      )
  })

  test('H-28 a serial with a slash is found, changed and deleted under its own address', async () => {
    for (const serial of ['2008/20022213', 'A/B/C', '../..', '/']) {
      await hospital.call('Editor', `POST /api/equipment/${register}`, newDevice(register, serial))
      const path = pathOf(register, serial)
      expect((await hospital.call('Viewer', `GET ${path}`)).body).toMatchObject({ [serialKey[register]]: serial })
      expect((await hospital.call('Editor', `PATCH ${path}`, { Name: 'FOUND' })).body).toMatchObject({ Name: 'FOUND' })
      expect((await hospital.call('Viewer', `GET ${path}/barcode.svg`)).status).toBe(200)
      expect((await hospital.call('Editor', `DELETE ${path}`)).status).toBe(200)
    }
  })
})

test('H-11 the dashboard counts every device of both registers', async () => {
  const { body } = await hospital.call('Viewer', 'GET /api/dashboard')
  const { total, registers: each } = body as {
    total: number
    registers: Record<Register, { total: number; status: Record<string, number> }>
  }
  expect(total).toBe(2 * count)
  for (const register of registers) {
    const devices = await listOf(register)
    const counted = (status: string): number => devices.filter((device) => device['Status'] === status).length
    expect(each[register]).toMatchObject({
      total: count,
      status: { upcoming: counted('Upcoming'), overdue: counted('Overdue'), maintained: counted('Maintained') },
    })
  }
})

test('H-11 the reminders look at every device, wherever it stands in the list', async () => {
  const { body } = await hospital.call('Viewer', 'GET /api/reminders/ocm')
  const { buckets } = body as { buckets: readonly { rows: readonly { serial: string }[] }[] }
  const due = (await listOf('ocm', '?dates=iso')).filter(({ Next_Maintenance: next, Status: status }) => {
    const days = (Date.parse(String(next)) - Date.parse(testDay)) / 86_400_000
    return status === 'Upcoming' && days >= 0 && days <= 30
  })
  expect(buckets.flatMap(({ rows }) => rows.map(({ serial }) => serial)).toSorted()).toEqual(
    serialsOf(due, 'ocm').toSorted(),
  )
})

test('H-22 a damaged setting is an error, and stays as it is until somebody sets it', async () => {
  const own = await testHospital()
  await own.desk.db.write((db) =>
    db.run(sql`insert into settings (key, value, updated_at) values ('email_send_time_hour', '"seven"', ${own.desk.now()})
      on conflict (key) do update set value = excluded.value`),
  )
  expect(await own.call('Admin', 'GET /api/settings')).toMatchObject({ status: 500, body: { code: 'HOSP301' } })
  const stored = await own.desk.db.read((db) =>
    db.get(sql`select value from settings where key = 'email_send_time_hour'`),
  )
  expect(stored).toEqual({ value: '"seven"' })
  expect((await own.call('Admin', 'POST /api/settings', { email_send_time_hour: 7 })).status).toBe(200)
})

test('H-23 the automatic backup is really made, of everything, and not before its time comes again', async () => {
  const own = await testHospital()
  await own.call('Admin', 'POST /api/settings', { automatic_backup_enabled: true, automatic_backup_interval_hours: 24 })
  const reported: unknown[] = []
  const schedule = await startSchedule(own.desk, {
    report: (error) => reported.push(error),
    mail: undefined,
    contact: 'mailto:a@example.org',
  })
  const backups = () => readShelf(own.desk.project, 'full')
  expect(await backups()).toMatchObject([{ reason: 'automatic' }])
  own.wait(23 * 3_600_000)
  await schedule.runDue()
  expect(await backups()).toHaveLength(1)
  own.wait(2 * 3_600_000)
  await schedule.runDue()
  expect(await backups()).toHaveLength(2)
  await schedule.stop()
  expect(reported).toEqual([])
})

test('H-24 a full backup holds the database, no source code, and can be restored', async () => {
  const own = await testHospital()
  const { name } = (await own.call('Admin', 'POST /api/backup/full')).body as { name: string }
  const file = await own.app.request(`http://127.0.0.1/api/backup/${name}`, {
    headers: { host: '127.0.0.1', authorization: `Bearer ${own.tokens.Admin}` },
  })
  const files = Object.keys(unzipSync(new Uint8Array(await file.arrayBuffer())))
  expect(files.some((one) => one.endsWith('.db'))).toBe(true)
  expect(files.filter((one) => /\.(?:ts|js|py)$/.test(one))).toEqual([])
  await own.call('Editor', 'POST /api/equipment/ocm', newDevice('ocm', 'LATER'))
  expect((await own.call('Admin', `POST /api/backup/${name}/restore`)).status).toBe(200)
  const later = await own.desk.db.read((db) => db.get(sql`select no from ocm_equipment where serial = 'LATER'`))
  expect(later).toBeUndefined()
})

test('H-25 every right that a route demands is one that a role has, and an Admin has them all', () => {
  const demanded = new Set(operationsOf(hospital.document()).map(({ permission }) => permission))
  for (const permission of demanded) expect(['public', 'signed-in', ...standardRoles.Admin]).toContain(permission)
})

test('H-29 due today is upcoming wherever it is asked, and there is no fourth status', async () => {
  const own = await testHospital()
  const due = { Service_Date: '28/06/2024', Next_Maintenance: '28/06/2025' }
  await own.call('Editor', 'POST /api/equipment/ocm', newDevice('ocm', 'H-29', due))
  const quarter = { engineer: null, quarter_date: '28/06/2025', status: null }
  await own.call(
    'Editor',
    'POST /api/equipment/ppm',
    newDevice('ppm', 'H-29', { PPM_Q_I: quarter, PPM_Q_II: quarter, PPM_Q_III: quarter, PPM_Q_IV: quarter }),
  )
  for (const register of registers) {
    const isThere = (body: unknown): boolean => serialsOf(body as readonly Device[], register).includes('H-29')
    expect((await own.call('Viewer', `GET ${pathOf(register, 'H-29')}`)).body).toMatchObject({ Status: 'Upcoming' })
    expect(isThere((await own.call('Viewer', `GET /api/equipment/${register}?filter=upcoming`)).body)).toBe(true)
    for (const filter of ['overdue', 'maintained'])
      expect(isThere((await own.call('Viewer', `GET /api/equipment/${register}?filter=${filter}`)).body)).toBe(false)
    expect(codeOf(await own.call('Viewer', `GET /api/equipment/${register}?filter=due+soon`))).toEqual([
      400,
      'unknown_value',
    ])
    const { text } = await own.call('Editor', `GET /api/export/${register}`)
    const line = text.split('\r\n').find((one) => one.includes('H-29')) ?? ''
    expect(line).toContain('Upcoming')
    expect(line).not.toMatch(/Overdue|Maintained/)
    const stored = await own.desk.db.read((db) =>
      db.get(sql`select status from ${sql.id(`${register}_equipment`)} where serial = 'H-29'`),
    )
    expect(stored).toEqual({ status: 'Upcoming' })
  }
})

test('H-30 nobody gets in with a password that the program made up, or that once stood in a file', async () => {
  const own = await testHospital()
  const users = await own.desk.db.read((db) => db.all(sql`select username, password_hash, must_reset from users`))
  for (const { username, password_hash: hash, must_reset: mustReset } of users) {
    if (hash === null && !String(username).startsWith('test-')) expect([username, mustReset]).toEqual([username, 1n])
    for (const password of ['admin', 'password', 'admin123', '', String(username)]) {
      const answer = await own.call('nobody', 'POST /api/session', { username: String(username), password })
      expect([400, 401, 429]).toContain(answer.status)
    }
  }
  expect(users.length).toBeGreaterThan(3)
})

describe('H-31 the audit log', () => {
  const logOf = async (own: TestHospital, query = '') =>
    bodyOf(await own.call('Admin', `GET /api/audit-log?per_page=500${query}`)) as {
      items: readonly { performed_by: string; event_type: string; imported: boolean; description: string }[]
      total: number
    }

  test('begins with what was moved and nothing invented, and looking at it writes nothing', async () => {
    const own = await testHospital()
    const { items, total } = await logOf(own)
    expect(items.filter(({ imported }) => !imported)).toEqual([])
    await logOf(own)
    expect((await logOf(own)).total).toBe(total)
  })

  test('names who did it, and its filters hold together', async () => {
    const own = await testHospital()
    await own.call('Editor', 'POST /api/equipment/ocm', newDevice('ocm', 'H-31 E'))
    await own.call('Admin', 'POST /api/equipment/ocm', newDevice('ocm', 'H-31 A'))
    await own.call('Admin', `DELETE ${pathOf('ocm', 'H-31 E')}`)
    const { items } = await logOf(own, '&event_type=Equipment+Added&user=test-admin&search=H-31')
    expect(items).toMatchObject([
      { performed_by: 'test-admin', event_type: 'Equipment Added', description: 'OCM device H-31 A was added' },
    ])
  })

  test('is not cut off after a thousand events, and neither changes nor shrinks', async () => {
    const own = await testHospital()
    await own.desk.change({ actor: 'many' }, async (db, { at }) => {
      for (let event = 0; event < 1200; event++)
        await db.run(
          sql`insert into audit_log (occurred_at, event_type, performed_by, description, status, details) values (${at}, 'User Action', 'many', ${`event ${event}`}, 'Info', '{}')`,
        )
    })
    expect((await logOf(own, '&user=many')).total).toBe(1200)
    for (const statement of [sql`delete from audit_log`, sql`update audit_log set performed_by = 'nobody'`])
      await expect(own.desk.db.write((db) => db.run(statement))).rejects.toThrow('append-only')
  })
})

test('H-36 a backup that was touched is not restored, whatever its name says', async () => {
  const own = await testHospital()
  const { name } = (await own.call('Admin', 'POST /api/backup/full')).body as { name: string }
  const found = join(
    own.folder,
    readdirSync(own.folder, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(name)) ?? '',
  )
  const bytes = readFileSync(found)
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff
  writeFileSync(found, bytes)
  const { status, body } = await own.call('Admin', `POST /api/backup/${name}/restore`)
  expect([status >= 400, typeof (body as { code: string }).code]).toEqual([true, 'string'])
  expect((await own.call('Viewer', 'GET /api/equipment/ocm')).body).toHaveLength(40)
})

test.skipIf(!existsSync(join(root, '..', '..', '.git')))(
  'H-37 no secret, no cookie and no database stands in the repository',
  () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((file) => file !== '')
    expect(files.length).toBeGreaterThan(100)
    expect(files.filter((file) => /\.(?:db|sqlite|pem|key|env)$|cookie.*\.txt$|^\.env/.test(file))).toEqual([])
    const secrets = [
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\n/,
      /\bAKIA[0-9A-Z]{16}\b/,
      /"privateKey"\s*:\s*"[\w-]{40,}"/,
      /https:\/\/(?:fcm\.googleapis|updates\.push)\S+/,
    ]
    const held = files.filter((file) => secrets.some((secret) => secret.test(readFileSync(join(root, file), 'latin1'))))
    expect(held).toEqual([])
  },
)

/** Signs in somebody with nothing but these rights. */
async function clerkWith({ desk, call }: TestHospital, name: string, permissions: readonly string[]): Promise<string> {
  const password = 'a long word for a clerk'
  await call('Admin', 'POST /admin/roles', { name, permissions })
  await call('Admin', 'POST /admin/users', { username: name, role: name, password })
  await desk.db.write((db) => db.run(sql`update users set must_reset = 0 where username = ${name}`))
  return bodyOf(await call('nobody', 'POST /api/session', { username: name, password }))['token'] as string
}
