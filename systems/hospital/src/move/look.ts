import { type Connection, openDatabase, type Project } from 'millwright'
import { readFigures, type StepFigures } from './ledger.ts'

/** Asks a database something and closes it; nothing can be changed. */
export async function lookAt<T>(project: Project, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await openDatabase(project, { readOnly: true })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** The steps whose figures stand in the report by register. */
const movedSteps = ['ocm', 'ppm', 'training'] as const

export async function figuresOf(db: Connection, run: string): Promise<Readonly<Record<string, StepFigures>>> {
  const figures: Record<string, StepFigures> = {}
  for (const step of movedSteps) figures[step] = await readFigures(db, run, step)
  return figures
}
