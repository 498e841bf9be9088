import { openDatabase, type Project } from '../actions/project.ts'
import { contentOf, type DatabaseContent } from '../backup/content.ts'
import { sql } from '../kernel/sql.ts'
import { readEvents } from '../ledger/event-log.ts'
import { hasLedger, readApplied } from '../ledger/ledger.ts'
import { noView, viewAfter } from '../ledger/run-view.ts'
import { readRuns } from '../ledger/runs.ts'
import type { Connection, Queries } from '../kernel/connection.ts'

/** Everything about a database that must be the same after a crash and a resume as without the crash. */
export type DatabaseState = {
  /** Schema and fingerprint of every table. */
  readonly content: DatabaseContent
  readonly applied: readonly { readonly id: string; readonly proved: boolean }[]
  readonly rejects: readonly string[]
  /** What the newest run says of itself: steps, counters, checks, verdict. */
  readonly story: Story | undefined
}

export type Story = {
  readonly verdict: string | undefined
  readonly items: readonly { readonly migration: string; readonly state: string; readonly steps: readonly unknown[] }[]
  readonly checks: readonly string[]
}

/** Reads the state of a project's database, past every layer that could remember instead of look. */
export async function stateOf(project: Project): Promise<DatabaseState> {
  const db = await openDatabase(project, { readOnly: true })
  try {
    const content = await contentOf(project.dialect, db)
    if (!(await hasLedger(project.dialect, db))) return { content, applied: [], rejects: [], story: undefined }
    const applied = (await readApplied(db)).map(({ id, proved }) => ({ id, proved }))
    return { content, applied, rejects: await rejectsOf(db), story: await storyOf(db) }
  } finally {
    await db.close()
  }
}

async function rejectsOf(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(
    sql`select step, record, rule, path, outcome, raw from millwright_reject order by 1, 2, 3, 4`,
  )
  return rows.map((row) => Object.values(row).map(String).join(' '))
}

async function storyOf(db: Connection): Promise<Story | undefined> {
  const [newest] = await readRuns(db)
  if (newest === undefined) return undefined
  const view = (await readEvents(db, newest.id)).reduce(viewAfter, noView)
  return {
    verdict: newest.verdict,
    items: view.items.map(({ migration, state, steps }) => ({
      migration,
      state,
      steps: steps.map(({ name, state: at, counters }) => ({ name, state: at, counters })),
    })),
    checks: [
      ...new Set(
        view.checks.map(({ migration, name, ok, differences }) => `${migration} ${name}: ${ok ? 'ok' : differences}`),
      ),
    ].sort(),
  }
}
