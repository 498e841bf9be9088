import { type MoveBuilder, type Sql, sql } from 'millwright'
import { messageFor } from '../checks/rule.ts'
import { ledgerMismatch } from '../checks/target-stock-rules.ts'
import type { Fill, Guard, Work } from './declared.ts'
import { guardsBefore } from './guards.ts'
import { invariants } from './invariants.ts'
import type { MoveOptions } from './options.ts'
import { worksOf } from './steps.ts'

/** Declares steps 3 to 9, and the statistics that belong to step 11, on an expanded schema. */
export function declareBusinessModel(m: MoveBuilder, options: MoveOptions): void {
  m.before(...guardsBefore(options).map((guard) => m.zero(refusalOf(guard), sql.raw(guard.sql))))
  for (const { name, sql: query } of invariants) m.keeps(name, sql.raw(query))
  const seen = new Set<string>()
  for (const work of worksOf(options)) {
    const name = seen.has(work.step) ? `${work.step}: ${changed(work)}` : work.step
    seen.add(work.step)
    addWork(m, name, work)
  }
  m.tidy('cleanup_old_data', { run: sql.raw('analyze'), undo: { none: 'statistics are only hints for the planner' } })
  checkResult(m)
}

/** As a sentence that stands in the report whether or not it came to that. */
const refusalOf = ({ step, message }: Guard): string =>
  `${step} refuses when ${messageFor(message, 2).replace(/^2 /, '')}`

/** The second work of a step is told by what it is about. */
const changed = (work: Work): string =>
  work.kind === 'fill' ? Object.keys(work.set).join(', ').replaceAll('_', ' ') : work.to

function addWork(m: MoveBuilder, name: string, work: Work): void {
  if (work.kind === 'fill') {
    m.fill(name, { table: work.table, key: ['id'], set: setOf(work) })
    return
  }
  m.build(name, { to: work.to, key: ['id'], select: sql.raw(work.select) })
  m.tidy(`statistics of ${work.to}`, { run: sql.raw(`analyze ${work.to}`), undo: { none: 'as with the others' } })
}

const setOf = ({ set }: Fill): Readonly<Record<string, Sql>> =>
  Object.fromEntries(Object.entries(set).map(([column, expression]) => [column, sql.raw(expression)]))

function checkResult(m: MoveBuilder): void {
  const without = (table: string, column: string): Sql => sql.raw(`select id from ${table} where ${column} is null`)
  m.check(
    undefined,
    m.zero('every organisation has a type', without('organizations', 'organization_type')),
    m.zero('every user has a role', without('users', 'role')),
    m.zero('every part has a kind', without('parts', 'part_type')),
    m.zero('every stock row has a warehouse', without('inventory', 'warehouse_id')),
    m.zero('every stock is the sum of its movements', sql.raw(`select key::text from (${ledgerMismatch}) as found`)),
  )
}
