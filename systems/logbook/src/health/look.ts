import { type Project, status, type Status } from 'millwright'

/** What a monitor wants to know of the book. */
export type Health = {
  readonly status: 'ok' | 'not well'
  readonly database: 'ok' | 'not reachable' | 'drifted' | 'busy with a run'
  readonly version: string
  readonly schema_revision: string | null
  readonly pending: number
}

const version = '0.1.0'
const away: Health = { status: 'not well', database: 'not reachable', version, schema_revision: null, pending: 0 }

/** Reachable, at the head of its history, not changed by hand. Changes nothing, and never throws. */
export const lookAtHealth = (project: Project): Promise<Health> => status(project).then(healthFrom, () => away)

function healthFrom({ exists, exit, current, pending, drift, lock }: Status): Health {
  if (!exists) return away
  const database = drift.length > 0 ? 'drifted' : lock === undefined ? 'ok' : 'busy with a run'
  const isWell = exit === 0 && database === 'ok'
  return { status: isWell ? 'ok' : 'not well', database, version, schema_revision: current.join(' ') || null, pending }
}
