import { entryRules, refusedRecord } from '../domain/entry.ts'
import { type Issue, issue, placeOf } from '../domain/issue.ts'
import { defaultPolicies } from '../domain/policies.ts'
import type { Rules } from '../domain/read.ts'
import { cleanText } from '../domain/text.ts'
import { readTraining, type TrainingRecord } from '../domain/training.ts'
import { lookForRecord } from '../training/store.ts'
import { changeRows, insertRows } from '../training/write.ts'
import type { Shelf, ShelfPlace, Shelved } from './shelf.ts'

/** Rows of a CSV file into the training records. An id is the record's own and comes with it. */
export function trainingShelf(place: ShelfPlace): Shelf {
  const { db, act, header } = place
  const rules = rulesOf(place)
  const idAt = header.meanings.indexOf('id')
  return {
    keyOf: (cells) => keyOf(cells[idAt] ?? ''),
    has: async (id) => (await lookForRecord(db, Number(id))) !== undefined,
    add: async (cells) => {
      const { row, issues } = read(recordOf(place, cells), rules)
      await insertRows(db, act, row)
      return warningsAmong(issues)
    },
    change: async (id, cells): Promise<Shelved> => {
      const before = (await lookForRecord(db, Number(id))) as TrainingRecord
      const { row, issues } = read({ ...recordFrom(before), ...recordOf(place, cells) }, rules)
      const warnings = warningsAmong(issues)
      if (JSON.stringify(row) === JSON.stringify(before)) return { fate: 'skipped', warnings }
      await changeRows(db, act, row)
      return { fate: 'updated', warnings }
    },
    flush: async () => undefined,
    taken: (id) => ({ field: 'id', code: 'duplicate_id', message: `A training record with id ${id} already exists` }),
  }
}

/** As `007` and `7` are one id; what is no id has no key and is refused by the reader. */
function keyOf(cell: string): string {
  const text = cleanText(cell)
  return /^\d{1,15}$/.test(text) && Number(text) > 0 ? String(Number(text)) : ''
}

const rulesOf = ({ act, options }: ShelfPlace): Rules =>
  options.origin === 'entry'
    ? entryRules(act.today)
    : { asOf: act.today, policies: { ...defaultPolicies, missingRequired: 'quarantine', invalidDates: 'quarantine' } }

type Raw = Readonly<Record<string, unknown>>

function recordOf({ header: { meanings } }: ShelfPlace, cells: readonly string[]): Raw {
  return Object.fromEntries(meanings.map((name, at) => [name, valueOf(name, cells[at] ?? '')]))
}

const list = 'machine_trainer_assignments'

function valueOf(name: string, cell: string): unknown {
  if (name !== list) return cell
  if (cell.trim() === '') return []
  try {
    return JSON.parse(cell) as unknown
  } catch {
    throw refusedRecord([issue('assignment_invalid', placeOf(list), cell)])
  }
}

const recordFrom = ({ training, assignments }: TrainingRecord): Raw => ({ ...training, [list]: assignments.map(bare) })

const bare = ({ machine, trainer, trained_date }: TrainingRecord['assignments'][number]): Raw => ({
  machine,
  trainer,
  ...(trained_date === null ? {} : { trained_date }),
})

function read(raw: Raw, rules: Rules): { readonly row: TrainingRecord; readonly issues: readonly Issue[] } {
  const result = readTraining(raw, rules)
  if (!result.ok) throw refusedRecord(result.issues)
  return result
}

const warningsAmong = (issues: readonly Issue[]): readonly Issue[] =>
  issues.filter(({ severity }) => severity !== 'info')
