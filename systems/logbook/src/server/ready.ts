import { type Project, status } from 'millwright'
import { notReady } from '../commands/problems.ts'

/** A program works on exactly the schema that it knows. @throws ORB204, and the engine's problems with the file itself */
export async function demandReady(project: Project, db: string): Promise<void> {
  const { exit, drift, pending } = await status(project)
  if (exit === 0) return
  if (drift.length > 0) throw notReady(db, drift.join('; '))
  throw notReady(db, pending > 0 ? `${pending} revisions are pending` : 'its last run is not finished')
}
