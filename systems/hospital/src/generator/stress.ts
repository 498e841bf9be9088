import { dayIn, dayOf, dmy, nextYear } from './calendar.ts'
import type { Injector } from './injector.ts'
import type { Draft, RegisterName } from './manifest.ts'
import { quota } from './random.ts'
import { twinKinds } from './twins.ts'

const stressRate = 0.005

/** The record that a defect is put into, and what there is to know around it. */
type Spot = { readonly into: Injector; readonly record: Draft; readonly at: number; readonly asOf: string }

/** The new value of a field, and what has to change beside it. */
type Change = { readonly field: string; readonly injected: unknown; readonly alongside?: () => void }

/** A kind of defect that touches one record: which records fit, and what it does to one. */
type StressKind = {
  readonly kind: string
  readonly only?: RegisterName
  readonly fits?: (record: Draft, into: Injector) => boolean
  readonly change: (spot: Spot) => Change
}

/** Every kind of trouble that the real files do not have, each at 0.5 % of the records and at least once. */
export function injectStress(into: Injector, asOf: string): void {
  const count = quota(stressRate, into.records.length)
  for (const kind of [...dates, ...nulls, ...structure, ...texts, ...quarters]) {
    if (kind.only !== undefined && kind.only !== into.register) continue
    for (let at = 0; at < count; at++) injectOne(into, kind, { at, asOf })
  }
  twinKinds(into, count)
}

// One by one: what fits depends on what the one before has left.
function injectOne(into: Injector, { kind, fits, change }: StressKind, where: Pick<Spot, 'at' | 'asOf'>): void {
  const [index] = into.take(1, (record) => fits?.(record, into) ?? true) as [number]
  const { alongside, ...defect } = change({ into, record: into.records[index] as Draft, ...where })
  into.set(index, { kind, ...defect })
  alongside?.()
}

const dateField = (into: Injector): string => (into.register === 'ocm' ? 'Service_Date' : 'PPM_Q_II.quarter_date')

const dateText = (record: Draft, into: Injector): string =>
  String(into.register === 'ocm' ? record['Service_Date'] : (record['PPM_Q_II'] as Draft)['quarter_date'])

type Fits = NonNullable<StressKind['fits']>

const date = (kind: string, change: (text: string) => unknown, fits: Fits = () => true): StressKind => ({
  kind,
  fits,
  change: ({ into, record }) => ({ field: dateField(into), injected: change(dateText(record, into)) }),
})

const parts = (text: string): readonly [string, string, string] => text.split('/') as [string, string, string]
const arabic = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
const isLate: Fits = (record, into) => Number(parts(dateText(record, into))[0]) > 12

const dates: readonly StressKind[] = [
  date('date_iso', (text) => [...parts(text)].reverse().join('-')),
  date('date_dashed', (text) => parts(text).map(Number).join('-')),
  date('date_dotted', (text) => parts(text).join('.')),
  date('date_month_first', (text) => `${parts(text)[1]}/${parts(text)[0]}/${parts(text)[2]}`, isLate),
  date('date_two_digit_year', (text) => text.slice(0, 6) + text.slice(8)),
  date('date_impossible', () => '31/02/2025'),
  date('date_leap_day', () => '29/02/2024'),
  date('date_arabic_digits', arabic),
  {
    kind: 'warranty_before_installation',
    change: ({ record }) => ({
      field: 'Warranty_End',
      injected: '01/02/2019',
      alongside: () => (record['Installation_Date'] = '01/02/2020'),
    }),
  },
  {
    kind: 'service_in_future',
    only: 'ocm',
    change: ({ record, asOf }) => {
      const day = dayOf(asOf) + 1000
      const alongside = (): unknown => (record['Next_Maintenance'] = dmy(nextYear(day)))
      return { field: 'Service_Date', injected: dmy(day), alongside }
    },
  },
  {
    kind: 'next_before_service',
    only: 'ocm',
    change: ({ into, record }) => ({ field: 'Next_Maintenance', injected: dmy(dayIn(dateText(record, into)) - 10) }),
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

const byRegister =
  (ocm: string, ppm: string) =>
  ({ register }: Injector): string =>
    register === 'ocm' ? ocm : ppm

const otherModelKey = byRegister('MODEL', 'Model')
const wrongStatus = byRegister('Maintained', 'Overdue')
const numberStart = byRegister('12', '13')

const structure: readonly StressKind[] = [
  { kind: 'no_text', change: ({ record }) => ({ field: 'NO', injected: String(record['NO']) }) },
  { kind: 'no_missing', change: ({ record }) => remove(record, 'NO') },
  {
    kind: 'key_missing',
    fits: (record, into) => into.holders(into.keys.maker, record[into.keys.maker]) > 1,
    change: ({ into, record }) => remove(record, into.keys.maker),
  },
  { kind: 'key_extra', change: () => ({ field: 'Location', injected: 'WING B' }) },
  { kind: 'key_wrong_case', change: ({ record }) => rename(record, 'Department', 'department') },
  { kind: 'key_alias', change: ({ record }) => rename(record, 'Name', 'EQUIPMENT') },
  { kind: 'alias_conflict', change: ({ into }) => ({ field: otherModelKey(into), injected: 'ANOTHER-1' }) },
  { kind: 'status_unknown', change: () => ({ field: 'Status', injected: 'Pending' }) },
  { kind: 'status_contradicts', change: ({ into }) => ({ field: 'Status', injected: wrongStatus(into) }) },
  {
    kind: 'serial_number_typed',
    change: ({ into, record, at }) => {
      const digits = `${numberStart(into)}34567890123${4_567_890 + at * 100_000}`
      const { serial } = into.keys
      return { field: serial, injected: digits, alongside: () => (record[serial] = rawNumber(digits)) }
    },
  },
]

// Written into the file with all its digits, although no JavaScript number can hold them.
const rawNumber = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON

const remove = (record: Draft, field: string): Change => ({
  field,
  injected: null,
  alongside: () => delete record[field],
})

function rename(record: Draft, field: string, injected: string): Change {
  const value = record[field]
  const alongside = (): void => {
    delete record[field]
    record[injected] = value
  }
  return { field, injected, alongside }
}

const text =
  (column: 'name' | 'model') =>
  (kind: string, change: (text: string) => string, fits: (text: string) => boolean = () => true): StressKind => ({
    kind,
    fits: (record, { keys, holders }) =>
      holders(keys[column], record[keys[column]]) > 1 && fits(String(record[keys[column]])),
    change: ({ into, record }) => ({ field: into.keys[column], injected: change(String(record[into.keys[column]])) }),
  })

const [name, model] = [text('name'), text('model')]
const twoWords = (text: string): boolean => text.includes(' ')

const texts: readonly StressKind[] = [
  name('text_arabic', () => 'جهاز تخطيط القلب'),
  name('text_right_to_left_mark', (text) => `${text}\u200f`),
  name('text_no_break_space', (text) => text.replace(' ', '\u00a0'), twoWords),
  name('text_zero_width', (text) => text.replace(' ', '\u200b '), twoWords),
  name('text_emoji', () => 'SCANNER \u{1f600}'),
  name('text_line_break', () => 'LINE\nBREAK\tTAB'),
  name('text_formula', () => '=1+1'),
  name('text_quote_and_comma', () => 'CLAMP, "LARGE"'),
  name('name_too_long', () => 'N'.repeat(201)),
  model('model_too_long', () => 'M'.repeat(101)),
]

const quarter = (kind: string, change: StressKind['change']): StressKind => ({ kind, only: 'ppm', change })

const quarters: readonly StressKind[] = [
  quarter('quarter_text', () => ({ field: 'PPM_Q_III', injected: 'TECH-A 01/02/2026' })),
  quarter('quarter_null', () => ({ field: 'PPM_Q_III', injected: null })),
  quarter('quarter_missing', ({ record }) => remove(record, 'PPM_Q_III')),
  quarter('quarters_out_of_order', ({ record }) => {
    const { PPM_Q_III: third, PPM_Q_IV: fourth } = record as { PPM_Q_III: Draft; PPM_Q_IV: Draft }
    const [earlier, later] = [third['quarter_date'], fourth['quarter_date']]
    const alongside = (): unknown => (third['quarter_date'] = later)
    return { field: 'PPM_Q_IV.quarter_date', injected: earlier, alongside }
  }),
]
