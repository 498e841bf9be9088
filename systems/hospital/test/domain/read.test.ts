import { describe, expect, test } from 'vitest'
import { codes } from '../../src/domain/codes.ts'
import { fieldsOf } from '../../src/domain/fields.ts'
import { readOcm } from '../../src/domain/ocm.ts'
import { deriveQuarters, readPpm } from '../../src/domain/ppm.ts'
import { ocmShape } from '../../src/domain/shape.ts'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { codesIn, ocmRecord, ppmRecord, quarters, rules } from './records.ts'

const ocm = (changes: Record<string, unknown>, policies = {}) => readOcm(ocmRecord(changes), rules(policies))
const ppm = (changes: Record<string, unknown>, policies = {}) => readPpm(ppmRecord(changes), rules(policies))

describe('an OCM record', () => {
  test('becomes a row, every key in its own column', () => {
    expect(readOcm(ocmRecord(), rules())).toEqual({
      ok: true,
      issues: [],
      row: {
        no: 1,
        department: 'DERMA',
        name: 'PULSE LAMP',
        model: 'MX-1200',
        serial: 'SN100200300',
        manufacturer: 'LOCAL SUPPLY',
        log_number: '1001',
        installation_date: null,
        warranty_end: null,
        service_date: '2025-01-10',
        engineer: 'TECH-A',
        next_maintenance: '2026-01-10',
        status: 'Upcoming',
      },
    })
  })

  test('the mapping names exactly the columns of the row', () => {
    const [ocmResult, ppmResult] = [readOcm(ocmRecord(), rules()), readPpm(ppmRecord(), rules())]
    expect(ocmResult.ok && Object.keys(ocmResult.row)).toEqual(fieldsOf.ocm.map(({ column }) => column))
    expect(ppmResult.ok && Object.keys(ppmResult.row)).toEqual(fieldsOf.ppm.map(({ column }) => column))
  })

  test.each([
    ['NO', '7', 'no_as_text', { no: 7 }],
    ['Name', ' A  B ', 'text_trimmed', { name: 'A B' }],
    ['Name', '=1+1', 'text_formula', { name: '=1+1' }],
    ['Model', '15-Oct', 'text_looks_like_date', { model: '15-Oct' }],
    ['Model', '82-01-20', 'text_looks_like_date', { model: '82-01-20' }],
    ['Model', 'N/A', 'required_is_placeholder', { model: 'N/A' }],
    ['Model', 1234, 'number_as_text', { model: '1234' }],
    ['Serial', 'N- A 7', 'serial_placeholder', { serial: 'N- A 7' }],
    ['Serial', 'AB', 'serial_short', { serial: 'AB' }],
    ['Serial', ' SN  1 ', 'serial_cleaned', { serial: 'SN  1' }],
    ['Serial', '1.20214E+11', 'serial_lossy_scientific', { serial: '1.20214E+11' }],
    ['Serial', '0.0912072', 'serial_looks_numeric_converted', { serial: '0.0912072' }],
    ['Serial', 12345678901234567000, 'serial_lossy_number', { serial: '12345678901234567000' }],
    ['Engineer', '45819', 'engineer_not_a_name', { engineer: null }],
    ['Engineer', 'N/A', 'engineer_missing', { engineer: null }],
    ['Service_Date', 'null', 'null_spelling', { service_date: null }],
    ['Service_Date', '31/02/2025', 'date_invalid', { service_date: null, next_maintenance: '2026-01-10' }],
    ['Service_Date', '10/01/25', 'date_invalid', { service_date: null }],
    ['Service_Date', 45819, 'date_invalid', { service_date: null }],
    ['Next_Maintenance', 'N/A', 'next_derived', { next_maintenance: '2026-01-10' }],
    ['Next_Maintenance', '11/01/2026', 'next_differs', { next_maintenance: '2026-01-11' }],
    ['Next_Maintenance', '10/01/2025', 'next_not_after_service', { status: 'Maintained' }],
    ['Status', 'Overdue', 'status_disagrees', { status: 'Upcoming' }],
    ['Status', 'Pending', 'status_unknown', { status: 'Upcoming' }],
    ['Service_Date', '28/06/2026', 'service_in_future', { service_date: '2026-06-28' }],
  ])('%s %j is kept with %s', (...[key, value, code, row]) => {
    const result = ocm({ [key]: value })
    expect(result).toMatchObject({ ok: true, row })
    expect(codesIn(result.issues)).toContain(code)
  })

  test('an integer that kept all its digits is no loss', () => {
    const result = ocm({ Serial: 12345678901234567890n, NO: 7n })
    expect(result).toMatchObject({ ok: true, row: { serial: '12345678901234567890', no: 7 } })
    expect(codesIn(result.issues)).toEqual(['no_as_text', 'number_as_text'])
  })

  test('an invalid next maintenance is not replaced by an invented one', () => {
    expect(ocm({ Next_Maintenance: '31/02/2026' })).toMatchObject({
      row: { next_maintenance: null, status: 'Upcoming' },
    })
    expect(codesIn(ocm({ Next_Maintenance: '31/02/2026' }).issues)).toEqual(['date_invalid', 'no_due_date'])
    expect(ocm({ Service_Date: 'N/A', Next_Maintenance: 'N/A' })).toMatchObject({ row: { next_maintenance: null } })
  })

  test.each([
    ['Name', undefined, 'required', 'fail'],
    ['Serial', '', 'required', 'fail'],
    ['Log_Number', ' \u200b', 'required', 'fail'],
    ['Name', 'N'.repeat(201), 'too_long', 'fail'],
    ['Name', { text: 'A' }, 'type_invalid', 'reject'],
    ['Name', 'A\ud800BCDE', 'text_malformed', 'reject'],
    ['NO', 0, 'no_invalid', 'reject'],
    ['NO', 1.5, 'no_invalid', 'reject'],
    ['NO', 'seven', 'no_invalid', 'reject'],
    ['Room', 'B2', 'unknown_field', 'reject'],
    ['__proto__x', 1, 'unknown_field', 'reject'],
    ['MODEL', 'ANOTHER', 'alias_conflict', 'reject'],
  ])('%s %j is refused with %s (%s)', (...[key, value, code, action]) => {
    const result = ocm({ [key]: value })
    expect(result).toMatchObject({ ok: false, action })
    expect(codesIn(result.issues)).toContain(code)
  })

  test('a key called __proto__ is only an unknown field', () => {
    const record: unknown = JSON.parse(JSON.stringify(ocmRecord()).replace('{', '{"__proto__":{"Serial":"X"},'))
    expect(codesIn(readOcm(record, rules()).issues)).toEqual(['unknown_field'])
  })

  test.each([null, 7, 'text', [], undefined])('%j is no record', (raw) => {
    expect(codesIn(readOcm(raw, rules()).issues)).toContain('record_not_object')
  })

  test('other accepted keys mean the same', () => {
    const { Name, Log_Number, Service_Date, ...rest } = ocmRecord()
    const result = readOcm({ ...rest, EQUIPMENT: Name, LOG_NO: Log_Number, 'Service Date': Service_Date }, rules())
    expect(result).toMatchObject({
      ok: true,
      row: { name: 'PULSE LAMP', log_number: '1001', service_date: '2025-01-10' },
    })
    expect(codesIn(result.issues)).toEqual(['alias_used', 'alias_used', 'alias_used'])
  })

  test('the same value under two keys is no conflict', () => {
    expect(ocm({ MODEL: 'MX-1200' }).ok).toBe(true)
  })

  test('a missing optional key is told', () => {
    const { Warranty_End: _, ...rest } = ocmRecord()
    expect(codesIn(readOcm(rest, rules()).issues)).toEqual(['field_missing'])
  })
})

describe('policies', () => {
  test.each([
    ['missingRequired', 'quarantine', { Name: '' }, 'reject'],
    ['invalidDates', 'quarantine', { Service_Date: '31/02/2025' }, 'reject'],
    ['invalidDates', 'fail', { Service_Date: '31/02/2025' }, 'fail'],
    ['lossySerials', 'quarantine', { Serial: '1.2E+11' }, 'reject'],
    ['lossySerials', 'fail', { Serial: '.5' }, 'fail'],
    ['tooLong', 'quarantine', { Name: 'N'.repeat(201) }, 'reject'],
    ['requiredPlaceholders', 'reject', { Name: 'N/A' }, 'reject'],
  ])('%s %s', (...[policy, choice, changes, action]) => {
    expect(ocm(changes, { [policy]: choice })).toMatchObject({ ok: false, action })
  })

  test('a placeholder text comes from the plan, never from us', () => {
    const result = ocm({ Name: '' }, { missingRequired: 'placeholder:UNKNOWN' })
    expect(result).toMatchObject({ ok: true, row: { name: 'UNKNOWN' } })
    expect(codesIn(result.issues)).toEqual(['placeholder_filled'])
  })

  test('unknown departments warn or fail', () => {
    const departments = new Set(['OR'])
    expect(readOcm(ocmRecord(), { ...rules(), departments })).toMatchObject({
      ok: true,
      issues: [{ code: 'department_unknown' }],
    })
    expect(readOcm(ocmRecord(), { ...rules({ unknownDepartments: 'fail' }), departments })).toMatchObject({
      action: 'fail',
    })
  })

  test('a fail is not lowered by a later reject', () => {
    expect(ocm({ Name: '', Serial: { a: 1 } })).toMatchObject({ action: 'fail' })
    expect(ocm({ Room: 1, Name: '' })).toMatchObject({ action: 'fail' })
  })
})

describe('a PPM record', () => {
  test('its quarters go to columns 1 to 4', () => {
    const result = ppm(
      quarters(['01/01/2025', 'TECH-A'], ['01/02/2025', 'TECH-B'], ['01/03/2025', 'TECH-C'], ['01/04/2025', 'TECH-D']),
    )
    expect(result).toMatchObject({
      row: {
        ppm_q1_date: '2025-01-01',
        ppm_q1_engineer: 'TECH-A',
        ppm_q2_date: '2025-02-01',
        ppm_q2_engineer: 'TECH-B',
        ppm_q3_date: '2025-03-01',
        ppm_q3_engineer: 'TECH-C',
        ppm_q4_date: '2025-04-01',
        ppm_q4_engineer: 'TECH-D',
      },
    })
  })

  test.each([
    ['TECH-A'],
    [null],
    [undefined],
    [[]],
    [{ engineer: 'TECH-A', quarter_date: null, status: null, room: 1 }],
  ])('quarter %j is refused', (quarter) => {
    expect(codesIn(ppm({ PPM_Q_II: quarter }).issues)).toContain('bad_quarter')
    expect(ppm({ PPM_Q_II: quarter }).ok).toBe(false)
  })

  test('inner keys in any case, and flat keys of a CSV file', () => {
    const { PPM_Q_I: _one, PPM_Q_II: _two, ...rest } = ppmRecord()
    const flat = {
      ...rest,
      PPM_Q_I_date: '1/4/2025',
      PPM_Q_I_engineer: 'TECH-E',
      PPM_Q_II: { ENGINEER: 'TECH-B', 'quarter date': '02/07/2025', Status: null },
    }
    expect(readPpm(flat, rules())).toMatchObject({
      ok: true,
      row: {
        ppm_q1_date: '2025-04-01',
        ppm_q1_engineer: 'TECH-E',
        ppm_q2_date: '2025-07-02',
        ppm_q2_engineer: 'TECH-B',
      },
    })
    expect(codesIn(readPpm({ ...ppmRecord(), 'PPM_Q_I.date': '02/02/2022' }, rules()).issues)).toContain(
      'alias_conflict',
    )
  })

  test('quarters out of order and unpadded dates are told', () => {
    const result = ppm({ ...quarters(['1/4/2025', 'TECH-A'], ['01/03/2025', 'TECH-B']), Status: 'Maintained' })
    expect(codesIn(result.issues)).toEqual(['date_unpadded', 'quarters_out_of_order'])
  })

  test('a new device gets the quarters that are missing, a stored one never', () => {
    const result = ppm(quarters(['30/11/2024', 'TECH-A'], [null, null], ['01/06/2025', null]))
    if (!result.ok) throw new Error('refused')
    expect(result.row.ppm_q2_date).toBeNull()
    expect(deriveQuarters(result.row, 'P3M', '2025-06-28')).toMatchObject({
      ppm_q2_date: '2025-02-28',
      ppm_q3_date: '2025-06-01',
      ppm_q4_date: '2025-08-30',
      ppm_q4_status: 'Upcoming',
      status: 'Overdue',
    })
  })
})

describe('issues', () => {
  test('say where, what and what stood there', () => {
    expect(ppm({ ...quarters(['27/03/2025', '45819']) }).issues[0]).toEqual({
      code: 'engineer_not_a_name',
      severity: 'error',
      field: 'PPM_Q_I.engineer',
      path: ['PPM_Q_I', 'engineer'],
      message: 'PPM_Q_I.engineer is a number and not a name',
      original: '45819',
    })
    expect(ocm({ Name: '' }).issues[0]?.message).toBe('Name is required')
    expect(ocm({ Service_Date: '31/02/2025' }).issues[0]?.message).toBe(
      'Service_Date is not a date: use DD/MM/YYYY or YYYY-MM-DD',
    )
  })

  test('every code has a meaning that completes a sentence', () => {
    for (const { meaning } of Object.values(codes)) expect(meaning).toMatch(/^[a-z].*[^.]$/)
  })
})

describe('as a Standard Schema', () => {
  const { validate } = ocmShape(defaultPolicies, '2025-06-28', { departments: new Set(['DERMA']) })['~standard']

  test('a value holds the row and its issues', () => {
    expect(validate(ocmRecord({ Serial: 'N-A 7' }))).toMatchObject({
      value: { row: { serial: 'N-A 7' }, issues: [{ code: 'serial_placeholder' }] },
    })
  })

  test('a refusal has messages, paths and codes', () => {
    expect(validate(ocmRecord({ Name: '' }))).toMatchObject({
      issues: [{ message: 'Name is required', path: ['Name'], code: 'required', action: 'fail' }],
    })
  })
})
