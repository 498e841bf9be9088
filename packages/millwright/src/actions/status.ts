import { basename } from 'node:path'
import { currentOf } from '../history/path.ts'
import { headsOf } from '../history/graph.ts'
import type { MigrationState } from '../history/status.ts'
import { readEnvironment } from '../ledger/environment.ts'
import { readLock } from '../ledger/lock.ts'
import type { RunState, Verdict } from '../ledger/states.ts'
import { findDrift, openIfThere, readState, type State } from './state.ts'
import type { Project } from './project.ts'

export type StatusLine = {
  readonly id: string
  readonly name: string
  /** The name of its file; missing where the file is. */
  readonly file?: string
  readonly state: MigrationState | 'unproved'
  readonly appliedAt?: string
  readonly run?: string
}

export type Status = {
  readonly target: string
  readonly exists: boolean
  /** What the database says it is. */
  readonly environment?: string
  readonly current: readonly string[]
  readonly heads: readonly string[]
  readonly pending: number
  readonly migrations: readonly StatusLine[]
  readonly drift: readonly string[]
  readonly lock?: { readonly run: string; readonly holder: string }
  readonly lastRun?: { readonly id: string; readonly state: RunState; readonly verdict?: Verdict }
  /** 0 up to date, 4 work is pending or something is wrong. */
  readonly exit: 0 | 4
}

/** Where the database stands: applied and pending migrations, drift, the lock, the last run. Changes nothing. */
export async function status(project: Project): Promise<Status> {
  const db = await openIfThere(project)
  try {
    const state = await readState(project, db)
    const lock = db === undefined || !state.isManaged ? undefined : await readLock(db)
    const drift = db === undefined ? [] : await findDrift(project, db, state)
    const environment = db === undefined || !state.isManaged ? undefined : await readEnvironment(db)
    const found = statusFrom(project, {
      state,
      drift,
      exists: db !== undefined,
      ...(lock?.run === undefined ? {} : { lock: { run: lock.run, holder: lock.holder } }),
    })
    return environment === undefined ? found : { ...found, environment }
  } finally {
    await db?.close()
  }
}

type Facts = {
  readonly state: State
  readonly drift: readonly string[]
  readonly exists: boolean
  readonly lock?: { readonly run: string; readonly holder: string }
}

function statusFrom(project: Project, { state, drift, exists, lock }: Facts): Status {
  const migrations = state.statuses.map(
    ({ id, name, state: word, migration, applied }): StatusLine => ({
      id,
      name,
      ...(migration === undefined ? {} : { file: basename(migration.file) }),
      state: word === 'applied' && applied?.proved === false ? 'unproved' : word,
      ...(applied === undefined ? {} : { appliedAt: applied.appliedAt }),
      ...(applied?.run === undefined ? {} : { run: applied.run }),
    }),
  )
  const pending = migrations.filter((one) => one.state === 'pending' || one.state === 'out-of-order').length
  const last = state.runs[0]
  const wrong = drift.length > 0 || state.unfinished !== undefined || migrations.some((one) => one.state !== 'applied')
  return {
    target: project.target,
    exists,
    current: currentOf(state.graph, state.ids),
    heads: headsOf(state.graph),
    pending,
    migrations,
    drift,
    ...(lock === undefined ? {} : { lock }),
    ...(last === undefined
      ? {}
      : {
          lastRun: { id: last.id, state: last.state, ...(last.verdict === undefined ? {} : { verdict: last.verdict }) },
        }),
    exit: wrong ? 4 : 0,
  }
}
