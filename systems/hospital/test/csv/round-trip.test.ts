import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { readOcm } from '../../src/domain/ocm.ts'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { readPpm } from '../../src/domain/ppm.ts'
import { generate } from '../../src/generator/generate.ts'
import { current, type DeviceRow } from '../../src/registers/device.ts'
import { sharedHospital, type TestHospital, testDay } from '../http/support.ts'
import { contentOf, emptyRegisters, exportText, fill, importText } from './support.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital()
})

const rules = {
  policies: { ...defaultPolicies, missingRequired: 'quarantine', tooLong: 'quarantine' },
  asOf: testDay,
} as const
const noDays = {
  ppm_q1_completed_on: null,
  ppm_q2_completed_on: null,
  ppm_q3_completed_on: null,
  ppm_q4_completed_on: null,
}

/** The rows that the move would make of a generated register; of two devices with one serial, the first. */
function rowsOf(register: Register, about: { n: number; seed: number; profile: 'clean' | 'real' | 'stress' }) {
  const records = JSON.parse(generate({ register, asOf: testDay, ...about }).json) as readonly unknown[]
  const seen = new Set<string>()
  return records.flatMap((record, at): readonly DeviceRow[] => {
    const result = register === 'ocm' ? readOcm(record, rules) : readPpm(record, rules)
    if (!result.ok || seen.size === seen.add(result.row.serial).size) return []
    return [{ ...result.row, no: at + 1, ...(register === 'ppm' ? noDays : {}) } as DeviceRow]
  })
}

type Way = { readonly origin: 'entry' | 'register'; readonly excel: boolean }

async function expectRoundTrip(register: Register, rows: readonly DeviceRow[], way: Way): Promise<void> {
  await emptyRegisters(hospital)
  await fill(hospital, rows)
  const before = await contentOf(hospital, register)
  const text = await exportText(hospital, register, { excel: way.excel })
  await emptyRegisters(hospital)
  const report = await importText(hospital, text, { ...way, atomic: true, cut: 4096 })
  expect(report).toMatchObject({ imported: rows.length, errors: 0, details: [] })
  expect(await contentOf(hospital, register)).toEqual(before)
  expect(await exportText(hospital, register, { excel: way.excel })).toBe(
    renumbered(text, await exportText(hospital, register, { excel: way.excel })),
  )
}

/** The number is the register's to give, so only the first cell of a row may differ. */
function renumbered(text: string, like: string): string {
  const numbers = like.split('\r\n').map((line) => line.slice(0, line.indexOf(',')))
  return text
    .split('\r\n')
    .map((line, at) => (line === '' ? line : `${numbers[at]}${line.slice(line.indexOf(','))}`))
    .join('\r\n')
}

describe.each(['ocm', 'ppm'] as const)('H-16, H-17: the round trip of %s', (register) => {
  test.each([
    ['clean', 'entry', false],
    ['clean', 'entry', true],
    ['real', 'register', false],
    ['real', 'register', true],
    ['stress', 'register', false],
    ['stress', 'register', true],
  ] as const)('a generated register, %s, as %s, excel %s', async (profile, origin, excel) => {
    for (const seed of [1, 2, 3])
      await expectRoundTrip(register, rowsOf(register, { n: 200, seed, profile }), { origin, excel })
  })

  test('any texts and days a register may hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(deviceOf[register], { minLength: 1, maxLength: 6, selector: ({ serial }) => serial }),
        fc.boolean(),
        async (rows, excel) => {
          const numbered = rows.map((row, at) => current({ ...row, no: at + 1 } as DeviceRow, testDay))
          await expectRoundTrip(register, numbered, { origin: 'register', excel })
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})

/** Clean text, as the reader would leave it, with everything a CSV file or a spreadsheet could stumble over. */
const text = (length: number) =>
  fc
    .oneof(
      fc.string({ unit: fc.constantFrom(...Array.from(`,";'=+-@ 019AE./#%éب😀`)), minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        '="00123"',
        "'=1",
        '1.5',
        '00012',
        '15-Oct',
        '"',
        '""',
        ',',
        ';',
        'Ω, "x"',
        'A B',
        '=1+1',
        '@SUM(A1)',
      ),
    )
    .map((one) =>
      one
        .replace(/[\p{Cc}\u200b-\u200f\u2028\u2029\u2060\ufeff]/gu, '')
        .replace(/\s+/gu, ' ')
        .trim()
        .normalize()
        .slice(0, length),
    )
    .filter((one) => one.isWellFormed() && one !== '' && !/^(n\/?a|null|none|nan|nil|--?)$/i.test(one))
const person = fc.option(text(100).filter((one) => !/^\d+$/.test(one)))
const day = fc.option(
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((one) => one.toISOString().slice(0, 10)),
)
const head = {
  department: text(100),
  model: text(100),
  serial: text(100),
  manufacturer: text(100),
  log_number: text(50),
  installation_date: day,
  warranty_end: day,
}
const deviceOf = {
  ocm: fc.record({ ...head, name: text(200), service_date: day, engineer: person, next_maintenance: day }),
  ppm: fc.record({
    ...head,
    name: fc.option(text(200)),
    ...Object.fromEntries(
      [1, 2, 3, 4].flatMap((quarter) => [
        [`ppm_q${quarter}_date`, day],
        [`ppm_q${quarter}_engineer`, person],
        [`ppm_q${quarter}_completed_on`, day],
      ]),
    ),
  }),
} as { readonly [R in Register]: fc.Arbitrary<{ readonly serial: string }> }

describe('the round trip of training', () => {
  test.each([false, true])('excel %s', async (excel) => {
    const other = hospital
    await importText(other, 'id,employee_id,name,department,machine_trainer_assignments\r\n')
    await emptyRegisters(other)
    const lines = [
      'id,employee_id,name,department,machine_trainer_assignments,last_trained_date,next_due_date',
      '7,0012,"NURSE ""A"", ER",ER,"[{""machine"":""LAMP, 2"",""trainer"":""TECH-A""},{""machine"":""PUMP"",""trainer"":""""}]",03/02/2025,',
      '9,E-2,=NURSE,ER,"[{""machine"":""BATH"",""trainer"":""TECH-B"",""trained_date"":""03/02/2025""}]",,14/04/2026',
      '12,E-3,NURSE C,OR,,N/A,N/A',
    ]
    expect(await importText(other, lines.join('\n'))).toMatchObject({ imported: 3, errors: 0 })
    const before = await contentOf(other, 'training')
    expect(before).toHaveLength(6)
    const text = await exportText(other, 'training', { excel })
    await emptyRegisters(other)
    expect(await importText(other, text, { excel })).toMatchObject({ imported: 3, errors: 0, details: [] })
    expect(await contentOf(other, 'training')).toEqual(before)
    expect(await exportText(other, 'training', { excel })).toBe(text)
  })
})
