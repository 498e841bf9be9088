import { listBackups } from 'millwright'
import { type Health, lookAtHealth } from '../health/look.ts'
import { runningAt } from '../server/mark.ts'
import { logbookProject } from '../project.ts'
import type { Answer } from './answer.ts'
import { numberIn, type Ordered } from './parse.ts'

/** Whether the program can work, and whether there is a backup that is young enough; 4 when not. */
export async function lookAtHealthOf(ordered: Ordered): Promise<Answer> {
  const hours = numberIn(ordered, 'backup-hours', { least: 1, most: 100_000, usual: 168 })
  const project = await logbookProject(ordered.db)
  const health = await lookAtHealth(project)
  const [newest] = (await listBackups(project)).backups
  const age = newest === undefined ? null : Math.floor((Date.now() - Date.parse(newest.createdAt)) / 3_600_000)
  const served = (await runningAt(ordered.db)) ?? null
  const isYoung = age !== null && age < hours
  const isWell = health.status === 'ok' && isYoung
  const backup = { id: newest?.id ?? null, age, hours, isYoung }
  const document = { ...health, backup: backup.id, backup_age_hours: age, served }
  return { exit: isWell ? 0 : 4, lines: linesOf(health, backup, served), document }
}

type BackupAge = {
  readonly id: string | null
  readonly age: number | null
  readonly hours: number
  readonly isYoung: boolean
}

const linesOf = (health: Health, { id, age, hours, isYoung }: BackupAge, served: string | null): readonly string[] => [
  `status: ${health.status}`,
  `  database: ${health.database}, at ${health.schema_revision ?? 'no revision'}, ${health.pending} pending`,
  `  newest backup: ${id === null ? 'none' : `${id}, ${age} hours old`}${isYoung ? '' : ` (should be younger than ${hours} hours)`}`,
  `  served: ${served ?? 'no'}`,
]
