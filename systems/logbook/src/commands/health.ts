import { listBackups } from 'millwright'
import { type Health, lookAtHealth, oldestBackup } from '../health/look.ts'
import { logbookProject } from '../project.ts'
import { runningAt } from '../server/mark.ts'
import type { Answer } from './answer.ts'
import { numberIn, type Ordered } from './parse.ts'

/** Whether the program can work, and whether there is a backup that is young enough; 4 when not. */
export async function lookAtHealthOf(ordered: Ordered): Promise<Answer> {
  const hours = numberIn(ordered, 'backup-hours', { least: 1, most: 100_000, usual: oldestBackup })
  const project = await logbookProject(ordered.db)
  const health = await lookAtHealth(project, Date.now(), hours)
  const [newest] = (await listBackups(project)).backups
  const served = (await runningAt(ordered.db)) ?? null
  const isWell = health.status === 'ok' && health.warnings.length === 0
  const about = { backup: newest?.id ?? null, hours, served }
  return { exit: isWell ? 0 : 4, lines: linesOf(health, about), document: { ...health, backup: about.backup, served } }
}

type About = { readonly backup: string | null; readonly hours: number; readonly served: string | null }

const linesOf = (health: Health, { backup, hours, served }: About): readonly string[] => [
  `status: ${health.status}`,
  `  database: ${health.database}, at ${health.schema_revision ?? 'no revision'}, ${health.pending} pending`,
  `  last run: ${health.last_run ?? 'none'}`,
  `  newest backup: ${backup === null ? 'none' : `${backup}, ${health.backup_age_hours} hours old`}${health.warnings.length === 0 ? '' : ` (should be younger than ${hours} hours)`}`,
  `  served: ${served ?? 'no'}`,
]
