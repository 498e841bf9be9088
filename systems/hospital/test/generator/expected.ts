import type { DirtFinding } from '../../src/domain/survey/tally.ts'
import type { Defect, RegisterName } from '../../src/generator/manifest.ts'

// What each injected kind must be found as. Written from the meaning of the kinds, not from the code that finds them.
export const foundAs: Readonly<Record<string, readonly string[]>> = {
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
export const foundOnBoth: Readonly<Record<string, string>> = {
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

export type Rows = Record<string, Set<number>>

export function add(rows: Rows, code: string, index: number): void {
  ;(rows[code] ??= new Set()).add(index)
}

export function expectedRows(defects: readonly Defect[], register: RegisterName): Rows {
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

export function foundRows(findings: readonly DirtFinding[]): Rows {
  const rows: Rows = {}
  for (const { code, rows: indexes } of findings)
    if (!notInjected.has(code)) for (const index of indexes) add(rows, code, index)
  return rows
}

export const sorted = (rows: Rows): Record<string, readonly number[]> =>
  Object.fromEntries(
    Object.entries(rows)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([code, indexes]) => [code, [...indexes].sort((a, b) => a - b)]),
  )
