import { misuse, newOrphans } from './problems.ts'
import type { Session } from './session.ts'

/** Rows of a table that point at nothing in another table. */
export type OrphanCount = { readonly table: string; readonly parent: string; readonly rows: number }

export const orphanQuery = `select "table" as "table", parent, count(*) as rows
  from pragma_foreign_key_check group by 1, 2 order by 1, 2`

/**
 * Runs work with enforcement switched off. The pragma does nothing inside of a transaction, so it stands around it.
 * https://sqlite.org/pragma.html#pragma_foreign_keys
 */
export async function withoutForeignKeys<T>(session: Session, work: (verify: () => void) => Promise<T>): Promise<T> {
  const before = orphansOf(session)
  switchTo(session, 'off')
  try {
    return await work(() => refuseNew(before, orphansOf(session)))
  } finally {
    switchTo(session, 'on')
  }
}

function switchTo(session: Session, state: 'on' | 'off'): void {
  session.exec(`pragma foreign_keys = ${state}`)
  const found = session.prepare('pragma foreign_keys').get()?.['foreign_keys']
  if (found !== (state === 'on' ? 1n : 0n)) throw misuse(`foreign keys could not be switched ${state}`)
}

function orphansOf(session: Session): readonly OrphanCount[] {
  const statement = session.prepare(orphanQuery)
  const rows = session.guard(orphanQuery, () => statement.all())
  return rows.map(({ table, parent, rows: count }) => ({
    table: String(table),
    parent: String(parent),
    rows: Number(count),
  }))
}

/** Rows that pointed at nothing before the work are not its fault; more of them are. */
function refuseNew(before: readonly OrphanCount[], after: readonly OrphanCount[]): void {
  for (const { table, parent, rows } of after) {
    const known = before.find((count) => count.table === table && count.parent === parent)?.rows ?? 0
    if (rows > known) throw newOrphans(table, parent, rows - known)
  }
}
