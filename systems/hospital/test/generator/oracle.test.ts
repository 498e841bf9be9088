import { describe, expect, test } from 'vitest'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { surveyFiles } from '../../src/domain/survey/survey.ts'
import type { DirtFinding } from '../../src/domain/survey/tally.ts'
import { masterCodes } from '../../src/generator/departments.ts'
import { type Generated, generate, generatePair } from '../../src/generator/generate.ts'
import type { Manifest, Profile, RegisterName } from '../../src/generator/manifest.ts'
import { expectedRows, foundAs, foundOnBoth, foundRows, sorted } from './expected.ts'

const asOf = '2025-06-28'
const seeds = Array.from({ length: 50 }, (_, at) => at + 1)
const size = { ocm: 612, ppm: 1038 } as const
const rules = { policies: defaultPolicies, asOf, departments: new Set(masterCodes(false)) }

const surveyed = (register: RegisterName, { json }: Generated): readonly DirtFinding[] =>
  surveyFiles({ [register]: JSON.parse(json) as unknown[] }, rules)

const countIn = (findings: readonly DirtFinding[], code: string, field?: string): number =>
  findings
    .filter((one) => one.code === code && (field === undefined || one.field === field))
    .reduce((sum, { count }) => sum + count, 0)

describe.each(['ocm', 'ppm'] as const)('%s: found is injected, for 50 seeds', (register) => {
  test.each(['real', 'stress'] as const)('profile %s', { timeout: 120_000 }, (profile: Profile) => {
    for (const seed of seeds) {
      const generated = generate({ register, n: size[register], seed, profile, asOf })
      const findings = surveyed(register, generated)
      const { defects } = generated.manifest
      expect(sorted(foundRows(findings)), `seed ${seed}`).toEqual(sorted(expectedRows(defects, register)))
      checkSpellings(findings, generated.manifest)
      checkFuture(findings, JSON.parse(generated.json) as Record<string, string>[], register)
    }
  })
})

function checkSpellings(findings: readonly DirtFinding[], { defects, profile, file }: Manifest): void {
  const surplus = defects.filter(({ kind }) => kind === 'surplus_spelling')
  for (const field of new Set(surplus.map((defect) => defect.field))) {
    const own = surplus.filter((defect) => defect.field === field)
    const byCase = own.filter(
      ({ original, injected }) => String(original).toUpperCase() === String(injected).toUpperCase(),
    )
    expect(countIn(findings, 'spelling_variants', field)).toBe(own.length)
    expect(countIn(findings, 'case_variants', field)).toBe(byCase.length)
    const rows = findings.find((one) => one.code === 'spelling_variants' && one.field === field)?.rows ?? []
    for (const { index } of own) expect(rows).toContain(index)
  }
  const typos = defects.filter(({ kind }) => kind === 'name_typo').length
  if (profile === 'real') expect(countIn(findings, 'names_near_identical')).toBe(typos + (file === 'ppm.json' ? 1 : 0))
}

function checkFuture(
  findings: readonly DirtFinding[],
  records: readonly Record<string, string>[],
  register: RegisterName,
): void {
  if (register === 'ppm') return
  const later = records.flatMap(({ Service_Date: text }, index) => (isLater(text) ? [index] : []))
  expect(findings.find(({ code }) => code === 'service_in_future')?.rows).toEqual(later)
}

function isLater(text: string | null | undefined): boolean {
  const ascii = (text ?? '').replace(/[٠-٩]/g, (digit) => String('٠١٢٣٤٥٦٧٨٩'.indexOf(digit)))
  const parts = ascii.split(/[/.-]/).map(Number)
  const [d = 0, m = 0, y = 0] = ascii.indexOf('-') === 4 ? parts.toReversed() : parts
  const date = new Date(Date.UTC(y, m - 1, d))
  const isReal = y > 999 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d
  return isReal && date.getTime() > Date.UTC(2025, 5, 28)
}

test('what both registers share is found, for 20 seeds', { timeout: 60_000 }, () => {
  for (const seed of seeds.slice(0, 20)) {
    const pair = generatePair({ ocm: 612, ppm: 1038, seed, profile: 'stress', asOf })
    const findings = surveyFiles(
      { ocm: JSON.parse(pair.ocm.json) as unknown[], ppm: JSON.parse(pair.ppm.json) as unknown[] },
      rules,
    )
    const sources = (kind: string): readonly unknown[] =>
      pair.ppm.manifest.defects.filter((one) => one.kind === kind).map(({ of }) => of)
    const rowsOf = (code: string): readonly number[] => findings.find((one) => one.code === code)?.rows ?? []
    expect(new Set(rowsOf('serial_in_both_registers')), `seed ${seed}`).toEqual(
      new Set(sources('serial_in_both_registers')),
    )
    expect(new Set(rowsOf('log_number_in_both_registers')), `seed ${seed}`).toEqual(
      new Set(sources('log_in_both_registers')),
    )
  }
})

test('every kind that the generator knows is in this oracle', () => {
  const seen = (['ocm', 'ppm'] as const).flatMap((register) =>
    generate({ register, n: 1038, seed: 1, profile: 'stress', asOf }).manifest.defects.map(({ kind }) => kind),
  )
  const others = [
    'surplus_spelling',
    'name_typo',
    'date_leap_day',
    'null_json',
    'text_quote_and_comma',
    'service_in_future',
  ]
  expect([...new Set(seen)].filter((kind) => !(kind in foundAs) && !(kind in foundOnBoth)).sort()).toEqual(
    others.sort(),
  )
})

test('a clean profile has nothing to find', () => {
  for (const seed of seeds.slice(0, 10)) {
    const pair = generatePair({ ocm: 612, ppm: 1038, seed, profile: 'clean', asOf })
    const files = { ocm: JSON.parse(pair.ocm.json) as unknown[], ppm: JSON.parse(pair.ppm.json) as unknown[] }
    const found = surveyFiles(files, { ...rules, departments: new Set(masterCodes(true)) }).filter(
      ({ severity }) => severity !== 'info',
    )
    expect(found.map(({ code }) => code)).toEqual([])
  }
})
