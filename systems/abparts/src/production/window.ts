import { hostname } from 'node:os'
import { createBackup, type Project, rehearse, type RunResult } from 'millwright'
import { onDatabase } from '../database/engine.ts'
import { rehearsalFailed } from './problems.ts'

/** How long the application will have to rest, and what says so. */
export type Window = {
  /** The quickest that a rehearsal and the backup allow. */
  readonly low_ms: number
  /** The slowest of them, doubled: a rehearsal has its copy to itself. */
  readonly high_ms: number
  /** What to announce, in whole minutes, never under five: the operator's own commands and a look take time as well. */
  readonly announce_minutes: number
  readonly rests_on: Basis
}

export type Basis = {
  readonly host: string
  readonly rehearsals: readonly Rehearsed[]
  /** Making and proving a backup of the database as it is. */
  readonly backup_ms: number
  readonly backup_id: string
  /** Rows of the tables that the migrations touch; the time grows with those of machines and transactions. */
  readonly rows: Readonly<Record<string, number>>
}

export type Rehearsed = {
  readonly run: string
  readonly ms: number
  readonly migrations: readonly { readonly id: string; readonly ms: number }[]
}

const touched = ['organizations', 'machines', 'transactions', 'part_usage'] as const
const leastMinutes = 5
const margin = 2

export type Rehearsing = { readonly target: string; readonly times: number }

/** Backs the database up, rehearses on copies of it, and reckons from that. @throws ABP521 when a rehearsal is not proved */
export async function estimateWindow(project: Project, { target, times }: Rehearsing): Promise<Window> {
  const rows = await countTouched(project)
  const began = performance.now()
  const { id } = await createBackup(project, { reason: 'before the maintenance protocols' })
  const backup = performance.now() - began
  const rehearsals: Rehearsed[] = []
  for (let done = 0; done < times; done++) rehearsals.push(rehearsedOf(await proved(project, target)))
  const times_ms = rehearsals.map(({ ms }) => ms + backup)
  const [low, high] = [Math.min(...times_ms), margin * Math.max(...times_ms)]
  return {
    low_ms: Math.round(low),
    high_ms: Math.round(high),
    announce_minutes: Math.max(leastMinutes, Math.ceil(high / 60_000)),
    rests_on: { host: hostname(), rehearsals, backup_ms: Math.round(backup), backup_id: id, rows },
  }
}

async function proved(project: Project, target: string): Promise<RunResult> {
  const result = await rehearse(project, { target })
  if (result.exit !== 0) throw rehearsalFailed(project.target, `${result.verdict}, ${result.why}`)
  return result
}

const rehearsedOf = ({ report: { run, items } }: RunResult): Rehearsed => ({
  run: run.id,
  ms: Math.round(run.ms ?? 0),
  migrations: items.map(({ migration, ms }) => ({ id: migration, ms: Math.round(ms ?? 0) })),
})

const countTouched = (project: Project): Promise<Readonly<Record<string, number>>> =>
  onDatabase(project, async (db) => {
    const counts = touched.map((table) => `(select count(*) from ${table}) as ${table}`)
    const [row = {}] = await db.query(`select ${counts.join(', ')}`)
    return Object.fromEntries(touched.map((table) => [table, Number(row[table])]))
  })

/** As `12 s to 1 min 5 s`. */
export const windowWords = ({ low_ms: low, high_ms: high }: Window): string => `${timeWords(low)} to ${timeWords(high)}`

function timeWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  return [...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 || minutes === 0 ? [`${rest} s`] : [])].join(' ')
}
