import { isRecord } from '../aliases.ts'
import type { Code } from '../codes.ts'
import { type DateOrder, dayNumber, type ReadDate, readDate } from '../dates.ts'
import type { Field } from '../fields.ts'
import { cleanText, isNullSpelling } from '../text.ts'
import type { DirtId } from './dirt.ts'
import { type DirtFinding, type FileName, findingOf, type Tally, tally } from './tally.ts'

/** Looks at one date column from the first record to the last. */
export type DateColumn = {
  readonly see: (index: number, raw: unknown) => void
  readonly findings: (file: FileName) => readonly DirtFinding[]
}

export function dateColumn(field: Field, order: DateOrder): DateColumn {
  const forms = { padded: tally(), none: tally(), ambiguous: tally() }
  const padding = paddingFold()
  const series = seriesFold()
  const see = (index: number, raw: unknown): void => {
    const value = valueIn(raw, field)
    const found = typeof value === 'string' ? readDate(value, order) : undefined
    series.see(index, found?.iso ?? null)
    if (isNone(value)) forms.none.add(index, value)
    if (found === undefined || found.iso === null) return
    if (found.form === 'padded') forms.padded.add(index, value)
    if (found.ambiguous) forms.ambiguous.add(index, value)
    padding.see(index, String(value), found)
  }
  const findings = (file: FileName): readonly DirtFinding[] => {
    const about = (id: DirtId, code: Code, seen: Tally): readonly DirtFinding[] =>
      findingOf({ id, code, file, field: field.name, unit: id === 'D6' ? 'steps of one day' : 'values' }, seen)
    return [
      ...about('D1', 'date_padded', forms.padded),
      ...padding.findings(file, field.name),
      ...about('D4', 'date_ambiguous', forms.ambiguous),
      ...about('D6', 'date_fill_series', series.steps),
      ...about('D8', 'date_null', forms.none),
    ]
  }
  return { see, findings }
}

/** The value of a field in a raw record; a quarter's value lies in the quarter's object. */
function valueIn(raw: unknown, { key, inner }: Field): unknown {
  const value = isRecord(raw) ? raw[key] : undefined
  return inner === undefined ? value : isRecord(value) ? value[inner] : undefined
}

const isNone = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && isNullSpelling(cleanText(value)))

// Padding can be seen only where day or month is below 10. A spreadsheet that takes a day of 12 or less for a month
// writes its own unpadded form, and leaves every other value as text: then padding tells the day.
function paddingFold() {
  const [unpadded, exceptions] = [tally(), tally()]
  let visible = 0
  let kept = 0
  const see = (index: number, text: string, { iso, form }: ReadDate & { readonly iso: string }): void => {
    const [month, day] = [Number(iso.slice(5, 7)), Number(iso.slice(8, 10))]
    if (day >= 10 && month >= 10) return
    if (form !== 'padded' && form !== 'unpadded') return
    visible++
    if (form === 'unpadded') unpadded.add(index, text)
    else if (day > 12) kept++
    if ((form === 'unpadded') !== day <= 12) exceptions.add(index, text)
  }
  const findings = (file: FileName, field: string): readonly DirtFinding[] => {
    const found = findingOf({ id: 'D2', code: 'date_unpadded', file, field, unit: 'values' }, unpadded)
    const holds = visible - exceptions.count()
    if (unpadded.count() < leastEvidence || kept < leastEvidence || holds < visible * 0.99) return found
    const words = `unpadded exactly when the day is 12 or less, ${holds} of ${visible} times`
    const about = { id: 'D3', code: 'date_locale_fingerprint', file, field, unit: 'column', words, count: 1 } as const
    return [...found, ...findingOf(about, unpadded)]
  }
  return { see, findings }
}

const leastEvidence = 5
const shortestRun = 30

// Counts the steps of one day inside runs of at least 30 records.
function seriesFold() {
  const steps = tally()
  let run: { index: number; iso: string }[] = []
  let before: number | undefined
  const see = (index: number, iso: string | null): void => {
    const day = iso === null ? undefined : dayNumber(iso)
    const isStep = day !== undefined && before !== undefined && day - before === 1
    before = day
    if (!isStep) run = []
    if (iso === null) return
    run.push({ index, iso })
    if (run.length < shortestRun) return
    if (run.length === shortestRun) for (const step of run.slice(1)) steps.add(step.index, step.iso)
    else steps.add(index, iso)
    if (run.length > shortestRun) run.length = shortestRun + 1
  }
  return { see, steps }
}

/** Counts the quarters that lie exactly 90 days after the one before. */
export function spacingFold(): { see: (index: number, days: readonly (string | null)[]) => void; spaced: Tally } {
  const spaced = tally()
  const see = (index: number, days: readonly (string | null)[]): void => {
    for (const [at, day] of days.entries()) {
      const before = days[at - 1]
      if (before && day && dayNumber(day) - dayNumber(before) === 90) spaced.add(index, day)
    }
  }
  return { see, spaced }
}
