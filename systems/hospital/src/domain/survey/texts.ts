import { foldText, isAllDigits } from '../text.ts'
import { nearPairs } from './near.ts'
import { type DirtFinding, type FileName, findingOf, tally } from './tally.ts'

export type TextFold = {
  readonly see: (index: number, value: string | null) => void
  readonly findings: (file: FileName, field: string) => readonly DirtFinding[]
}

const mostDistinct = 50_000

/** Looks at the distinct values of one text column; beyond 50,000 of them new values are no longer compared. */
export function textFold({
  near = false,
  units = false,
}: {
  readonly near?: boolean
  readonly units?: boolean
} = {}): TextFold {
  const first = new Map<string, number>()
  const forms = { units: tally(), digits: tally(), foreign: tally() }
  const see = (index: number, value: string | null): void => {
    if (value === null || value === '') return
    if (first.size < mostDistinct && !first.has(value)) first.set(value, index)
    if (units && / \d{1,3}$/.test(value)) forms.units.add(index, value)
    if (isAllDigits(value)) forms.digits.add(index, value)
    if (/[^\u0020-\u007e]/.test(value)) forms.foreign.add(index, value)
  }
  const findings = (file: FileName, field: string): readonly DirtFinding[] => [
    ...variants(first, 'T5', { file, field }),
    ...(near ? nearNames(first, file, field) : []),
    ...variants(first, 'T7', { file, field }),
    ...findingOf({ id: 'T8', code: 'text_unit_index', file, field, unit: 'rows' }, forms.units),
    ...findingOf({ id: 'T19', code: 'text_not_ascii', file, field, unit: 'rows' }, forms.foreign),
    ...findingOf({ id: 'T20', code: 'text_is_number', file, field, unit: 'rows' }, forms.digits),
  ]
  return { see, findings }
}

const folds = {
  T5: { code: 'spelling_variants', fold: foldText },
  T7: { code: 'case_variants', fold: (value: string) => value.toUpperCase() },
} as const

type Column = { readonly file: FileName; readonly field: string }

/** Counts the spellings beyond the first of each group; rows and samples name every spelling's first record. */
function variants(first: ReadonlyMap<string, number>, id: 'T5' | 'T7', column: Column): readonly DirtFinding[] {
  const { code, fold } = folds[id]
  const groups = Map.groupBy(first, ([value]) => fold(value))
  const seen = tally()
  let surplus = 0
  for (const group of groups.values()) {
    if (group.length < 2) continue
    surplus += group.length - 1
    for (const [value, index] of group) seen.add(index, value)
  }
  return findingOf({ ...column, id, code, unit: 'surplus spellings', count: surplus }, seen)
}

function nearNames(first: ReadonlyMap<string, number>, file: FileName, field: string): readonly DirtFinding[] {
  const seen = tally()
  for (const [a, b] of nearPairs([...first.keys()])) seen.add(first.get(b) ?? 0, `${a} / ${b}`)
  return findingOf({ id: 'T6', code: 'names_near_identical', file, field, unit: 'pairs' }, seen)
}
