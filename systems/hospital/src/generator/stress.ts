import { dayIn, dayOf, dmy, nextYear } from './calendar.ts'
import type { Injector } from './injector.ts'
import type { Draft, RegisterName } from './manifest.ts'
import { quota } from './random.ts'
import { twinKinds } from './twins.ts'

export const stressRate = 0.005

/** A kind of defect that touches one record: which records fit, and what it does to one. */
export type StressKind = {
  readonly kind: string
  readonly only?: RegisterName
  readonly fits?: (record: Draft, into: Injector) => boolean
  readonly apply: (into: Injector, index: number, at: number, asOf: string) => void
}

/** Every kind of trouble that the real files do not have, each at 0.5 % of the records and at least once. */
export function injectStress(into: Injector, asOf: string): void {
  const count = quota(stressRate, into.records.length)
  for (const { kind, only, fits, apply } of [...dates, ...nulls, ...structure, ...texts, ...quarters]) {
    if (only !== undefined && only !== into.register) continue
    for (let at = 0; at < count; at++) {
      // One by one: what fits depends on what the one before has left.
      const [index] = into.take(1, (record) => fits?.(record, into) ?? true)
      apply(into, index as number, at, asOf)
    }
  }
  twinKinds(into, count)
}

const dateField = (into: Injector): string => (into.register === 'ocm' ? 'Service_Date' : 'PPM_Q_II.quarter_date')

const dateText = (record: Draft, into: Injector): string =>
  String(into.register === 'ocm' ? record['Service_Date'] : (record['PPM_Q_II'] as Draft)['quarter_date'])

const textOf = (into: Injector, index: number): string => dateText(into.records[index] as Draft, into)

const date = (kind: string, change: (text: string) => unknown, fits?: StressKind['fits']): StressKind => ({
  kind,
  ...(fits === undefined ? {} : { fits }),
  apply: (into, index) => into.set(index, kind, dateField(into), change(textOf(into, index))),
})

const parts = (text: string): readonly [string, string, string] => text.split('/') as [string, string, string]
const arabic = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))

const dates: readonly StressKind[] = [
  date('date_iso', (text) => [...parts(text)].reverse().join('-')),
  date('date_dashed', (text) => parts(text).map(Number).join('-')),
  date('date_dotted', (text) => parts(text).join('.')),
  date(
    'date_month_first',
    (text) => `${parts(text)[1]}/${parts(text)[0]}/${parts(text)[2]}`,
    (record, into) => Number(parts(dateText(record, into))[0]) > 12,
  ),
  date('date_two_digit_year', (text) => text.slice(0, 6) + text.slice(8)),
  date('date_impossible', () => '31/02/2025'),
  date('date_leap_day', () => '29/02/2024'),
  date('date_arabic_digits', arabic),
  {
    kind: 'warranty_before_installation',
    apply: (into, index) => {
      into.set(index, 'warranty_before_installation', 'Warranty_End', '01/02/2019')
      ;(into.records[index] as Draft)['Installation_Date'] = '01/02/2020'
    },
  },
  {
    kind: 'service_in_future',
    only: 'ocm',
    apply: (into, index, _at, asOf) => {
      const day = dayOf(asOf) + 1000
      into.set(index, 'service_in_future', 'Service_Date', dmy(day))
      ;(into.records[index] as Draft)['Next_Maintenance'] = dmy(nextYear(day))
    },
  },
  {
    kind: 'next_before_service',
    only: 'ocm',
    apply: (into, index) =>
      into.set(index, 'next_before_service', 'Next_Maintenance', dmy(dayIn(textOf(into, index)) - 10)),
  },
]

const nulls: readonly StressKind[] = [
  date('null_empty', () => ''),
  date('null_json', () => null),
  date('null_na_lower', () => 'n/a'),
  date('null_word', () => 'NULL'),
  date('null_nan', () => 'nan'),
  date('null_spaces', () => '   '),
]

const keepsMaker: StressKind['fits'] = (record, into) => into.holders(into.keys.maker, record[into.keys.maker]) > 1

const structure: readonly StressKind[] = [
  { kind: 'no_text', apply: (into, index) => into.set(index, 'no_text', 'NO', String(into.records[index]?.['NO'])) },
  { kind: 'no_missing', apply: (into, index) => remove(into, index, 'no_missing', 'NO') },
  {
    kind: 'key_missing',
    fits: keepsMaker,
    apply: (into, index) => remove(into, index, 'key_missing', into.keys.maker),
  },
  { kind: 'key_extra', apply: (into, index) => into.set(index, 'key_extra', 'Location', 'WING B') },
  { kind: 'key_wrong_case', apply: (into, index) => rename(into, index, 'key_wrong_case', 'Department', 'department') },
  { kind: 'key_alias', apply: (into, index) => rename(into, index, 'key_alias', 'Name', 'EQUIPMENT') },
  {
    kind: 'alias_conflict',
    apply: (into, index) => into.set(index, 'alias_conflict', into.register === 'ocm' ? 'MODEL' : 'Model', 'ANOTHER-1'),
  },
  { kind: 'status_unknown', apply: (into, index) => into.set(index, 'status_unknown', 'Status', 'Pending') },
  {
    kind: 'status_contradicts',
    apply: (into, index) =>
      into.set(index, 'status_contradicts', 'Status', into.register === 'ocm' ? 'Maintained' : 'Overdue'),
  },
  {
    kind: 'serial_number_typed',
    apply: (into, index, at) => {
      const digits = `${into.register === 'ocm' ? 12 : 13}34567890123${4_567_890 + at * 100_000}`
      into.set(index, 'serial_number_typed', into.keys.serial, digits)
      ;(into.records[index] as Draft)[into.keys.serial] = rawNumber(digits)
    },
  },
]

// Written into the file with all its digits, although no JavaScript number can hold them.
const rawNumber = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON

function remove(into: Injector, index: number, kind: string, key: string): void {
  into.set(index, kind, key, null)
  delete (into.records[index] as Draft)[key]
}

function rename(into: Injector, index: number, kind: string, from: string, to: string): void {
  const record = into.records[index] as Draft
  const value = record[from]
  into.set(index, kind, from, to)
  delete record[from]
  record[to] = value
}

const keeps =
  (column: 'name' | 'model', extra: (text: string) => boolean = () => true): NonNullable<StressKind['fits']> =>
  (record, into) =>
    into.holders(into.keys[column], record[into.keys[column]]) > 1 && extra(String(record[into.keys[column]]))

const text = (
  kind: string,
  column: 'name' | 'model',
  change: (text: string) => string,
  fits = keeps(column),
): StressKind => ({
  kind,
  fits,
  apply: (into, index) => {
    const key = into.keys[column]
    into.set(index, kind, key, change(String(into.records[index]?.[key])))
  },
})

const spaced = keeps('name', (name) => name.includes(' '))

const texts: readonly StressKind[] = [
  text('text_arabic', 'name', () => 'جهاز تخطيط القلب'),
  text('text_right_to_left_mark', 'name', (name) => `${name}\u200f`),
  text('text_no_break_space', 'name', (name) => name.replace(' ', '\u00a0'), spaced),
  text('text_zero_width', 'name', (name) => name.replace(' ', '\u200b '), spaced),
  text('text_emoji', 'name', () => 'SCANNER \u{1f600}'),
  text('text_line_break', 'name', () => 'LINE\nBREAK\tTAB'),
  text('text_formula', 'name', () => '=1+1'),
  text('text_quote_and_comma', 'name', () => 'CLAMP, "LARGE"'),
  text('name_too_long', 'name', () => 'N'.repeat(201)),
  text('model_too_long', 'model', () => 'M'.repeat(101)),
]

const quarter = (kind: string, apply: StressKind['apply']): StressKind => ({ kind, only: 'ppm', apply })

const quarters: readonly StressKind[] = [
  quarter('quarter_text', (into, index) => into.set(index, 'quarter_text', 'PPM_Q_III', 'TECH-A 01/02/2026')),
  quarter('quarter_null', (into, index) => into.set(index, 'quarter_null', 'PPM_Q_III', null)),
  quarter('quarter_missing', (into, index) => remove(into, index, 'quarter_missing', 'PPM_Q_III')),
  quarter('quarters_out_of_order', (into, index) => {
    const record = into.records[index] as { PPM_Q_III: Draft; PPM_Q_IV: Draft }
    const [third, fourth] = [record.PPM_Q_III['quarter_date'], record.PPM_Q_IV['quarter_date']]
    into.set(index, 'quarters_out_of_order', 'PPM_Q_IV.quarter_date', third)
    record.PPM_Q_III['quarter_date'] = fourth
  }),
]
