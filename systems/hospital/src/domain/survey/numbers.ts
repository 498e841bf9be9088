import { type DirtFinding, type FileName, findingOf, tally } from './tally.ts'

/** Values that should be unique or nearly so: the records that use each of them. */
export type UseFold = {
  readonly see: (index: number, value: string) => void
  readonly uses: ReadonlyMap<string, readonly number[]>
}

export function useFold(): UseFold {
  const uses = new Map<string, number[]>()
  const see = (index: number, value: string): void => {
    const known = uses.get(value)
    if (known === undefined) uses.set(value, [index])
    else known.push(index)
  }
  return { see, uses }
}

/** Log numbers used twice, and those that are no number of four digits or more. */
export function logFindings({ uses }: UseFold, file: FileName, field: string): readonly DirtFinding[] {
  const [twice, odd, digits] = [tally(), tally(), tally()]
  let pairs = 0
  for (const [log, indexes] of uses) {
    if (indexes.length > 1) for (const index of indexes) twice.add(index, log)
    pairs += indexes.length - 1
    for (const index of indexes) (/^\d{4,}$/.test(log) ? digits : odd).add(index, log)
  }
  return [
    ...findingOf({ id: 'T15', code: 'log_number_duplicate', file, field, unit: 'pairs', count: pairs }, twice),
    ...findingOf({ id: 'T16', code: 'log_number_form', file, field, unit: 'rows' }, odd),
    ...findingOf({ id: 'T20', code: 'text_is_number', file, field, unit: 'rows' }, digits),
  ]
}

/** Running numbers used by more than one record. */
export function noFindings({ uses }: UseFold, file: FileName, field: string): readonly DirtFinding[] {
  const seen = tally()
  for (const [no, indexes] of uses) for (const index of indexes.slice(1)) seen.add(index, no)
  return findingOf({ id: null, code: 'no_duplicate', file, field, unit: 'rows after the first' }, seen)
}
