import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { down, up } from 'millwright'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import { readArchive, writeArchive } from '../../src/backups/archive.ts'
import { makeFull } from '../../src/backups/full.ts'
import { type ArchiveManifest, parseManifest, sha256Of } from '../../src/backups/manifest.ts'
import { testHospital, type TestHospital } from '../http/support.ts'
import {
  backUp,
  bytesOf,
  contentsOf,
  databaseOf,
  eventsOf,
  exec,
  fileOf,
  filesIn,
  fingerprintOf,
  query,
} from './support.ts'

let hospital: TestHospital
beforeEach(async () => {
  hospital = await testHospital({ ocm: 6, ppm: 6, training: 4 })
})

const device = (serial: string) => ({
  Department: 'LAB',
  Name: 'N',
  Model: 'M',
  Serial: serial,
  Manufacturer: 'A',
  Log_Number: '1',
  Service_Date: '01/02/2025',
  Engineer: 'TECH-A',
})

type Restored = { readonly name: string; readonly before: string; readonly left_out: readonly string[] }

async function restore(name: string, as: 'Admin' | { token: string } = 'Admin'): Promise<Restored> {
  const { status, body, text } = await hospital.call(as, `POST /api/backup/${name}/restore`)
  if (status !== 200) throw new Error(`${status} ${text}`)
  return body as Restored
}

const refused = async (name: string): Promise<readonly unknown[]> => {
  const { status, body } = await hospital.call('Admin', `POST /api/backup/${name}/restore`)
  return [status, (body as { code: string }).code, (body as { error: string }).error]
}

test('a full backup comes back exactly, and so does what was there before it', async () => {
  const first = await fingerprintOf(hospital)
  const name = await backUp(hospital)
  await hospital.call('Editor', 'POST /api/equipment/ocm', device('LATER'))
  await hospital.call('Editor', `DELETE /api/equipment/ppm/${encodeURIComponent(serialOf('ppm'))}`)
  const second = await fingerprintOf(hospital)
  expect(second).not.toEqual(first)
  const { before } = await restore(name)
  expect(await fingerprintOf(hospital)).toEqual(first)
  expect((await hospital.call('Admin', 'GET /api/equipment/ocm/LATER')).status).toBe(404)
  await restore(before)
  expect(await fingerprintOf(hospital)).toEqual(second)
  expect((await hospital.call('Admin', 'GET /api/equipment/ocm/LATER')).status).toBe(200)
  expect((await contentsOf(hospital, before)).manifest.reason).toBe(`before the restore of ${name}`)
  expect(query(databaseOf(hospital), 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
})

const serialOf = (register: 'ocm' | 'ppm'): string =>
  String(query(databaseOf(hospital), `select serial from ${register}_equipment limit 1`)[0]?.['serial'])

test('it is told of in the restored log; who restored stays signed in, everybody else signs in again', async () => {
  const name = await backUp(hospital)
  const { before } = await restore(name)
  expect(eventsOf(hospital, 2)[1]).toMatchObject({
    type: 'Backup Restored',
    by: 'test-admin',
    status: 'Success',
    text: `The backup ${name} was restored; what was there before is ${before}`,
    details: { name, before, tables: { ocm_equipment: 6 } },
  })
  expect((await hospital.call('Admin', 'GET /api/equipment/ocm')).status).toBe(200)
  const editor = await hospital.call('Editor', 'GET /api/equipment/ocm')
  expect([editor.status, (editor.body as { code: string }).code]).toEqual([401, 'session_unknown'])
})

test('the statuses of the restored devices are those of the day of the restore', async () => {
  exec(
    databaseOf(hospital),
    "update ocm_equipment set next_maintenance = '2025-07-01', service_date = '2024-07-01', status = 'Upcoming'",
  )
  const name = await backUp(hospital)
  hospital.wait(8 * 24 * 3600_000)
  const { token } = await hospital.desk.db.write((db) => openSession(db, undefined, hospital.desk.now()))
  await restore(name, { token })
  expect(query(databaseOf(hospital), 'select distinct status from ocm_equipment')).toEqual([{ status: 'Overdue' }])
  expect(eventsOf(hospital, 1)[0]?.text).toMatch(/^Statuses were brought to 2025-07-06: \d+ changed$/)
})

test('an account that the backup does not know, or knows as another, is not signed in by it', async () => {
  const name = await backUp(hospital)
  exec(databaseOf(hospital), "update users set username = 'renamed' where username = 'test-admin'")
  const { status } = await hospital.call('Admin', `POST /api/backup/${name}/restore`)
  expect(status).toBe(200)
  expect((await hospital.call('Admin', 'GET /api/backup')).status).toBe(401)
})

test('no write that was acknowledged is lost: it is in the restored database, or in the backup of before', async () => {
  const name = await backUp(hospital)
  const written: string[] = []
  const write = async (serial: string): Promise<void> => {
    const { status, text } = await hospital.call('Admin', 'POST /api/equipment/ocm', device(serial))
    expect(`${status} ${text}`).toMatch(/^201 /)
    written.push(serial)
  }
  let isRestoring = true
  const restoring = restore(name).finally(() => {
    isRestoring = false
  })
  const writers = ['A', 'B', 'C'].map(async (writer) => {
    for (let at = 0; isRestoring || at < 5; at++) {
      await write(`${writer} ${at}`)
      await nextTurn() // a request over a socket lets others have their turn too
    }
    await write(`${writer} last`)
  })
  const [{ before }] = await Promise.all([restoring, ...writers])
  const now = new Set(query(databaseOf(hospital), 'select serial from ocm_equipment').map(({ serial }) => serial))
  const then = new Set(
    ((await contentsOf(hospital, before)).json('json/ocm.json') as { Serial: string }[]).map(({ Serial }) => Serial),
  )
  expect(written.length).toBeGreaterThan(15)
  expect(written.filter((serial) => !now.has(serial) && !then.has(serial))).toEqual([])
  expect(['A last', 'B last', 'C last'].filter((serial) => now.has(serial) && !then.has(serial))).toHaveLength(3)
  expect(['A 0', 'B 0', 'C 0'].filter((serial) => then.has(serial) && !now.has(serial))).toHaveLength(3)
})

test.each([
  { what: 'writes to', statement: "db.exec('begin immediate')", answer: [503, 'database_busy'] },
  { what: 'only has open', statement: "db.exec('select 1 from ocm_equipment')", answer: [409, 'database_in_use'] },
])('a database that another program $what is not replaced', async ({ statement, answer }) => {
  const name = await backUp(hospital)
  await hospital.call('Editor', 'POST /api/equipment/ocm', device('LATER'))
  const before = await fingerprintOf(hospital)
  const program = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1])
    ${statement}; console.log('there'); setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', program, databaseOf(hospital)])
  onTestFinished(() => void other.kill())
  await new Promise((there) => other.stdout.once('data', there))
  expect((await refused(name)).slice(0, 2)).toEqual(answer)
  other.kill()
  await new Promise((closed) => other.once('close', closed))
  expect(await fingerprintOf(hospital)).toEqual(before)
  expect((await hospital.call('Admin', 'GET /api/equipment/ocm/LATER')).status).toBe(200)
})

describe('what is not what it was is refused, and the data untouched', () => {
  const damages: readonly (readonly [
    string,
    (archive: Map<string, Uint8Array>, manifest: ArchiveManifest) => void,
    string,
  ])[] = [
    ['a row changed inside of the database', tamper, 'the backup'],
    [
      'a JSON file changed',
      (files) => files.set('json/ocm.json', Buffer.from('[]\n')),
      'json/ocm.json has another SHA-256',
    ],
    ['a file missing', (files) => files.delete('json/ppm.json'), 'json/ppm.json is missing'],
    ['a file too many', (files) => files.set('database/evil.db', Buffer.from('x')), 'it holds database/evil.db'],
    ['no manifest', (files) => files.delete('manifest.json'), 'it has no manifest'],
    [
      'a manifest of something else',
      (files) => files.set('manifest.json', Buffer.from('{}')),
      'its manifest is not as it should be (format)',
    ],
    ['the engine’s own manifest changed', reseal, 'it was changed after it was written'],
  ]

  /** The database inside is another one, and the archive's own manifest says so. */
  function tamper(files: Map<string, Uint8Array>, manifest: ArchiveManifest): void {
    const path = `database/${manifest.database.id}.db`
    const file = join(hospital.folder, 'tampered.db')
    writeFileSync(file, files.get(path) ?? '')
    exec(file, "update ocm_equipment set engineer = 'NOBODY'")
    replace(files, manifest, { path, bytes: readFileSync(file) })
  }

  function reseal(files: Map<string, Uint8Array>, manifest: ArchiveManifest): void {
    const path = `database/${manifest.database.id}.json`
    const inner = JSON.parse(Buffer.from(files.get(path) ?? []).toString()) as object
    replace(files, manifest, { path, bytes: Buffer.from(JSON.stringify({ ...inner, reason: 'another' })) })
  }

  test.each(damages)('%s', async (_, damage, words) => {
    const good = await backUp(hospital)
    await hospital.call('Editor', 'POST /api/equipment/ocm', device('LATER'))
    const before = await fingerprintOf(hospital)
    const files = new Map(await readArchive(fileOf(hospital, good)))
    const manifest = parseManifest(files.get('manifest.json') ?? new Uint8Array())
    damage(files, manifest)
    const bad = 'full_backup_20250101_000000.zip'
    await writeArchive(
      fileOf(hospital, bad),
      [...files].map(([name, bytes]) => ({ name, bytes })),
    )
    const [status, code, error] = await refused(bad)
    expect([status, code]).toEqual([409, 'backup_damaged'])
    expect(error).toContain(words === 'the backup' ? 'The backup' : words)
    expect(await fingerprintOf(hospital)).toEqual(before)
    expect(filesIn(hospital, 'full')).toEqual([bad, good].toSorted())
    expect(eventsOf(hospital, 1)[0]).toMatchObject({
      type: 'Backup Restored',
      status: 'Failed',
      by: 'test-admin',
      text: `The backup ${bad} was not restored`,
      details: { name: bad, reason: error },
    })
  })

  test.each([0.1, 0.5, 0.9])('one bit turned at %d of its length', async (place) => {
    const good = await backUp(hospital)
    const before = await fingerprintOf(hospital)
    const bytes = bytesOf(hospital, good)
    const at = Math.floor(bytes.length * place)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const bad = 'full_backup_20250101_000000.zip'
    writeFileSync(fileOf(hospital, bad), bytes)
    expect((await refused(bad)).slice(0, 2)).toEqual([409, 'backup_damaged'])
    expect(await fingerprintOf(hospital)).toEqual(before)
  })
})

type Replacement = { readonly path: string; readonly bytes: Buffer }

/** Puts another file into an archive whose manifest agrees with it. */
function replace(files: Map<string, Uint8Array>, manifest: ArchiveManifest, { path, bytes }: Replacement): void {
  files.set(path, bytes)
  const list = manifest.files.map((file) =>
    file.path === path ? { ...file, bytes: bytes.length, sha256: sha256Of(bytes) } : file,
  )
  files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, files: list })))
}

test('a backup of an older program is brought to the form of this one on the way', async () => {
  const { project, desk } = hospital
  const order = { actor: 'older program', reason: 'by hand' }
  const first = await fingerprintOf(hospital)
  const name = await desk.db.closedDuring(async () => {
    await down(project, { target: '0013', yes: true })
    const made = await makeFull(project, order, desk.now)
    await up(project, { yes: true })
    return made.name
  })
  expect((await contentsOf(hospital, name)).manifest.migrations.at(-1)).toBe('0013')
  exec(databaseOf(hospital), 'delete from ppm_equipment')
  const { token } = await desk.db.write((db) => openSession(db, undefined, desk.now()))
  await restore(name, { token })
  expect(await fingerprintOf(hospital)).toEqual(first)
  const health = await hospital.call('nobody', 'GET /api/health')
  expect(health.body).toMatchObject({ status: 'ok', pending_migrations: 0 })
})

test('a backup of a newer program is refused', async () => {
  const { project, desk } = hospital
  exec(
    databaseOf(hospital),
    `create temp table newer as select * from millwright_migration where id = '0010';
    update newer set id = '9999', seq = 9999;
    insert into millwright_migration select * from newer`,
  )
  const name = await desk.db.closedDuring(
    async () => (await makeFull(project, { actor: 'newer program', reason: 'by hand' }, desk.now)).name,
  )
  exec(databaseOf(hospital), "delete from millwright_migration where id = '9999'")
  const before = await fingerprintOf(hospital)
  expect(await refused(name)).toEqual([
    409,
    'backup_of_newer_program',
    `The backup ${name} was made by a newer program: this one does not know migration 9999. Nothing was changed; restore it with that program`,
  ])
  expect(await fingerprintOf(hospital)).toEqual(before)
})

describe('settings', () => {
  test('come back, after what is set now was written down', async () => {
    await hospital.call('Admin', 'POST /api/settings', { email_send_time_hour: 5, recipient_email: '' })
    const name = await backUp(hospital, 'settings')
    await hospital.call('Admin', 'POST /api/settings', { email_send_time_hour: 9, recipient_email: 'a@b.example' })
    const { before, left_out } = await restore(name)
    expect(left_out).toEqual([])
    expect((await hospital.call('Admin', 'GET /api/settings')).body).toMatchObject({
      email_send_time_hour: 5,
      recipient_email: '',
    })
    expect(eventsOf(hospital, 2).map(({ type }) => type)).toEqual(['Backup Restored', 'Setting Changed'])
    await restore(before)
    expect((await hospital.call('Admin', 'GET /api/settings')).body).toMatchObject({ email_send_time_hour: 9 })
  })

  test.each([
    { what: 'not JSON', text: '{', answer: [409, 'backup_damaged'] },
    { what: 'something else', text: '{"settings": []}', answer: [409, 'backup_damaged'] },
    { what: 'a bad value', text: document({ email_send_time_hour: 99 }), answer: [400, 'setting_invalid'] },
  ])('$what changes nothing', async ({ text, answer }) => {
    await backUp(hospital, 'settings')
    const before = await fingerprintOf(hospital)
    writeFileSync(fileOf(hospital, 'settings_backup_20240101_000000.json'), text)
    expect((await refused('settings_backup_20240101_000000.json')).slice(0, 2)).toEqual(answer)
    expect(await fingerprintOf(hospital)).toEqual(before)
  })

  test('a setting that nobody knows is told, and left out', async () => {
    await backUp(hospital, 'settings')
    writeFileSync(
      fileOf(hospital, 'settings_backup_20240101_000000.json'),
      document({ email_send_time_hour: 3, of_long_ago: true }),
    )
    expect((await restore('settings_backup_20240101_000000.json')).left_out).toEqual(['of_long_ago'])
    expect((await hospital.call('Admin', 'GET /api/settings')).body).toMatchObject({ email_send_time_hour: 3 })
  })
})

function document(settings: object): string {
  const info = { created_at: '2024-01-01T00:00:00.000Z', backup_type: 'settings', version: '1' }
  return JSON.stringify({ backup_info: info, settings })
}
