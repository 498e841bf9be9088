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
  /** The sum is of digests that only this database makes. */
  readonly own?: true
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

export const newEffects = (table: string, columns: readonly string[], own?: true): Effects => ({
  table,
  columns,
  sum: new RowSum(),
  ...(own === undefined ? {} : { own }),
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
  addNote(effects, `${note.code} ${note.field}`, { note, sample })
}

/** A record that was left out is counted under its reason. */
export function noteFiltered(effects: Effects, reason: string, sample: string): void {
  const note = { code: 'filtered', severity: 'info', field: '', message: reason } as const
  addNote(effects, `filtered ${reasonMark}${reason}`, { note, sample })
}

/** Parts the name of a note from what only tells it apart from others of that name. */
const reasonMark = '\n'

/** More reasons than this are counted together: one may have been made for each record. */
const mostReasons = 20

/** The code and the field by which a note is kept. */
export function noteNameIn(name: string): { readonly code: string; readonly field: string } {
  const [code = '', ...field] = (name.split(reasonMark)[0] ?? '').split(' ')
  return { code, field: field.join(' ') }
}

function addNote(
  effects: Effects,
  name: string,
  { note, sample }: { readonly note: Note; readonly sample: string },
): void {
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
    [effects.table]: {
      columns: effects.columns,
      rows: (before?.rows ?? 0) + effects.rows,
      sum: sum.toHex(),
      ...(effects.own === undefined ? {} : { own: effects.own }),
    },
  }
}

function addNotes(notes: Notes, effects: Effects): Notes {
  if (effects.notes.size === 0) return notes
  const all: Record<string, Notes[string]> = { ...notes }
  for (const [given, added] of effects.notes) {
    const name = placeFor(all, given)
    const before = all[name]
    all[name] =
      before === undefined
        ? added
        : { ...before, rows: before.rows + added.rows, samples: [...before.samples, ...added.samples].slice(0, 5) }
  }
  return all
}

function placeFor(notes: Notes, name: string): string {
  if (notes[name] !== undefined || !name.includes(reasonMark)) return name
  const reasons = Object.keys(notes).filter((known) => known.includes(reasonMark))
  return reasons.length < mostReasons ? name : (reasons.at(-1) as string)
}
