import { down } from '../actions/down.ts'
import { openProject, type Project, type ProjectFlags } from '../actions/project.ts'
import { resumeRun } from '../actions/resume.ts'
import { rollback } from '../actions/rollback.ts'
import { up } from '../actions/up.ts'
import type { OnConflict } from '../steps/undo.ts'

/** What a person types, as a value: a command with the flags that matter here. */
export type Task = {
  readonly command: 'up' | 'down' | 'rollback' | 'resume'
  readonly target?: string
  readonly run?: string
  readonly onConflict?: OnConflict
  readonly maxRejects?: number
}

export type TaskEnd = { readonly exit: number; readonly verdict?: string; readonly run?: string; readonly why?: string }

/** Does what a command does, confirmed and without a backup. */
export async function runTask(project: Project, task: Task): Promise<TaskEnd> {
  const { command, ...flags } = task
  const order = { ...flags, yes: true, backup: false }
  if (command === 'up') return up(project, order)
  if (command === 'down') return down(project, order)
  return command === 'resume' ? resumeRun(project, order) : rollback(project, order)
}

/** Where a test's project is: a folder of migrations, a database file, everything else beside the database. */
export type Place = Pick<ProjectFlags, 'cwd' | 'config' | 'url' | 'migrations' | 'params'>

export const openPlace = (place: Place): Promise<Project> => openProject(place)
