import { sql } from 'millwright'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sharedHospital, type TestHospital, testHospital } from '../http/support.ts'
import {
  contentOf,
  countOf,
  emptyRegisters,
  exportText,
  importText,
  ocmHeader,
  ocmLine,
  ppmHeader,
  ppmLine,
} from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})
beforeEach(() => emptyRegisters(hospital))

const file = (...lines: readonly string[]): string => [...lines, ''].join('\r\n')
const good = { imported: 0, updated: 0, skipped: 0, errors: 0, rolled_back: 0, details: [], warnings: [] }
const left = { details_left_out: 0, warnings_left_out: 0 }

describe('the type of a file', () => {
  test.each([
    ['ppm', ppmHeader, ppmLine('SN-10001')],
    ['ocm', ocmHeader, ocmLine('SN-10001')],
    ['training', 'id,employee_id,name,department,machine_trainer_assignments', '7,2100,NURSE-001,ER,[]'],
  ] as const)('%s is told by its columns, in any order', async (type, header, line) => {
    const reversed = [header, line].map((one) => one.split(',').toReversed().join(','))
    expect(await importText(hospital, file(...reversed))).toMatchObject({ total_rows: 1, imported: 1 })
    expect(await contentOf(hospital, type)).toHaveLength(1)
  })

  test.each([
    ['an empty file', '', 'file_empty', 'The file is empty: its first row must name its columns'],
    ['a blank first row', ' ,,\n', 'file_empty', 'The file is empty: its first row must name its columns'],
    [
      'foreign columns',
      'a,b\n1,2\n',
      'type_unknown',
      'The columns are those of no register: neither PPM, OCM nor training',
    ],
    [
      'a header with an open quote',
      '"a,b\n1,2\n',
      'quote_not_closed',
      'The first row cannot be read: a quote is opened and never closed; nothing after it was read',
    ],
  ])('%s is refused', async (_, text, ...[code, message]) => {
    await expect(importText(hospital, text)).rejects.toMatchObject({ status: 400, code, message })
  })

  test('H-19: an OCM file is no PPM file, and every column that is wrong or missing is told', async () => {
    const header = `${ocmHeader.replace('Service_Date', ' Colour ').replace('NO,', 'Department,')},,`
    await expect(importText(hospital, file(header, ocmLine('SN-10001')), { type: 'ocm' })).rejects.toMatchObject({
      status: 400,
      code: 'column_twice',
      message:
        'This is no ocm file: Department stands there twice; Colour is not a column of this type; column 12 has no name; column 13 has no name; Service_Date is required and not there',
      details: [
        { field: 'Department', code: 'column_twice' },
        { field: 'Colour', code: 'unknown_field' },
        { field: 'column 12', code: 'column_blank' },
        { field: 'column 13', code: 'column_blank' },
        { field: 'Service_Date', code: 'column_missing' },
      ],
    })
    await expect(importText(hospital, file(ocmHeader), { type: 'ppm' })).rejects.toMatchObject({ status: 400 })
    expect(await countOf(hospital, 'ocm')).toBe(0)
  })

  test.each([
    ['trimmed', ocmHeader.replaceAll(',', ' , ')],
    ['aliases', ocmHeader.replace('Name', 'EQUIPMENT').replace('Model', 'MODEL').replace('Log_Number', 'LOG_NO')],
    ['spaces for underscores', ocmHeader.replaceAll('_', ' ')],
    ['without what is optional', ocmHeader],
  ])('headers are known through the one table of aliases: %s', async (_, header) => {
    expect(await importText(hospital, file(header, ocmLine('SN-10001')))).toMatchObject({
      ...good,
      total_rows: 1,
      imported: 1,
    })
  })

  test('headers are exact: another case is another column', async () => {
    await expect(importText(hospital, file(ocmHeader.toLowerCase()))).rejects.toMatchObject({ code: 'type_unknown' })
  })

  test('two aliases of one field with different values keep their row out, the same value does not', async () => {
    const header = `${ocmHeader},EQUIPMENT`
    const rows = [`${ocmLine('SN-10001')},PUMP`, `${ocmLine('SN-10002')},LAMP`]
    expect(await importText(hospital, file(header, ...rows))).toMatchObject({
      imported: 1,
      errors: 1,
      details: [{ row: 3, field: 'Name', code: 'alias_conflict' }],
    })
  })

  test('the header alone imports nothing, and that is no error', async () => {
    expect(await importText(hospital, file(ocmHeader))).toEqual({ ...good, ...left, total_rows: 0 })
  })
})

describe('the rows', () => {
  test('quotes, commas, line breaks, a BOM, CRLF, a missing last line break', async () => {
    const text = `\ufeff${ocmHeader}\r\n${ocmLine('SN-10001', { 2: '"PUMP, 12"" ""B"""', 5: '"ACME\r\nLTD"' })}`
    expect(await importText(hospital, text)).toMatchObject({
      imported: 1,
      warnings: [{ row: 2, field: 'Manufacturer', code: 'text_control_removed' }],
    })
    expect(await contentOf(hospital, 'ocm')).toMatchObject([
      { name: 'PUMP, 12" "B"', manufacturer: 'ACMELTD', next_maintenance: '2026-01-10' },
    ])
  })

  test('every wrong row is told with its number, its column and its code; the others are stored', async () => {
    const rows = [
      ocmLine('SN-10001'),
      ocmLine(''),
      ocmLine('SN-10002', { 9: '31/02/2025', 2: ' n/a ' }),
      '',
      'a,b',
      ocmLine('SN-10003', { 3: 'X'.repeat(101) }),
      ocmLine('SN-10004', { 10: '' }),
      ocmLine('SN-10005', { 4: '3"x"' }),
      ocmLine('SN-10001'),
      ocmLine('SN-10006'),
    ]
    const report = await importText(hospital, file(ocmHeader, ...rows))
    expect(report).toMatchObject({ total_rows: 9, imported: 2, updated: 0, skipped: 0, errors: 7, rolled_back: 0 })
    expect(report.details).toEqual([
      { row: 3, field: 'Serial', code: 'required', message: 'Serial is required' },
      { row: 4, field: 'Name', code: 'required', message: 'Name is required' },
      {
        row: 4,
        field: 'Service_Date',
        code: 'date_invalid',
        message: 'Service_Date is not a date: use DD/MM/YYYY or YYYY-MM-DD',
      },
      { row: 6, field: '', code: 'column_count', message: 'the row has 2 cells, the header has 11' },
      { row: 7, field: 'Model', code: 'too_long', message: 'Model is longer than its column' },
      { row: 8, field: 'Engineer', code: 'required', message: 'Engineer is required' },
      {
        row: 9,
        field: '',
        code: 'stray_quote',
        message: 'a quote stands where none may stand: a field with quotes is written in quotes, and its quotes twice',
      },
      { row: 10, field: 'Serial', code: 'duplicate_serial', message: 'row 2 has it already' },
    ])
    expect((await contentOf(hospital, 'ocm')).map((row) => (row as { serial: string }).serial)).toEqual([
      'SN-10001',
      'SN-10006',
    ])
  })

  test('a column is named as the file names it', async () => {
    const header = ppmHeader.replace('PPM_Q_I_date', 'PPM_Q_I.date').replace('SERIAL', 'Serial')
    const report = await importText(hospital, file(header, ppmLine('').replace('27/03/2025', '27.13.2025')))
    expect(report.details.map(({ field, code }) => [field, code])).toEqual([
      ['Serial', 'required'],
      ['PPM_Q_I.date', 'date_invalid'],
    ])
  })

  test('a quote that is never closed: the rows before it are stored, and its own is told', async () => {
    const text = `${ocmHeader}\n${ocmLine('SN-10001')}\n"${ocmLine('SN-10002')}\n${ocmLine('SN-10003')}\n`
    expect(await importText(hospital, text)).toMatchObject({
      total_rows: 2,
      imported: 1,
      errors: 1,
      details: [{ row: 3, field: '', code: 'quote_not_closed' }],
    })
  })

  test('H-18: no date is ever invented or read in another order', async () => {
    const rows = ['soon', '10/25/2025', '30/02/2025', '1/2/25'].map((day, at) => ocmLine(`SN-1000${at}`, { 9: day }))
    expect(await importText(hospital, file(ocmHeader, ...rows))).toMatchObject({ imported: 0, errors: 4 })
    const leap = [ocmLine('SN-20001', { 9: '29/02/2024' }), ocmLine('SN-20002', { 9: 'N/A' })]
    expect(await importText(hospital, file(ocmHeader, ...leap))).toMatchObject({ imported: 2 })
    expect(await contentOf(hospital, 'ocm')).toMatchObject([
      { service_date: '2024-02-29', next_maintenance: '2025-02-28' },
      { service_date: null, next_maintenance: null },
    ])
  })

  test('NO is ignored: the register gives its own numbers, and never one twice', async () => {
    await importText(hospital, file(ocmHeader, ocmLine('SN-10001', { 0: '4711' }), ocmLine('SN-10002', { 0: 'x' })))
    const numbers = async () =>
      (await hospital.desk.db.read((db) => db.all(sql`select no from ocm_equipment order by no`))).map(({ no }) =>
        Number(no),
      )
    const [first, second] = await numbers()
    expect(second).toBe((first ?? 0) + 1)
    expect(first).not.toBe(4711)
    await emptyRegisters(hospital)
    await importText(hospital, file(ocmHeader, ocmLine('SN-10001')))
    expect(await numbers()).toEqual([(second ?? 0) + 1])
  })
})

describe('a PPM file', () => {
  test('has the dates of its later quarters from the first one, as long as it has no column for them', async () => {
    await importText(hospital, file(ppmHeader, ppmLine('SN-10001')))
    expect(await contentOf(hospital, 'ppm')).toMatchObject([
      {
        ppm_q1_date: '2025-03-27',
        ppm_q2_date: '2025-06-27',
        ppm_q3_date: '2025-09-27',
        ppm_q4_date: '2025-12-27',
        ppm_q1_engineer: 'TECH-A',
        ppm_q3_engineer: null,
        ppm_q4_engineer: 'TECH-D',
        ppm_q1_status: 'Maintained',
        ppm_q2_status: 'Maintained',
        ppm_q3_status: 'Upcoming',
      },
    ])
  })

  test('needs the date of its first quarter', async () => {
    const line = ppmLine('SN-10001').replace('27/03/2025', '')
    expect((await importText(hospital, file(ppmHeader, line))).details).toMatchObject([
      { row: 2, field: 'PPM_Q_I_date', code: 'required' },
    ])
  })

  test('may say when the work of a quarter was done, and statuses follow', async () => {
    const header = `${ppmHeader},PPM_Q_I_completed_on,PPM_Q_II.completed_on,PPM_Q_I_status`
    const report = await importText(
      hospital,
      file(
        header,
        `${ppmLine('SN-10001').replace('TECH-A', '')},28/03/2025,,Overdue`,
        `${ppmLine('SN-10002')},31/02/2025,,`,
      ),
    )
    expect(report).toMatchObject({
      imported: 1,
      errors: 1,
      details: [{ row: 3, field: 'PPM_Q_I_completed_on', code: 'date_invalid' }],
      warnings: [{ row: 2, field: 'PPM_Q_I_status', code: 'status_disagrees' }],
    })
    expect(await contentOf(hospital, 'ppm')).toMatchObject([
      {
        ppm_q1_engineer: null,
        ppm_q1_completed_on: '2025-03-28',
        ppm_q2_completed_on: null,
        ppm_q1_status: 'Maintained',
      },
    ])
  })
})

describe('a row that is there already', () => {
  const first = () => importText(hospital, file(ocmHeader, ocmLine('SN-10001'), ocmLine('SN-10002')))
  const again = file(ocmHeader, ocmLine('SN-10001', { 2: 'LAMP' }), ocmLine('SN-10002'), ocmLine('SN-10003'))

  test('is skipped and told', async () => {
    await first()
    const before = await contentOf(hospital, 'ocm')
    const report = await importText(hospital, again)
    expect(report).toMatchObject({ total_rows: 3, imported: 1, updated: 0, skipped: 2, errors: 0 })
    expect(report.details).toEqual([
      { row: 2, field: 'Serial', code: 'duplicate_serial', message: 'A device with serial SN-10001 already exists' },
      { row: 3, field: 'Serial', code: 'duplicate_serial', message: 'A device with serial SN-10002 already exists' },
    ])
    expect((await contentOf(hospital, 'ocm')).slice(0, 2)).toEqual(before)
  })

  test('is updated when asked for, and left alone when it says the same', async () => {
    await first()
    expect(await importText(hospital, again, { mode: 'update' })).toMatchObject({
      imported: 1,
      updated: 1,
      skipped: 1,
      errors: 0,
      details: [],
    })
    expect(await contentOf(hospital, 'ocm')).toMatchObject([{ serial: 'SN-10001', name: 'LAMP' }, { name: 'PUMP' }, {}])
  })

  test('fails when asked for', async () => {
    await first()
    expect(await importText(hospital, again, { mode: 'fail' })).toMatchObject({
      imported: 1,
      updated: 0,
      skipped: 0,
      errors: 2,
    })
  })

  test('an update leaves alone what the file has no column for, and takes away what it shows empty', async () => {
    const header = `${ppmHeader},PPM_Q_I_completed_on`
    await importText(hospital, file(header, `${ppmLine('SN-10001')},28/03/2025`))
    const narrow = 'Department,Name,MODEL,SERIAL,MANUFACTURER,LOG_Number,PPM_Q_I_date,PPM_Q_II_engineer'
    await importText(hospital, file(narrow, 'OR,,KV 4007,SN-10001,AVEN ADEX,1002,01/04/2025,'), { mode: 'update' })
    expect(await contentOf(hospital, 'ppm')).toMatchObject([
      {
        name: null,
        ppm_q1_date: '2025-04-01',
        ppm_q1_engineer: 'TECH-A',
        ppm_q1_completed_on: '2025-03-28',
        ppm_q2_date: '2025-06-27',
        ppm_q2_engineer: null,
        ppm_q4_engineer: 'TECH-D',
      },
    ])
  })

  test('an export imported again with update changes nothing', async () => {
    await importText(hospital, file(ppmHeader, ppmLine('SN-10001'), ppmLine('SN-10002')))
    const before = await contentOf(hospital, 'ppm')
    const text = await exportText(hospital, 'ppm')
    expect(await importText(hospital, text, { mode: 'update' })).toMatchObject({ ...good, total_rows: 2, skipped: 2 })
    expect(await contentOf(hospital, 'ppm')).toEqual(before)
  })

  test('one serial twice in a file is an error in every mode: nobody can tell which row is right', async () => {
    for (const mode of ['skip', 'update', 'fail'] as const) {
      await emptyRegisters(hospital)
      const report = await importText(
        hospital,
        file(ocmHeader, ocmLine('SN-10001'), ocmLine(' SN-10001 ', { 2: 'LAMP' })),
        { mode },
      )
      expect(report).toMatchObject({ imported: 1, errors: 1, details: [{ row: 3, code: 'duplicate_serial' }] })
    }
  })
})

describe('all or nothing', () => {
  test('one wrong row undoes the others, and every wrong row is told', async () => {
    const rows = Array.from({ length: 1200 }, (_, at) => ocmLine(at % 600 === 599 ? '' : `SN-${10_000 + at}`))
    const report = await importText(hospital, file(ocmHeader, ...rows), { atomic: true })
    expect(report).toMatchObject({
      total_rows: 1200,
      imported: 0,
      updated: 0,
      skipped: 0,
      errors: 2,
      rolled_back: 1198,
    })
    expect(report.details.map(({ row }) => row)).toEqual([601, 1201])
    expect(await countOf(hospital, 'ocm')).toBe(0)
  })

  test('without a wrong row all are stored', async () => {
    const rows = Array.from({ length: 1200 }, (_, at) => ocmLine(`SN-${10_000 + at}`))
    expect(await importText(hospital, file(ocmHeader, ...rows), { atomic: true })).toMatchObject({
      imported: 1200,
      errors: 0,
      rolled_back: 0,
    })
    expect(await countOf(hospital, 'ocm')).toBe(1200)
  })
})

describe('what a spreadsheet does to a file', () => {
  test.each([
    ['1.20214E+11', 'serial_lossy_scientific'],
    ['5E+9', 'serial_lossy_scientific'],
    ['0.0912072', 'serial_looks_numeric_converted'],
    ['.5', 'serial_looks_numeric_converted'],
  ])('the serial %s has lost what it was and is refused', async (serial, code) => {
    const report = await importText(hospital, file(ocmHeader, ocmLine(serial)))
    expect(report).toMatchObject({ imported: 0, errors: 1, details: [{ row: 2, field: 'Serial', code }] })
  })

  test('a model that became a date is told, and so is an engineer that became a number', async () => {
    const line = ppmLine('SN-10001').replace('KV 4007', '15-Oct').replace('TECH-B', '45819')
    const report = await importText(hospital, file(ppmHeader, line))
    expect(report).toMatchObject({
      imported: 1,
      warnings: [
        { row: 2, field: 'MODEL', code: 'text_looks_like_date' },
        { row: 2, field: 'PPM_Q_II_engineer', code: 'engineer_not_a_name' },
      ],
    })
    expect(await contentOf(hospital, 'ppm')).toMatchObject([{ model: '15-Oct', ppm_q2_engineer: null }])
  })

  test('H-17: N/A is nobody, and nobody has maintained nothing', async () => {
    await importText(hospital, file(ppmHeader, ppmLine('SN-10001').replace('TECH-A', 'N/A')))
    expect(await contentOf(hospital, 'ppm')).toMatchObject([
      { ppm_q1_engineer: null, ppm_q1_status: 'Overdue', status: 'Overdue' },
    ])
  })

  test('guards are taken off when the file is said to have them, and only then', async () => {
    const line = (serial: string) => ocmLine(serial, { 3: "'=1+1" })
    await importText(hospital, file(ocmHeader, line('"=""00123"""')), { excel: true })
    await importText(hospital, file(ocmHeader, line('"=""00124"""')))
    expect(await contentOf(hospital, 'ocm')).toMatchObject([
      { serial: '00123', model: '=1+1' },
      { serial: '="00124"', model: "'=1+1" },
    ])
  })
})

test('10,000 rows, every tenth of them wrong', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ocmLine(at % 10 === 9 ? '' : `SN-${at}`))
  const report = await importText(hospital, file(ocmHeader, ...rows))
  expect(report).toMatchObject({ total_rows: 10_000, imported: 9000, errors: 1000, details_left_out: 0 })
  expect(report.details).toHaveLength(1000)
  expect(await countOf(hospital, 'ocm')).toBe(9000)
}, 60_000)

test('more mistakes than an answer has room for are counted, and those that are not listed too', async () => {
  const report = await importText(hospital, file(ocmHeader, ...Array.from({ length: 10_500 }, () => 'x')))
  expect(report).toMatchObject({ total_rows: 10_500, errors: 10_500, details_left_out: 500 })
  expect(report.details).toHaveLength(10_000)
})

describe('a training file', () => {
  const header = 'id,employee_id,name,department,machine_trainer_assignments,last_trained_date'

  test('keeps its ids, and the next id comes after them', async () => {
    await importText(
      hospital,
      file(header, '900,2100,NURSE-001,ER,"[{""machine"":""LAMP"",""trainer"":""TECH-A""}]",03/02/2025'),
    )
    const body = { employee_id: '1', name: 'NURSE-002', department: 'ER' }
    expect((await hospital.call('Editor', 'POST /api/trainings', body)).body).toMatchObject({ id: '901' })
  })

  test('modes and mistakes', async () => {
    await importText(hospital, file(header, '7,2100,NURSE-001,ER,[],'))
    const text = file(
      header,
      '007,2100,NURSE-009,ER,[],',
      'x,1,A NURSE,ER,[],',
      ',1,A NURSE,ER,[],',
      '8,1,A NURSE,ER,[,',
      '9,1,,ER,[],',
    )
    const report = await importText(hospital, text, { mode: 'update' })
    expect(report).toMatchObject({ updated: 1, errors: 4 })
    expect(report.details.map(({ row, field, code }) => [row, field, code])).toEqual([
      [3, 'id', 'no_invalid'],
      [4, 'id', 'no_invalid'],
      [5, 'machine_trainer_assignments', 'assignment_invalid'],
      [6, 'name', 'required'],
    ])
    expect(await importText(hospital, file(header, '7,2100,NURSE-009,ER,[],'), { mode: 'update' })).toMatchObject({
      skipped: 1,
    })
    expect((await importText(hospital, file(header, '7,2100,NURSE-009,ER,[],'))).details).toEqual([
      { row: 2, field: 'id', code: 'duplicate_id', message: 'A training record with id 7 already exists' },
    ])
  })
})

test('every transaction of an import writes its own event, with what it stored', async () => {
  const own = await testHospital()
  const rows = Array.from({ length: 502 }, (_, at) => ocmLine(at === 3 ? '' : `SN-${10_000 + at}`))
  await importText(own, file(ocmHeader, ...rows))
  await importText(own, file(ocmHeader, ocmLine('NEW-1'), ocmLine('')), { atomic: true })
  const events = await own.desk.db.read((db) =>
    db.all(
      sql`select performed_by, status, description, details from audit_log where event_type = 'Bulk Import' and imported = 0 order by id`,
    ),
  )
  expect(events.map(({ performed_by, status, description }) => [performed_by, status, description])).toEqual([
    ['test-editor', 'Warning', 'Import into OCM, rows 2 to 501: 499 added, 0 changed, 0 left as they were, 1 refused'],
    ['test-editor', 'Success', 'Import into OCM, rows 502 to 503: 2 added, 0 changed, 0 left as they were, 0 refused'],
    ['test-editor', 'Failed', 'Import into OCM: 1 of 2 rows were refused, so none was stored'],
  ])
  expect(JSON.parse(String(events[1]?.['details']))).toMatchObject({
    type: 'ocm',
    rows: [502, 503],
    added: ['SN-10500', 'SN-10501'],
  })
})
