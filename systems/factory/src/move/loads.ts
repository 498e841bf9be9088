import { type MoveBuilder, query, type RowInput, type Sql } from 'millwright'
import type { Facts } from './facts.ts'
import { legacyOf } from './legacy.ts'
import { type Judged, type Outcome, shapeOf } from '../reference/outcome.ts'

/** A load of one table: records of a query, judged one by one. */
type JudgedLoad<Raw, Row> = {
  readonly to: string
  readonly facts: Facts
  readonly select: Sql
  /** What orders the records, and is unique among them. */
  readonly order: readonly string[]
  readonly key: readonly string[]
  readonly judge: (raw: Raw) => Outcome<Row>
  readonly rows: (row: Row, raw: Raw) => RowInput | readonly RowInput[]
  /** Fewer records than this are an error; none unless said. */
  readonly minRecords?: number
}

/** Loads a table; the undo empties it, and proves first that it holds what was written and nothing else. */
export function loadJudged<Raw, Row>(m: MoveBuilder, load: JudgedLoad<Raw, Row>, name = load.to): string {
  const { to, facts, select, order, key, judge, rows, minRecords = 0 } = load
  return m.load<Judged<Raw, Row>>(name, {
    from: query(facts.source, legacyOf(facts)(select), { key: order, name }),
    to,
    key,
    shape: shapeOf(judge),
    map: ({ kept, raw }, about) => {
      if (kept.kind === 'dropped') return { skip: kept.code }
      for (const note of kept.notes ?? []) about.note(note)
      return rows(kept.row, raw)
    },
    undo: 'drop-created',
    minRecords,
  })
}
