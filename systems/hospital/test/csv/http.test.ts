import { sql } from 'millwright'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Answered, type As, type Line, sharedHospital, type TestHospital } from '../http/support.ts'
import { contentOf, countOf, emptyRegisters, ocmHeader, ocmLine, ppmHeader, ppmLine } from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})
beforeEach(() => emptyRegisters(hospital))

const file = (...lines: readonly string[]): string => [...lines, ''].join('\r\n')
const send = (as: As, line: Line, ...[body, type = 'text/csv']: [string | Uint8Array<ArrayBuffer>, string?]) =>
  hospital.send(as, line, { body, headers: { 'content-type': type } })
const codeOf = ({ status, body }: Answered) => [status, (body as { code: string }).code]

describe('an import', () => {
  test('200 when every row is stored or was there before', async () => {
    const text = file(ocmHeader, ocmLine('SN-10001'), ocmLine('SN-10002'))
    expect(await send('Editor', 'POST /api/import/ocm', text)).toMatchObject({
      status: 200,
      body: { total_rows: 2, imported: 2, updated: 0, skipped: 0, errors: 0, details: [] },
    })
    expect(await send('Editor', 'POST /api/import/auto', text)).toMatchObject({
      status: 200,
      body: { imported: 0, skipped: 2 },
    })
    expect(await send('Editor', 'POST /api/import/auto?mode=update', text)).toMatchObject({
      status: 200,
      body: { skipped: 2 },
    })
  })

  test('207 when some rows failed, with row, field and code', async () => {
    const answer = await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('SN-10001'), ocmLine('')))
    expect(answer).toMatchObject({
      status: 207,
      body: {
        imported: 1,
        errors: 1,
        details: [{ row: 3, field: 'Serial', code: 'required', message: 'Serial is required' }],
      },
    })
  })

  test('400 when none succeeded', async () => {
    const answer = await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('')))
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: 'No row was stored; details says why',
        code: 'import_failed',
        imported: 0,
        errors: 1,
        details: [{ row: 2 }],
      },
    })
    expect(await countOf(hospital, 'ocm')).toBe(0)
  })

  test('400 when an atomic one was undone, and nothing of it is stored', async () => {
    const text = file(ocmHeader, ocmLine('SN-10001'), ocmLine(''))
    expect(await send('Editor', 'POST /api/import/ocm?atomic=true', text)).toMatchObject({
      status: 400,
      body: { code: 'import_failed', imported: 0, errors: 1, rolled_back: 1 },
    })
    expect(await countOf(hospital, 'ocm')).toBe(0)
  })

  test('413 when the file is longer than 32 MiB, told before it has all arrived', async () => {
    expect(codeOf(await send('Editor', 'POST /api/import/ocm', new Uint8Array(33 * 1024 * 1024)))).toEqual([
      413,
      'body_too_large',
    ])
  })

  test('a file of 10 MB is taken in as a whole', async () => {
    const wide = [100, 200, 100].map((width, at) => 'DNM'.charAt(at).repeat(width)).join(',')
    const rest = [
      'A'.repeat(100),
      'L'.repeat(50),
      '',
      '',
      '27/03/2025',
      ...[1, 2, 3, 4].map((one) => `T${one}`.repeat(50)),
    ]
    const line = (serial: string): string => ['1', wide, serial.padEnd(100, '-'), ...rest].join(',')
    const rows = Math.ceil(10_000_000 / (line('100001').length + 2))
    const text = file(ppmHeader, ...Array.from({ length: rows }, (_, at) => line(String(100_001 + at))))
    expect(text.length).toBeGreaterThan(10_000_000)
    expect(await send('Editor', 'POST /api/import/ppm?atomic=true', text)).toMatchObject({
      status: 200,
      body: { total_rows: rows, imported: rows },
    })
  }, 300_000)

  test('a form with a file is taken as well', async () => {
    const form = new FormData()
    form.set('file', new File([file(ppmHeader, ppmLine('SN-10001'))], 'ppm.csv', { type: 'text/csv' }))
    const request = new Request('http://127.0.0.1/api/import/auto', { method: 'POST', body: form })
    const answer = await send(
      'Editor',
      'POST /api/import/auto',
      new Uint8Array(await request.arrayBuffer()),
      request.headers.get('content-type') as string,
    )
    expect(answer).toMatchObject({ status: 200, body: { imported: 1 } })
    expect(await countOf(hospital, 'ppm')).toBe(1)
  })

  test('a form without a file, another media type, another type, a wrong parameter', async () => {
    const form = '--x\r\ncontent-disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n'
    const noFile = { error: 'The form has no file in its field `file`', code: 'file_missing', details: [] }
    expect((await send('Editor', 'POST /api/import/ocm', form, 'multipart/form-data; boundary=x')).body).toEqual(noFile)
    expect((await send('Editor', 'POST /api/import/ocm', 'x', 'multipart/form-data')).body).toEqual(noFile)
    expect((await send('Editor', 'POST /api/import/ocm', '{}', 'application/json')).body).toEqual({
      error: 'Send the file as text/csv, or as the field `file` of multipart/form-data',
      code: 'media_type_unsupported',
      details: [],
    })
    expect((await send('Editor', 'POST /api/import/rooms', '')).body).toEqual({
      error: 'rooms is nothing that is imported or exported: use ocm, ppm or training',
      code: 'type_unknown',
      details: [],
    })
    expect(codeOf(await send('Editor', 'POST /api/import/ocm?mode=merge', file(ocmHeader)))).toEqual([
      400,
      'unknown_value',
    ])
    expect(codeOf(await send('Editor', 'POST /api/import/ocm?modus=skip', file(ocmHeader)))).toEqual([
      400,
      'unknown_field',
    ])
    expect(codeOf(await send('Editor', 'POST /api/import/ocm', ''))).toEqual([400, 'file_empty'])
    expect(codeOf(await send('Editor', 'POST /api/import/auto', 'a,b\n1,2\n'))).toEqual([400, 'type_unknown'])
  })

  test('H-27: needs the permission of its own register, which its columns tell where its path does not', async () => {
    const role = { name: 'Ppm clerk', permissions: ['equipment_ppm_import_export'] }
    const token = await clerkOf(role)
    const [ocm, ppm] = [file(ocmHeader, ocmLine('SN-10001')), file(ppmHeader, ppmLine('SN-10001'))]
    expect((await send({ token }, 'POST /api/import/ppm', ppm)).status).toBe(200)
    expect(codeOf(await send({ token }, 'POST /api/import/ocm', ocm))).toEqual([403, 'permission_missing'])
    expect(codeOf(await send({ token }, 'POST /api/import/auto', ocm))).toEqual([403, 'permission_missing'])
    expect(codeOf(await send({ token }, 'POST /api/training/import', ocm))).toEqual([403, 'permission_missing'])
    for (const path of ['ocm', 'ppm', 'training', 'auto'])
      expect(codeOf(await send('Viewer', `POST /api/import/${path}`, ocm))).toEqual([403, 'permission_missing'])
    expect(codeOf(await send('nobody', 'POST /api/import/auto', ocm))).toEqual([401, 'sign_in_required'])
    expect(codeOf(await send('nobody', 'POST /api/training/import', ocm))).toEqual([401, 'sign_in_required'])
    expect(await countOf(hospital, 'ocm')).toBe(0)
  })

  test('training is imported under both of its paths', async () => {
    const header = 'id,employee_id,name,department,machine_trainer_assignments'
    expect((await send('Editor', 'POST /api/training/import', file(header, '7,2100,NURSE-001,ER,[]'))).status).toBe(200)
    expect((await send('Editor', 'POST /api/import/training', file(header, '8,2100,NURSE-002,ER,[]'))).status).toBe(200)
    expect(await contentOf(hospital, 'training')).toHaveLength(2)
  })
})

/** Signs in somebody who may do nothing but what is named. */
const clerkOf = async ({ name, permissions }: { name: string; permissions: readonly string[] }): Promise<string> => {
  const { openSession } = await import('../../src/accounts/sessions.ts')
  return hospital.desk.db.write(async (db) => {
    const role = await db.get(sql`insert into roles (name) values (${name}) returning id`)
    for (const permission of permissions)
      await db.run(
        sql`insert into role_permissions select ${role?.['id'] as bigint}, id from permissions where name = ${permission}`,
      )
    const user = await db.get(
      sql`insert into users (username, role_id) values (${name}, ${role?.['id'] as bigint}) returning id`,
    )
    return (await openSession(db, Number(user?.['id']), hospital.desk.now())).token
  })
}

describe('an export', () => {
  test('is a file with its own name, and its import changes nothing', async () => {
    await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('"SN/1 ""x"""'), ocmLine('"=""00123"""')))
    const answer = await hospital.call('Editor', 'GET /api/export/ocm')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="ocm_export_20250628_\d{6}\.csv"$/)
    expect(answer.text.split('\r\n')[0]).toBe(`${ocmHeader},Next_Maintenance,Status`)
    expect(await send('Editor', 'POST /api/import/ocm?mode=update', answer.text)).toMatchObject({
      status: 200,
      body: { skipped: 2 },
    })
  })

  test('of each type has its columns', async () => {
    const quarters = ['I', 'II', 'III', 'IV'].map((roman) => `PPM_Q_${roman}`)
    const head = 'NO,Department,Name,MODEL,SERIAL,MANUFACTURER,LOG_Number,Installation_Date,Warranty_End'
    const parts = quarters.flatMap((quarter) => [`${quarter}_date`, `${quarter}_engineer`, `${quarter}_status`])
    expect((await hospital.call('Editor', 'GET /api/export/ppm')).text).toBe(
      `${[head, ...parts, ...quarters.map((quarter) => `${quarter}_completed_on`)].join(',')}\r\n`,
    )
    expect((await hospital.call('Editor', 'GET /api/export/training')).text).toBe(
      'id,employee_id,name,department,machine_trainer_assignments,last_trained_date,next_due_date\r\n',
    )
  })

  test('shows the statuses of today, whatever is stored', async () => {
    await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('SN-10001', { 9: '28/06/2024' })))
    expect((await hospital.call('Editor', 'GET /api/export/ocm')).text).toContain('28/06/2025,Upcoming')
    await hospital.desk.db.write((db) => db.run(sql`update ocm_equipment set status = 'Maintained'`))
    expect((await hospital.call('Editor', 'GET /api/export/ocm')).text).toContain('28/06/2025,Upcoming')
  })

  test('for a spreadsheet has a BOM, and no cell that it would change', async () => {
    await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('00123', { 3: '=1+1', 1: '@ER' })))
    const { text } = await hospital.call('Editor', 'GET /api/export/ocm?excel=1')
    const bytes = await hospital.app.request('http://127.0.0.1/api/export/ocm?excel=1', {
      headers: { host: '127.0.0.1', authorization: `Bearer ${hospital.tokens.Editor}` },
    })
    expect([...new Uint8Array(await bytes.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(text.split('\r\n')[1]).toMatch(
      /^\d+,'@ER,PUMP,'=1\+1,"=""00123""",ACME,"=""1001""",,,"=""10\/01\/2025""",TECH-A,/,
    )
    expect(await send('Editor', 'POST /api/import/ocm?excel=1&mode=update', text)).toMatchObject({
      status: 200,
      body: { skipped: 1 },
    })
  })

  test('a text with a line break, put there by another program, stays one cell', async () => {
    await send('Editor', 'POST /api/import/ocm', file(ocmHeader, ocmLine('SN-10001')))
    for (const broken of ['A\nB', 'A\rB', 'A\r\nB']) {
      await hospital.desk.db.write((db) => db.run(sql`update ocm_equipment set name = ${broken}`))
      expect((await hospital.call('Editor', 'GET /api/export/ocm')).text).toContain(`"${broken}"`)
    }
  })

  test('is told in the audit log, and needs its permission', async () => {
    await hospital.call('Editor', 'GET /api/export/ppm')
    const events = await hospital.desk.db.read((db) =>
      db.all(
        sql`select performed_by, description, details from audit_log where event_type = 'Data Export' order by id desc limit 1`,
      ),
    )
    expect(events.map((event) => Object.values(event))).toEqual([
      ['test-editor', 'Exported the PPM register', '{"register":"ppm","excel":false}'],
    ])
    for (const type of ['ocm', 'ppm', 'training'])
      expect(codeOf(await hospital.call('Viewer', `GET /api/export/${type}`))).toEqual([403, 'permission_missing'])
    expect(codeOf(await hospital.call('Editor', 'GET /api/export/rooms'))).toEqual([400, 'type_unknown'])
  })
})
