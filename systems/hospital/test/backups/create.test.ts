import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { pruneBackups } from '../../src/backups/remove.ts'
import { sharedHospital, testHospital, type TestHospital } from '../http/support.ts'
import { backUp, bytesOf, contentsOf, databaseOf, eventsOf, exec, fileOf, filesIn, query } from './support.ts'

let hospital: TestHospital
let name: string
beforeAll(async () => {
  hospital = await sharedHospital()
  exec(databaseOf(hospital), "update users set password_hash = 'scrypt:1:1:1$salt$feedfacefeedface'")
  exec(
    databaseOf(hospital),
    `insert into settings (key, value, updated_at) values ('smtp', '{"host": "mail", "password": "feedface"}', '2026-01-01T00:00:00.000Z'),
      ('push_private_key', '"feedface"', '2026-01-01T00:00:00.000Z')`,
  )
  name = await backUp(hospital)
})

test('a full backup holds the proved database, every table as JSON and the settings, with their sizes and digests', async () => {
  expect(name).toMatch(/^full_backup_\d{8}_\d{6}\.zip$/)
  const { manifest, names, json } = await contentsOf(hospital, name)
  expect(manifest).toMatchObject({ format: 1, created_by: 'test-admin', reason: 'by hand' })
  expect(manifest.migrations.slice(0, 2)).toEqual(['0001', '0002'])
  expect(manifest.database.tables).toMatchObject({ ocm_equipment: 40, ppm_equipment: 40, ppm_visit: 160 })
  expect(names).toEqual(['manifest.json', ...manifest.files.map(({ path }) => path)])
  expect(names).toContain(`database/${manifest.database.id}.db`)
  expect(json(`database/${manifest.database.id}.json`)).toMatchObject({ proof: { integrity: 'ok' } })
  for (const { path, rows } of manifest.files.filter((file) => file.path.startsWith('json/')))
    expect([path, (json(path) as unknown[]).length]).toEqual([path, rows])
  const [ocm, ppm] = [json('json/ocm.json'), json('json/ppm.json')] as Record<string, unknown>[][]
  expect(Object.keys(ocm?.[0] ?? {}).slice(0, 5)).toEqual(['NO', 'Department', 'Name', 'Model', 'Serial'])
  expect(ppm?.[0]).toMatchObject({
    NO: 1,
    PPM_Q_I: { status: expect.any(String) as string },
    PPM_Q_I_completed_on: null,
  })
  expect([ocm?.length, ppm?.length]).toEqual([40, 40])
  expect(statSync(fileOf(hospital, name)).mode & 0o777).toBe(0o600)
})

test('what people can read in it holds no secret, and nobody who is signed in', async () => {
  const { names, json } = await contentsOf(hospital, name)
  const readable = names.filter((one) => one.endsWith('.json') && !one.startsWith('database/'))
  for (const path of readable) expect(JSON.stringify(json(path))).not.toContain('feedface')
  for (const table of ['sessions', 'secrets', 'push_subscriptions', 'sign_in_failures'])
    expect(names).not.toContain(`json/${table}.json`)
  expect(json('settings.json')).toMatchObject({
    backup_info: { backup_type: 'settings' },
    left_out: ['push_private_key'],
    settings: { smtp: { host: 'mail' }, email_send_time_hour: expect.any(Number) as number },
  })
})

test('a backup is told of in the audit log, by the name of who made it', () => {
  const [event] = eventsOf(hospital, 1)
  expect(event).toMatchObject({
    type: 'Backup Created',
    by: 'test-admin',
    status: 'Success',
    text: `The backup ${name} was made`,
    details: { name, reason: 'by hand', tables: { ocm_equipment: 40 } },
  })
})

test('it is listed with what is in it, and downloaded byte for byte', async () => {
  const { body } = await hospital.call('Admin', 'GET /api/backup')
  expect(body).toEqual([
    {
      name,
      kind: 'full',
      created_at: '2025-06-28T10:00:00.000Z',
      created_by: 'test-admin',
      reason: 'by hand',
      bytes: bytesOf(hospital, name).length,
      rows: expect.objectContaining({ ocm_equipment: 40 }) as unknown,
      kept_because: 'it is one of the newest 3',
    },
  ])
  const answer = await hospital.app.request(`http://127.0.0.1/api/backup/${name}`, {
    headers: { host: '127.0.0.1', authorization: `Bearer ${hospital.tokens.Admin}` },
  })
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytesOf(hospital, name))).toBe(true)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  expect(eventsOf(hospital, 1)[0]).toMatchObject({ type: 'Data Export', text: `The backup ${name} was downloaded` })
})

test.each([
  ['GET /api/backup/..%2Fhospital.db', 400, 'invalid'],
  ['GET /api/backup/full_backup_20200101_000000.zip', 404, 'not_found'],
  ['GET /api/backup/hospital.db', 404, 'not_found'],
  ['DELETE /api/backup/a%20b.zip', 400, 'invalid'],
  ['DELETE /api/backup/settings_backup_20200101_000000.json', 404, 'not_found'],
  ['POST /api/backup/full_backup_20200101_000000.zip/restore', 404, 'not_found'],
] as const)('%s: %d', async (line, status, code) => {
  const answer = await hospital.call('Admin', line)
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code])
})

test.each(['GET /api/backup', 'POST /api/backup/full', 'POST /api/backup/settings', `GET /api/backup/x.zip`] as const)(
  '%s is for those who manage backups',
  async (line) => {
    expect((await hospital.call('Editor', line)).status).toBe(403)
    expect((await hospital.call('nobody', line)).status).toBe(401)
  },
)

test('several of one second have names of their own; the three newest stay, an older one can be deleted', async () => {
  const own = await testHospital()
  const made = [await backUp(own), await backUp(own)]
  own.wait(1000)
  made.push(await backUp(own), await backUp(own))
  expect(made.map((one) => one.replace(/^full_backup_\d{8}_\d{6}/, ''))).toEqual(['.zip', '_2.zip', '.zip', '_2.zip'])
  const [oldest = '', second = ''] = made
  const refused = await own.call('Admin', `DELETE /api/backup/${second}`)
  expect([refused.status, refused.body]).toEqual([
    409,
    { error: `The backup ${second} stays: it is one of the newest 3`, code: 'backup_kept', details: [] },
  ])
  expect(await own.call('Admin', `DELETE /api/backup/${oldest}`)).toMatchObject({
    status: 200,
    body: { message: `Deleted the backup ${oldest}` },
  })
  expect(filesIn(own, 'full')).toEqual(made.slice(1).toSorted())
  expect(eventsOf(own, 1)[0]).toMatchObject({ type: 'Backup Deleted', by: 'test-admin', details: { name: oldest } })
})

test('one that a run needs stays, and after thirty days only what must stay', async () => {
  const own = await testHospital()
  const made = [await backUp(own)]
  await setTimeout(1001) // the engine names its backup after the second
  for (let at = 0; at < 4; at++) made.push(await backUp(own))
  const { manifest } = await contentsOf(own, made[0] ?? '')
  exec(databaseOf(own), `update millwright_run set backup = '${manifest.database.id}'`)
  expect(await own.call('Admin', `DELETE /api/backup/${made[0]}`)).toMatchObject({
    status: 409,
    body: { error: `The backup ${made[0]} stays: a run needs it for its way back` },
  })
  expect(await pruneBackups(own.desk, 'schedule')).toEqual([])
  own.wait(31 * 24 * 3600_000)
  expect(await pruneBackups(own.desk, 'schedule')).toEqual([made[1]])
  expect(new Set(filesIn(own, 'full'))).toEqual(new Set([made[0], ...made.slice(2)]))
  expect(eventsOf(own, 1)[0]).toMatchObject({ type: 'Backup Deleted', by: 'schedule' })
})

test('a backup goes on while people write, and holds one moment of it', async () => {
  const own = await testHospital()
  const post = (at: number) =>
    own.call('Editor', 'POST /api/equipment/ocm', {
      Department: 'LAB',
      Name: 'N',
      Model: 'M',
      Serial: `LIVE ${at}`,
      Manufacturer: 'A',
      Log_Number: '1',
      Service_Date: '01/02/2025',
      Engineer: 'TECH-A',
    })
  const writing = Array.from({ length: 40 }, (_, at) => post(at))
  const [made, ...answers] = await Promise.all([backUp(own), ...writing])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  const { manifest, json } = await contentsOf(own, made)
  const inJson = (json('json/ocm.json') as unknown[]).length
  expect(manifest.database.tables['ocm_equipment']).toBe(inJson)
  const events = (json('json/audit_log.json') as { event_type: string }[]).filter(
    ({ event_type }) => event_type === 'Equipment Added',
  )
  expect(events).toHaveLength(inJson - 40) // each device and its event are of one transaction
  expect(query(databaseOf(own), 'select count(*) as n from ocm_equipment')).toEqual([{ n: 80 }])
})

test('what a killed process left is swept, what a living one makes is not', async () => {
  const own = await testHospital()
  await backUp(own)
  const folder = join(own.folder, 'backups', 'full')
  for (const pid of [2 ** 22 + 1, process.pid]) {
    mkdirSync(join(folder, `.making-${pid}-abc`))
    writeFileSync(join(folder, `.making-${pid}-abc`, 'archive.zip'), 'half')
  }
  await backUp(own)
  expect(filesIn(own, 'full').filter((one) => one.startsWith('.'))).toEqual([`.making-${process.pid}-abc`])
})

test('an archive that cannot be read is listed as such', async () => {
  const own = await testHospital()
  const good = await backUp(own)
  writeFileSync(join(own.folder, 'backups', 'full', 'full_backup_20240101_000000.zip'), 'nothing')
  const { body } = await own.call('Admin', 'GET /api/backup')
  expect(body).toMatchObject([
    { name: good },
    { name: 'full_backup_20240101_000000.zip', reason: 'it cannot be read', created_at: '2024-01-01T00:00:00.000Z' },
  ])
})
