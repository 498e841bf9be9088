import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Row } from '../kernel/value.ts'
import { badMove, noSuchRun, severalRuns } from './problems.ts'
import { canMove, type RunState, type Verdict } from './states.ts'

/** One execution of a plan, as the ledger keeps it. `document` is the plan itself, as JSON. */
export type Run = {
  readonly id: string
  readonly state: RunState
  readonly verdict: Verdict | undefined
  readonly why: string | undefined
  readonly plan: string
  readonly document: string
  readonly command: string
  readonly actor: string
  readonly request: 'pause' | undefined
  readonly startedAt: string
  readonly finishedAt: string | undefined
  readonly backup: string | undefined
  readonly version: string
}

export type NewRun = Pick<Run, 'id' | 'plan' | 'document' | 'command' | 'actor' | 'startedAt' | 'version'>

export const insertRun = async (tx: Queries, run: NewRun): Promise<void> => {
  await tx.run(sql`insert into millwright_run (id, seq, state, plan, document, command, actor, started_at, version)
    values (${run.id}, (select coalesce(max(seq), 0) + 1 from millwright_run), 'planned', ${run.plan}, ${run.document},
      ${run.command}, ${run.actor}, ${run.startedAt}, ${run.version})`)
}

/** All runs, the newest first. Their documents are left empty: a plan may be long, and there may be many. */
export const readRuns = async (db: Queries): Promise<readonly Run[]> => {
  const rows =
    await db.all(sql`select id, state, verdict, why, plan, '' as document, command, actor, request, started_at,
    finished_at, backup, version from millwright_run order by seq desc`)
  return rows.map(runOf)
}

/** The newest run, with as little reading as that takes. */
export const readNewest = async (db: Queries): Promise<Pick<Run, 'id' | 'state'> | undefined> => {
  const row = await db.get(sql`select id, state from millwright_run order by seq desc limit 1`)
  return row === undefined ? undefined : { id: row['id'] as string, state: row['state'] as RunState }
}

/** @throws RUN105 when there is none */
export async function readRun(db: Queries, id: string): Promise<Run> {
  const row = await db.get(sql`select * from millwright_run where id = ${id}`)
  if (row === undefined) throw noSuchRun(id)
  return runOf(row)
}

/** The newest run, or the one whose identifier starts with the given text. @throws RUN105 for none, RUN108 for several */
export async function findRun(db: Queries, idPrefix?: string): Promise<Run> {
  const fitting = (await readRuns(db)).filter(({ id }) => idPrefix === undefined || id.startsWith(idPrefix))
  const found = fitting.find(({ id }) => id === idPrefix) ?? fitting[0]
  if (found === undefined) throw noSuchRun(idPrefix ?? '(any)')
  if (idPrefix !== undefined && found.id !== idPrefix && fitting.length > 1)
    throw severalRuns(
      idPrefix,
      fitting.map(({ id }) => id),
    )
  return readRun(db, found.id)
}

/** Moves a run to another state if the table of moves allows it. @throws RUN103 otherwise */
export async function moveRun(tx: Queries, id: string, to: RunState): Promise<void> {
  const { state } = await readRun(tx, id)
  if (state === to) return
  if (!canMove(state, to)) throw badMove(id, state, to)
  await tx.run(sql`update millwright_run set state = ${to} where id = ${id}`)
}

export const endRun = async (
  tx: Queries,
  id: string,
  end: { verdict: Verdict; why: string; at: string },
): Promise<void> => {
  await tx.run(
    sql`update millwright_run set verdict = ${end.verdict}, why = ${end.why}, finished_at = ${end.at}, request = null where id = ${id}`,
  )
}

export const setBackup = async (tx: Queries, id: string, backup: string): Promise<void> => {
  await tx.run(sql`update millwright_run set backup = ${backup} where id = ${id}`)
}

/** Asks a run to pause at its next batch boundary; the runner reads this between batches. */
export const requestPause = async (db: Queries, id: string): Promise<void> => {
  await db.run(sql`update millwright_run set request = 'pause' where id = ${id}`)
}

export const clearRequest = async (tx: Queries, id: string): Promise<void> => {
  await tx.run(sql`update millwright_run set request = null where id = ${id}`)
}

export const isPauseRequested = async (db: Queries, id: string): Promise<boolean> =>
  (await db.get(sql`select request from millwright_run where id = ${id}`))?.['request'] === 'pause'

const text = (row: Row, name: string): string | undefined => (row[name] as string | null) ?? undefined

const runOf = (row: Row): Run => ({
  id: row['id'] as string,
  state: row['state'] as RunState,
  verdict: text(row, 'verdict') as Verdict | undefined,
  why: text(row, 'why'),
  plan: row['plan'] as string,
  document: row['document'] as string,
  command: row['command'] as string,
  actor: row['actor'] as string,
  request: text(row, 'request') as 'pause' | undefined,
  startedAt: row['started_at'] as string,
  finishedAt: text(row, 'finished_at'),
  backup: text(row, 'backup'),
  version: row['version'] as string,
})

/** How many runs there are; used to number things. */
export const countRuns = async (db: Queries): Promise<number> =>
  countOf((await db.get(sql`select count(*) as n from millwright_run`))?.['n'])
