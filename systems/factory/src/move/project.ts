import { fileURLToPath } from 'node:url'
import { openProject, type Project } from 'millwright'
import type { Profile } from './facts.ts'

const config = fileURLToPath(new URL('../../millwright.config.ts', import.meta.url))

export type MoveParams = {
  readonly source: string
  readonly from: string
  readonly to: string
  /** Tables, with commas between them, of which it is accepted that something stays behind. */
  readonly accept: string
  readonly password?: 'drop'
  readonly sessions?: 'drop' | 'unexpired'
  readonly zones?: string
  readonly profile?: Profile
  /** What the mapping file says, as its text. */
  readonly mapping?: string
}

/** The target as a project of the engine, with what was decided about the move. */
export const factoryProject = (target: string, params?: MoveParams): Promise<Project> =>
  openProject({ url: target, config, ...(params === undefined ? {} : { params }) })
