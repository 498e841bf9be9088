import { type MoveBuilder, sql } from 'millwright'
import { checkMove } from './checks.ts'
import type { Facts } from './facts.ts'
import { oeeRows } from './oee-select.ts'
import { loadReference } from './reference-loads.ts'
import { loadSevenFigures, loadUnnamedShifts } from './seven-figures.ts'
import { loadSeries } from './series-loads.ts'

/** Codes of records that are set aside by rule: they are listed and counted, and no run fails for them. */
export const quarantine = [
  'CNT_ORPHAN',
  'CNT_NEGATIVE',
  'CNT_OUT_OF_WINDOW',
  'QLT_ORPHAN',
  'QLT_NEGATIVE',
  'QLT_OUT_OF_WINDOW',
  'SMP_OUT_OF_WINDOW',
  'SMP_ORPHAN',
  'DT_NEGATIVE',
  'DT_ORPHAN',
  'MNT_ORPHAN',
  'MNT_TYPE',
  'OEE7_INCONSISTENT',
] as const

/** Declares the whole move: what others refer to, counts, quality, states, and the figures of the whole window. */
export function declareMove(m: MoveBuilder, facts: Facts): void {
  m.tidy('partitions', {
    run: sql`select factory_make_partitions(${facts.from}::date - 1, ${facts.to}::date + 92)`,
    undo: sql`select factory_drop_empty_partitions()`,
  })
  loadReference(m, facts)
  if (facts.profile === 'factory-7') loadUnnamedShifts(m, facts)
  loadSeries(m, facts)
  m.tidy('statistics before the figures', { run: analyzed, undo: hints })
  m.fill('current states', {
    table: 'Equipment',
    key: ['id'],
    set: {
      currentState: sql`coalesce((select state from equipment_states as s where s."equipmentId" = t.id
        order by "timestamp" desc limit 1), 'IDLE')`,
    },
  })
  if (facts.profile === 'factory-7') loadSevenFigures(m, facts)
  else buildFigures(m)
  m.tidy('statistics', { run: analyzed, undo: hints })
  checkMove(m, facts)
}

const buildFigures = (m: MoveBuilder): string =>
  m.build('oee_calculations', {
    to: 'oee_calculations',
    key: ['timestamp', 'equipmentId', 'shiftInstanceId'],
    select: oeeRows,
    ignore: ['calculatedAt'],
    undo: 'drop-created',
  })

const analyzed = sql`analyze`

const hints = { none: 'statistics are only hints for the planner' }
