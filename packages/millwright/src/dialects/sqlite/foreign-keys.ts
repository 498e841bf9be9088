import { misuse, newOrphans } from './problems.ts'
import type { OrphanCount } from './orphans.ts'
import type { Session } from './session.ts'

/**
 * Runs work with the enforcement of foreign keys switched off. The pragma does nothing inside of a transaction, so it
 * stands around it. https://sqlite.org/pragma.html#pragma_foreign_keys
 */
export async function withoutForeignKeys<T>(session: Session, work: () => Promise<T>): Promise<T> {
  switchTo(session, 'off')
  try {
    return await work()
  } finally {
    switchTo(session, 'on')
  }
}

function switchTo(session: Session, state: 'on' | 'off'): void {
  session.exec(`pragma foreign_keys = ${state}`)
  const found = session.prepare('pragma foreign_keys').get()?.['foreign_keys']
  if (found !== (state === 'on' ? 1n : 0n)) throw misuse(`foreign keys could not be switched ${state}`)
}

/** Rows that pointed at nothing before the work are not its fault; more of them are. @throws DB111 */
export function refuseNewOrphans(before: readonly OrphanCount[], after: readonly OrphanCount[]): void {
  for (const { table, parent, rows } of after) {
    const known = before.find((count) => count.table === table && count.parent === parent)?.rows ?? 0
    if (rows > known) throw newOrphans(table, parent, rows - known)
  }
}
