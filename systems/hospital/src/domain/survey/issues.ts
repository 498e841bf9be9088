import type { Code } from '../codes.ts'
import type { Issue } from '../issue.ts'
import type { DirtId } from './dirt.ts'
import { type DirtFinding, type FileName, findingOf, type Tally, tally } from './tally.ts'

export type IssueFold = {
  readonly see: (index: number, issues: readonly Issue[]) => void
  readonly findings: (file: FileName) => readonly DirtFinding[]
}

/** Counts what the records were told one by one, per code and field. */
export function issueFold(): IssueFold {
  const tallies = new Map<string, { readonly code: Code; readonly field: string; readonly seen: Tally }>()
  const see = (index: number, issues: readonly Issue[]): void => {
    for (const { code, field, original } of issues) {
      if (countedElsewhere.has(code)) continue
      const key = `${code} ${field}`
      const known = tallies.get(key) ?? { code, field, seen: tally() }
      tallies.set(key, known)
      known.seen.add(index, original ?? '')
    }
  }
  const findings = (file: FileName): readonly DirtFinding[] =>
    [...tallies.values()].flatMap(({ code, field, seen }) =>
      findingOf({ id: dirtOf(code, field, file), code, file, field, unit: 'rows' }, seen),
    )
  return { see, findings }
}

const countedElsewhere: ReadonlySet<Code> = new Set(['date_unpadded', 'serial_placeholder'])

function dirtOf(code: Code, field: string, file: FileName): DirtId | null {
  if (code === 'text_trimmed') return trimmedIn(field, file)
  if (code === 'text_collapsed') return field === 'Name' ? 'T2' : 'T3'
  return plain[code] ?? null
}

const trimmedIn = (field: string, file: FileName): DirtId =>
  field === 'Department' ? 'T4' : file === 'training.json' ? 'T22' : 'T1'

const plain: Readonly<Partial<Record<Code, DirtId>>> = {
  service_in_future: 'D7',
  null_spelling: 'D9',
  date_iso: 'D9',
  date_other_separator: 'D9',
  date_arabic_digits: 'D9',
  date_invalid: 'D9',
  serial_lossy_scientific: 'S5',
  serial_lossy_number: 'S5',
  serial_looks_numeric_converted: 'S6',
  serial_short: 'S10',
  text_looks_like_date: 'T9',
  required_is_placeholder: 'T10',
  engineer_not_a_name: 'T11',
  engineer_missing: 'T12',
  department_unknown: 'T13',
  status_disagrees: 'T18',
  status_unknown: 'T18',
  text_space_normalised: 'T19',
  text_invisible_removed: 'T19',
  text_normalised: 'T19',
}
