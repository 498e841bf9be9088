import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createBackup,
  down,
  listBackups,
  openDatabase,
  type Project,
  proveBackup,
  restoreBackup,
  sql,
  status,
  type Status,
  up,
} from 'millwright'
import { logbookProject } from '../project.ts'
import { type Answer, projectOf } from './answer.ts'
import type { Ordered } from './parse.ts'

type Duty = { readonly label: string; readonly ok: boolean; readonly found: string }

/** How far the way back and forth goes on the copy: everything that came after it keeps every record on its way down. */
const turn = 'r15c'

/** What is due every month and before a release: the history, the newest backup, the whole way back and forth on a copy. */
export async function routine(ordered: Ordered): Promise<Answer> {
  const project = await projectOf(ordered)
  const stand = await status(project)
  const duties = [...historyDuties(stand), await backupDuty(project), await cycleDuty(project, stand)]
  const isWell = duties.every(({ ok }) => ok)
  const lines = duties.map(({ label, ok, found }) => `  ${ok ? 'ok    ' : 'LOOK  '}  ${label}: ${found}`)
  return {
    exit: isWell ? 0 : 4,
    lines: [...lines, isWell ? 'Nothing has to be looked at.' : 'Something has to be looked at.'],
    document: { duties },
  }
}

function historyDuties({ migrations, drift, heads, lastRun, current }: Status): readonly Duty[] {
  const odd = migrations.filter(({ state }) => state !== 'applied' && state !== 'pending')
  const pending = migrations.filter(({ state }) => state === 'pending')
  const isOver = lastRun === undefined || ['proved', 'applied', 'reverted'].includes(lastRun.state)
  return [
    {
      label: 'history',
      ok: odd.length === 0 && heads.length === 1,
      found:
        odd.map(({ id, state }) => `${id} is ${state}`).join(', ') ||
        `${migrations.length} revisions, at ${current.join(' ')}`,
    },
    { label: 'pending', ok: pending.length === 0, found: pending.map(({ id }) => id).join(', ') || 'none' },
    { label: 'drift', ok: drift.length === 0, found: drift.join('; ') || 'none' },
    { label: 'last run', ok: isOver, found: lastRun === undefined ? 'none' : `${lastRun.id} ${lastRun.state}` },
  ]
}

async function backupDuty(project: Project): Promise<Duty> {
  const [newest] = (await listBackups(project)).backups
  if (newest === undefined) return { label: 'newest backup', ok: false, found: 'none' }
  const { findings } = await proveBackup(project, newest.id)
  return {
    label: 'newest backup',
    ok: findings.length === 0,
    found: findings.map(({ message }) => message).join('; ') || `${newest.id} proved again`,
  }
}

/** Down and up on a copy; the records are the same afterwards, letter by letter. */
async function cycleDuty(project: Project, { current }: Status): Promise<Duty> {
  const label = 'back and forth on a copy'
  if ((current[0] ?? '') <= turn) return { label, ok: true, found: `not tried below ${turn}` }
  const folder = await mkdtemp(join(tmpdir(), 'logbook-routine-'))
  try {
    return { label, ...(await cycle(await copyOf(project, folder), current[0] ?? '')) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function copyOf(project: Project, folder: string): Promise<Project> {
  const { id } = await createBackup(
    { ...project, backups: join(folder, 'backups') },
    { reason: 'the monthly way back and forth' },
  )
  const copy = await logbookProject(join(folder, 'copy.db'), { params: project.params })
  await restoreBackup(copy, { id, yes: true })
  return copy
}

async function cycle(copy: Project, head: string): Promise<Pick<Duty, 'ok' | 'found'>> {
  const before = await recordsOf(copy)
  const back = await down(copy, { target: turn, yes: true, backup: false })
  const forth = await up(copy, { target: head, yes: true, backup: false })
  const verdicts = [back, forth].map((end) => ('verdict' in end ? end.verdict : 'nothing to do'))
  const isSame = (await recordsOf(copy)) === before
  return {
    ok: isSame && verdicts.every((word) => word === 'PROVED'),
    found: `${head} to ${turn} and back: ${verdicts.join(', ')}; records ${isSame ? 'the same' : 'NOT the same'}`,
  }
}

/** What the law wants kept, as one text. */
async function recordsOf(copy: Project): Promise<string> {
  const db = await openDatabase(copy, { readOnly: true })
  try {
    const lists = [
      await db.all(sql`select * from orb_entries order by id`),
      await db.all(sql`select id, recorded_at_utc, recorded_tz, engineer_name, engineer_title, tank_17p_gallons, tank_17s_gallons, remarks
        from weekly_soundings order by id`),
      await db.all(
        sql`select id, ticket_date, meter_start, meter_end, consumption_gallons, engineer_name from daily_fuel_tickets order by id`,
      ),
      await db.all(sql`select * from hitch_records order by id`),
    ]
    return JSON.stringify(lists, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  } finally {
    await db.close()
  }
}
