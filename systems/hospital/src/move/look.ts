import { type Connection, openDatabase, type Project, sql } from 'millwright'
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

const tableOfStep = {
  departments: 'departments',
  'department machines': 'department_machines',
  ocm: 'ocm_equipment',
  ppm: 'ppm_equipment',
  training: 'training_records',
  'training assignments': 'training_assignments',
  settings: 'settings',
  roles: 'roles',
  permissions: 'permissions',
  'permissions of roles': 'role_permissions',
  users: 'users',
  'audit log': 'audit_log',
  'push subscriptions': 'push_subscriptions',
} as const

/** How many rows stand in the table of each step. */
export async function countRows(db: Connection): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const [step, table] of Object.entries(tableOfStep)) {
    const row = await db.get(sql`select count(*) as n from ${sql.id(table)}`)
    counts[step] = Number(row?.['n'])
  }
  return counts
}
