import { listBackups, type Project, restoreBackup } from 'millwright'
import { lookAtHealth } from '../health/look.ts'
import { logbookProject } from '../project.ts'
import type { Answer } from './answer.ts'
import { demandStopped } from './apply.ts'
import { type Ordered, textIn } from './parse.ts'
import { noBackup } from './problems.ts'

/** Puts a proved backup in the book's place; the book of now stays beside it under another name. @throws ORB203, ORB206, and the engine's */
export async function restore(ordered: Ordered): Promise<Answer> {
  const project = await logbookProject(ordered.db)
  await demandStopped(ordered.db)
  const wanted = textIn(ordered, 'id') ?? 'latest'
  const id = wanted === 'latest' ? await newestOf(project) : wanted
  const { aside } = await restoreBackup(project, { id, yes: ordered.values['yes'] === true })
  const health = await lookAtHealth(project)
  const lines = [
    `${id} stands in place, compared table by table.`,
    ...(aside === undefined ? [] : [`  the book of before: ${aside}`]),
    `  at ${health.schema_revision ?? 'no revision'}, ${health.pending} pending`,
  ]
  return { exit: 0, lines, document: { id, aside: aside ?? null, health } }
}

async function newestOf(project: Project): Promise<string> {
  const [newest] = (await listBackups(project)).backups
  if (newest === undefined) throw noBackup(project.backups)
  return newest.id
}
