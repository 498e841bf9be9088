import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, onTestFinished } from 'vitest'

/** A database's file in a folder of its own that goes with the test. */
export const emptyPlace = (atEnd: AtEnd = onTestFinished): string => place(atEnd)

/** As {@link emptyPlace}, for all tests of a file. */
export const sharedPlace = (): string => place(afterAll)

/** When the work is done: at the end of a test, or of a file. */
export type AtEnd = (work: () => void | Promise<void>) => void

function place(atEnd: AtEnd): string {
  const folder = mkdtempSync(join(tmpdir(), 'logbook-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'orb.db')
}

/** Asks the file past every layer of ours. */
export function query(db: string, text: string): readonly Record<string, unknown>[] {
  return using(db, (open) =>
    open
      .prepare(text)
      .all()
      .map((row) => ({ ...row })),
  )
}

export const change = (db: string, text: string): void => using(db, (open) => open.exec(text))

function using<T>(db: string, work: (open: DatabaseSync) => T): T {
  const open = new DatabaseSync(db)
  try {
    return work(open)
  } finally {
    open.close()
  }
}
