import { RowSum } from '../backup/fingerprint.ts'
import { addCounters, type Counters, noCounters } from '../kernel/counters.ts'
import { oneLine } from '../kernel/text.ts'
import type { Value } from '../kernel/value.ts'
import { packEntries, type Written } from '../ledger/journal.ts'
import type { Lineage } from '../ledger/lineage.ts'
import type { Notes, Part, Sums } from '../ledger/parts.ts'
import type { Reject } from '../ledger/rejects.ts'
import type { Note } from './declared.ts'

/** What one batch did to one table, gathered while it happens and written with it. */
export type Effects = {
  readonly table: string
  readonly columns: readonly string[]
  readonly sum: RowSum
  rows: number
  counters: Counters
  readonly created: (readonly [readonly Value[], string])[]
  /** What stood in `created` and is only written down from there on, as text: it is large, and nobody reads it. */
  readonly packed: string[]
  readonly changed: (readonly [readonly Value[], readonly Value[], string])[]
  readonly deleted: (readonly [readonly Value[], readonly Value[]])[]
  readonly rejects: Reject[]
  readonly lineage: Lineage[]
  readonly notes: Map<string, { severity: string; message: string; rows: number; samples: string[] }>
}

export const newEffects = (table: string, columns: readonly string[]): Effects => ({
  table,
  columns,
  sum: new RowSum(),
  rows: 0,
  counters: noCounters,
  created: [],
  packed: [],
  changed: [],
  deleted: [],
  rejects: [],
  lineage: [],
  notes: new Map(),
})

/** Turns what a block created into the text in which the journal keeps it. */
export function packCreated(effects: Effects): void {
  if (effects.created.length === 0) return
  effects.packed.push(packEntries(effects.created))
  effects.created.length = 0
}

export function noteOn(effects: Effects, note: Note, sample: string): void {
  const name = `${note.code} ${note.field}`
  const seen = effects.notes.get(name)
  if (seen === undefined)
    effects.notes.set(name, { severity: note.severity, message: note.message, rows: 1, samples: [oneLine(sample, 80)] })
  else {
    seen.rows++
    if (seen.samples.length < 5) seen.samples.push(oneLine(sample, 80))
  }
}

export const undoOf = (effects: Effects, key: readonly string[]): Written => ({
  table: effects.table,
  key,
  columns: effects.columns,
  created: effects.created,
  packed: effects.packed,
  changed: effects.changed,
  ...(effects.deleted.length === 0 ? {} : { deleted: effects.deleted }),
})

/** The checkpoint after a batch. */
export function partAfter(
  part: Part,
  effects: Effects,
  next: { record: number; mark: unknown; state?: Part['state'] },
): Part {
  return {
    record: next.record,
    mark: next.mark,
    state: next.state ?? part.state,
    counters: addCounters(part.counters, effects.counters),
    sums: addSums(part.sums, effects),
    notes: addNotes(part.notes, effects),
  }
}

function addSums(sums: Sums, effects: Effects): Sums {
  if (effects.columns.length === 0) return sums // no row was mapped yet, so no column is known
  const before = sums[effects.table]
  const sum = RowSum.fromHex(before?.sum ?? RowSum.zero)
  sum.addSum(effects.sum)
  return {
    ...sums,
    [effects.table]: { columns: effects.columns, rows: (before?.rows ?? 0) + effects.rows, sum: sum.toHex() },
  }
}

function addNotes(notes: Notes, effects: Effects): Notes {
  if (effects.notes.size === 0) return notes
  const all: Record<string, Notes[string]> = { ...notes }
  for (const [name, added] of effects.notes) {
    const before = all[name]
    all[name] =
      before === undefined
        ? added
        : { ...before, rows: before.rows + added.rows, samples: [...before.samples, ...added.samples].slice(0, 5) }
  }
  return all
}
