import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { departmentCodes, readDepartments } from '../../src/domain/departments.ts'
import { readOcm } from '../../src/domain/ocm.ts'
import { readPpm } from '../../src/domain/ppm.ts'
import { nearPairs, similarity } from '../../src/domain/survey/near.ts'
import { surveyRegister } from '../../src/domain/survey/register.ts'
import { catalogue, surveyFiles } from '../../src/domain/survey/survey.ts'
import type { DirtFinding } from '../../src/domain/survey/tally.ts'
import { asOf, ocmRecord, ppmRecord, quarters, rules } from './records.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../sample/${name}.json`, import.meta.url), 'utf8'))
const list = (name: string): readonly Record<string, unknown>[] => read(name) as readonly Record<string, unknown>[]

const departments = readDepartments(read('departments_and_machines'))
const sampleRules = { ...rules(), departments: departments.ok ? departmentCodes(departments.row) : undefined }
const findings = surveyFiles(
  {
    ocm: list('ocm'),
    ppm: list('ppm'),
    training: list('training'),
    audit: list('audit_log'),
    departments: read('departments_and_machines'),
    settings: read('settings'),
  },
  sampleRules,
)
type Where = { readonly file: string; readonly field?: string | undefined }

const countOf = (found: readonly DirtFinding[], id: string, { file, field }: Where): number =>
  found
    .filter((one) => one.id === id && one.file === file && (field === undefined || one.field === field))
    .reduce((sum, { count }) => sum + count, 0)

describe('the sample', () => {
  test.each([
    ['D1', 'ocm.json', 'Service_Date', 612],
    ['D1', 'ocm.json', 'Next_Maintenance', 612],
    ['D1', 'ppm.json', 'PPM_Q_I.quarter_date', 658],
    ['D2', 'ppm.json', undefined, 380],
    ['D3', 'ppm.json', 'PPM_Q_I.quarter_date', 1],
    ['D3', 'ocm.json', undefined, 0],
    ['D4', 'ocm.json', 'Service_Date', 223],
    ['D4', 'ocm.json', 'Next_Maintenance', 223],
    ['D6', 'ocm.json', 'Service_Date', 611],
    ['D6', 'ppm.json', 'PPM_Q_I.quarter_date', 1035],
    ['D7', 'ocm.json', 'Service_Date', 442],
    ['D8', 'ocm.json', undefined, 1224],
    ['D8', 'ppm.json', undefined, 2076],
    ['D9', 'ocm.json', undefined, 0],
    ['D10', 'ppm.json', undefined, 3114],
    ['S1', 'ocm.json', undefined, 251],
    ['S2', 'ocm.json', undefined, 9],
    ['S3', 'ocm.json', undefined, 2],
    ['S4', 'ocm.json', undefined, 11],
    ['S4', 'ppm.json', undefined, 13],
    ['S5', 'ppm.json', undefined, 16],
    ['S6', 'ppm.json', undefined, 1],
    ['S8', 'ocm.json', undefined, 1],
    ['S8', 'ppm.json', undefined, 33],
    ['S12', 'ocm.json', undefined, 2],
    ['T1', 'ppm.json', 'Name', 69],
    ['T2', 'ppm.json', 'Name', 82],
    ['T5', 'ocm.json', 'Model', 14],
    ['T5', 'ppm.json', 'Name', 28],
    ['T6', 'ocm.json', 'Name', 8],
    ['T6', 'ppm.json', 'Name', 14],
    ['T7', 'ppm.json', 'MANUFACTURER', 18],
    ['T8', 'ppm.json', 'Name', 36],
    ['T9', 'ocm.json', 'Model', 4],
    ['T10', 'training.json', 'employee_id', 2],
    ['T11', 'ppm.json', undefined, 57],
    ['T12', 'ppm.json', undefined, 1],
    ['T13', 'ocm.json', undefined, 91],
    ['T13', 'ppm.json', undefined, 85],
    ['T14', 'departments_and_machines.json', 'department', 7],
    ['T14', 'departments_and_machines.json', 'machine', 40],
    ['T15', 'ocm.json', undefined, 18],
    ['T15', 'ppm.json', undefined, 8],
    ['T16', 'ocm.json', undefined, 2],
    ['T17', 'ocm.json', undefined, 7],
    ['T18', 'ocm.json', undefined, 0],
    ['T21', 'training.json', undefined, 66],
    ['T22', 'training.json', undefined, 30],
    ['T23', 'audit_log.json', 'performed_by', 62],
    ['T24', 'settings.json', undefined, 2],
  ])('%s in %s %s: %i', (...[id, file, field, count]) => expect(countOf(findings, id, { file, field })).toBe(count))

  test('the order of day and month was decided by a tool', () => {
    const finding = findings.find(({ id }) => id === 'D3')
    expect(finding?.message).toBe(
      'PPM_Q_I.quarter_date: unpadded exactly when the day is 12 or less, 844 of 844 times (1 column)',
    )
  })

  test('two devices that are alike and different are reported, never merged', () => {
    expect(nearPairs(['CTG MACHINE', 'ECG MACHINE', 'BATH'])).toEqual([['CTG MACHINE', 'ECG MACHINE']])
    expect(similarity('CTG MACHINE', 'ECG MACHINE')).toBeCloseTo(20 / 22)
  })

  test('the catalogue has every kind: counted, or with the reason why it cannot be seen', () => {
    const entries = catalogue(findings)
    const ids = [
      ...Array.from({ length: 10 }, (_, at) => `D${at + 1}`),
      ...Array.from({ length: 12 }, (_, at) => `S${at + 1}`),
      ...Array.from({ length: 24 }, (_, at) => `T${at + 1}`),
    ]
    expect(entries.map(({ id }) => id)).toEqual(ids)
    expect(entries.filter(({ unseen }) => unseen !== undefined).map(({ id }) => id)).toEqual(['D5', 'S7'])
    const absent = entries.filter(({ count, unseen }) => count === 0 && unseen === undefined).map(({ id }) => id)
    expect(absent).toEqual(['D9', 'S10', 'S11', 'T3', 'T4', 'T18', 'T19'])
  })

  test('no finding shows a password', () => {
    const users = (read('settings') as { users: readonly { password: string }[] }).users
    for (const { password } of users) expect(JSON.stringify(findings)).not.toContain(password)
  })
})

describe('the statuses on other days', () => {
  const shares = (statuses: readonly (string | false)[]): string =>
    ['Upcoming', 'Maintained', 'Overdue'].map((status) => statuses.filter((one) => one === status).length).join('/')
  const ocmOn = (day: string): string =>
    shares(
      list('ocm').map((record) => {
        const r = readOcm(record, rules({}, day))
        return r.ok && r.row.status
      }),
    )
  const ppmOn = (day: string): string =>
    shares(
      list('ppm').map((record) => {
        const r = readPpm(record, rules({}, day))
        return r.ok && r.row.status
      }),
    )

  test.each([
    [asOf, '612/0/0'],
    ['2026-01-10', '612/0/0'],
    ['2026-01-11', '611/0/1'],
    ['2026-11-21', '297/0/315'],
    ['2027-09-14', '0/0/612'],
  ])('OCM on %s: %s', (day, expected) => expect(ocmOn(day)).toBe(expected))

  test.each([
    [asOf, '1038/0/0'],
    ['2025-12-31', '973/9/56'],
    ['2028-12-01', '0/980/58'],
  ])('PPM on %s: %s', (day, expected) => expect(ppmOn(day)).toBe(expected))
})

describe('kinds that the sample does not have', () => {
  const survey = (ocm: readonly Record<string, unknown>[], ppm: readonly Record<string, unknown>[] = []) =>
    surveyFiles(
      {
        ocm: ocm.map((record, at) =>
          ocmRecord({ NO: at + 1, Serial: `SN10020030${at}`, Log_Number: String(1001 + at), ...record }),
        ),
        ppm,
      },
      rules(),
    )
  const ids = (found: readonly DirtFinding[], id: string): readonly DirtFinding[] =>
    found.filter((one) => one.id === id)

  test.each([
    ['D9', [{ Service_Date: '2025-01-10' }]],
    ['S10', [{ Serial: 'AB' }]],
    ['S11', [{ Serial: 'sn 1002' }, { Serial: 'SN1002' }]],
    ['T1', [{ Model: ' MX-1' }]],
    ['T3', [{ Manufacturer: 'LOCAL  SUPPLY' }]],
    ['T4', [{ Department: 'ER ' }]],
    ['T18', [{ Status: 'Overdue' }]],
    ['T19', [{ Name: 'جهاز تخطيط' }]],
  ])('%s', (id, records) => {
    expect(ids(survey(records), id)).not.toEqual([])
    expect(ids(survey([{}]), id)).toEqual([])
  })

  test('a short run of days is no fill series, 30 records are one', () => {
    const run = (length: number) =>
      Array.from({ length }, (_, at) => ({ Service_Date: `${String(at + 1).padStart(2, '0')}/01/2025` }))
    expect(ids(survey(run(29)), 'D6')).toEqual([])
    expect(ids(survey(run(30)), 'D6')[0]).toMatchObject({ count: 29, field: 'Service_Date' })
    expect(ids(survey([...run(15), ...run(15)]), 'D6')).toEqual([])
  })

  test('no fingerprint when unpadded dates have every day', () => {
    const any = Array.from({ length: 28 }, (_, at) =>
      ppmRecord({ NO: at + 1, ...quarters([`${at + 1}/3/2025`, 'TECH-A']) }),
    )
    expect(ids(survey([], any), 'D3')).toEqual([])
    const fingerprint = Array.from({ length: 28 }, (_, at) =>
      ppmRecord({ NO: at + 1, ...quarters([at < 12 ? `${at + 1}/3/2025` : `${at + 1}/03/2025`, 'TECH-A']) }),
    )
    expect(ids(survey([], fingerprint), 'D3')).toHaveLength(1)
  })

  test('a serial with # needs its twin to be one', () => {
    expect(ids(survey([{ Serial: 'SW3266#' }]), 'S4')).toEqual([])
    expect(ids(survey([{ Serial: 'SW3266#' }, { Serial: 'SW3266' }]), 'S4')[0]).toMatchObject({
      count: 1,
      rows: [1, 0],
    })
  })

  test('a survey that may remember little says what it left out', () => {
    const register = surveyRegister('ocm', rules(), { remember: 2 })
    for (const at of [0, 1, 2, 3]) register.see(at, ocmRecord({ NO: at + 1, Serial: 'SN100' }))
    const found = register.findings()
    expect(ids(found, 'S3')[0]).toMatchObject({ count: 1, rows: [1] })
    expect(found.find(({ code }) => code === 'survey_limited')).toMatchObject({
      count: 2,
      message: 'Serial was searched for duplicates only in the first records (2 rows left out)',
    })
  })

  test('an exact number read as bigint can be shown', () => {
    expect(survey([{ NO: 12n }]).some(({ code }) => code === 'no_as_text')).toBe(true)
  })
})
