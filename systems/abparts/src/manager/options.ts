import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProject, type Params, type Project, type RunEvent } from 'millwright'
import { type MoveDecisions, paramsOf } from '../move/params.ts'
import type { LogLevel } from '../reports/log.ts'
import type { StepReport } from '../reports/steps.ts'

export const home = fileURLToPath(new URL('../..', import.meta.url))

/** Where the database is, where files go, and what was decided about the data. */
export type ManagerOptions = {
  /** `postgres://…` or `pglite:<folder>`; without it, the database of `millwright.config.ts`. */
  readonly url?: string
  /** The folder of `backups/`, `reports/` and `logs/`; without it, that of this system. */
  readonly directory?: string
  readonly decisions?: MoveDecisions
  readonly logLevel?: LogLevel
  /** Where relative paths are meant from; without it, where the program was started. */
  readonly cwd?: string
  /** For tests: what stands between a migration and its database, such as one that lets a call fail. */
  readonly dialect?: (dialect: Project['dialect']) => Project['dialect']
}

/** News of a migration: a step of the eleven, or an event of the engine's run. */
export type ManagerEvent =
  | { readonly type: 'step'; readonly step: StepReport }
  | { readonly type: 'run'; readonly event: RunEvent }

export type RunFlags = {
  /** On a copy; the database itself is proved to be unchanged. */
  readonly dryRun?: boolean
  /** Findings of the first step are reported and do not stop; LEG-04, 05 and 14 still do. */
  readonly skipValidation?: boolean
  /** Without the first step; said in the ledger and in the report. */
  readonly force?: boolean
  /** Aborted, the run pauses at its next batch. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: ManagerEvent) => void
}

export type Places = { readonly backups: string; readonly reports: string; readonly logs: string }

export function placesOf(options: ManagerOptions): Places {
  const root = rootOf(options)
  return { backups: join(root, 'backups'), reports: join(root, 'reports'), logs: join(root, 'logs') }
}

const rootOf = ({ directory, cwd = process.cwd() }: ManagerOptions): string =>
  directory === undefined ? home : resolve(cwd, directory)

/** The project on a database. What was asked for is part of the parameters, and so of the plan and the ledger. */
export async function projectOf(options: ManagerOptions, flags: RunFlags = {}): Promise<Project> {
  const { url, cwd = process.cwd(), dialect = (found) => found } = options
  const project = await openProject({
    config: join(home, 'millwright.config.ts'),
    params: paramsFor(options, flags),
    ...(url === undefined ? {} : { url, cwd }),
  })
  const engine = join(rootOf(options), '.millwright')
  return {
    ...project,
    dialect: dialect(project.dialect),
    reports: join(engine, 'reports'),
    backups: join(engine, 'backups'),
  }
}

const paramsFor = ({ decisions = {} }: ManagerOptions, { force, skipValidation }: RunFlags): Params => ({
  ...paramsOf(decisions),
  ...(force === true ? { force: 'validation and rehearsal were skipped' } : {}),
  ...(skipValidation === true ? { skipValidation: 'findings of the validation did not stop it' } : {}),
})
