import { describe, expect, test } from 'vitest'
import { defaultPolicies } from '../../src/domain/policies.ts'
import { surveyFiles } from '../../src/domain/survey/survey.ts'
import type { DirtFinding } from '../../src/domain/survey/tally.ts'
import { masterCodes } from '../../src/generator/departments.ts'
import { type Generated, generate, generatePair } from '../../src/generator/generate.ts'
import type { Defect, Manifest, Profile, RegisterName } from '../../src/generator/manifest.ts'

const asOf = '2025-06-28'
const seeds = Array.from({ length: 50 }, (_, at) => at + 1)
const size = { ocm: 612, ppm: 1038 } as const
const rules = { policies: defaultPolicies, asOf, departments: new Set(masterCodes(false)) }

// What each injected kind must be found as. Written from the meaning of the kinds, not from the code that finds them.
const foundAs: Readonly<Record<string, readonly string[]>> = {
  serial_placeholder: ['serial_placeholder'],
  serial_duplicate_exact: ['duplicate_serial'],
  serial_has_slash: ['serial_has_slash'],
  serial_lossy_scientific: ['serial_lossy_scientific'],
  serial_decimal: ['serial_looks_numeric_converted'],
  log_not_4_digits: ['log_number_form'],
  model_spreadsheet_date: ['text_looks_like_date'],
  model_date_like: ['text_looks_like_date'],
  name_trailing_space: ['text_trimmed'],
  name_leading_space: ['text_trimmed'],
  name_inner_double_space: ['text_collapsed'],
  engineer_spreadsheet_number: ['engineer_not_a_name'],
  engineer_na: ['engineer_missing'],
  department_unknown: ['department_unknown'],
  date_unpadded: ['date_unpadded'],
  date_iso: ['date_iso'],
  date_dashed: ['date_other_separator'],
  date_dotted: ['date_other_separator'],
  date_month_first: ['date_invalid'],
  date_two_digit_year: ['date_invalid'],
  date_impossible: ['date_invalid'],
  date_arabic_digits: ['date_arabic_digits'],
  null_empty: ['null_spelling'],
  null_na_lower: ['null_spelling'],
  null_word: ['null_spelling'],
  null_nan: ['null_spelling'],
  null_spaces: ['null_spelling'],
  warranty_before_installation: ['warranty_before_installation'],
  no_text: ['no_as_text'],
  no_missing: ['no_invalid'],
  no_duplicate: ['no_duplicate'],
  key_missing: ['required'],
  key_extra: ['unknown_field'],
  key_wrong_case: ['unknown_field', 'required'],
  key_alias: ['alias_used'],
  alias_conflict: ['alias_conflict', 'alias_used'],
  status_unknown: ['status_unknown'],
  status_contradicts: ['status_disagrees'],
  serial_number_typed: ['serial_lossy_number', 'number_as_text'],
  text_arabic: ['text_not_ascii'],
  text_emoji: ['text_not_ascii'],
  text_right_to_left_mark: ['text_invisible_removed'],
  text_zero_width: ['text_invisible_removed'],
  text_no_break_space: ['text_space_normalised'],
  text_line_break: ['text_control_removed'],
  text_formula: ['text_formula'],
  name_too_long: ['too_long'],
  model_too_long: ['too_long'],
  quarter_text: ['bad_quarter'],
  quarter_null: ['bad_quarter'],
  quarter_missing: ['bad_quarter'],
  quarters_out_of_order: ['quarters_out_of_order'],
  next_before_service: ['next_not_after_service', 'next_differs', 'status_disagrees'],
}

// Kinds that are found on both records of the pair.
const foundOnBoth: Readonly<Record<string, string>> = {
  serial_hash_twin: 'serial_hash_twin',
  log_duplicate: 'log_number_duplicate',
  serial_case_twin: 'serial_folded_duplicate',
  serial_space_twin: 'serial_folded_duplicate',
  text_decomposed_accent: 'text_not_ascii',
}

// Facts of the form of a file, checked by arithmetic in the sample's tests; kinds without rows of their own; computed dates.
const notInjected: ReadonlySet<string> = new Set([
  'date_padded',
  'date_null',
  'date_ambiguous',
  'date_fill_series',
  'date_locale_fingerprint',
  'quarter_spacing',
  'serial_special_characters',
  'text_is_number',
  'text_unit_index',
  'service_in_future',
  'spelling_variants',
  'case_variants',
  'names_near_identical',
])

type Rows = Record<string, Set<number>>

function add(rows: Rows, code: string, index: number): void {
  ;(rows[code] ??= new Set()).add(index)
}

function expectedRows(defects: readonly Defect[], register: RegisterName): Rows {
  const rows: Rows = {}
  for (const { kind, index, of } of defects) {
    for (const code of [...(foundAs[kind] ?? []), ...byRegister(kind, register)]) add(rows, code, index)
    const both = foundOnBoth[kind]
    if (both !== undefined) for (const at of [index, of as number]) add(rows, both, at)
  }
  return rows
}

function byRegister(kind: string, register: RegisterName): readonly string[] {
  if (kind === 'text_decomposed_accent') return ['text_normalised']
  // 29 February 2024 is a real day: only its neighbours notice it.
  if (kind === 'date_leap_day') return [register === 'ocm' ? 'next_differs' : 'quarters_out_of_order']
  // JSON null is how PPM says "no date", and not how OCM does.
  return kind === 'null_json' && register === 'ocm' ? ['null_spelling'] : []
}

function foundRows(findings: readonly DirtFinding[]): Rows {
  const rows: Rows = {}
  for (const { code, rows: indexes } of findings)
    if (!notInjected.has(code)) for (const index of indexes) add(rows, code, index)
  return rows
}

const sorted = (rows: Rows): Record<string, readonly number[]> =>
  Object.fromEntries(
    Object.entries(rows)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([code, indexes]) => [code, [...indexes].sort((a, b) => a - b)]),
  )

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
