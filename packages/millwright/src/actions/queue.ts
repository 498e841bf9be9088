import { wordsOf } from '../kernel/problem.ts'
import type { ChunkExecutor } from '../run/executor/executor.ts'
import { queueMissing } from './problems.ts'
import type { Project } from './project.ts'

/** More sessions than this seldom make one table quicker, and a server gives few away. */
const usualAtOnce = 4

export const atOnceOf = ({ config }: Project): number => config.workers?.atOnce ?? usualAtOnce

const usualSilenceSeconds = 30

/** How long a worker may be silent. */
export const silenceMsOf = ({ config }: Project): number =>
  (config.workers?.silenceSeconds ?? usualSilenceSeconds) * 1000

export type QueueOrder = {
  readonly name: string
  readonly isSupervisor: boolean
  readonly onTrouble?: (words: string) => void
}

/** Opens the queue of a project's parts. @throws CONF110 when what it is made of is not installed */
export async function openQueue(
  project: Project,
  { name, isSupervisor, onTrouble }: QueueOrder,
): Promise<ChunkExecutor> {
  const { PgBossExecutor } = await import('../run/executor/pg-boss.ts')
  const { dialect, url, config } = project
  const { queue = url } = config.workers ?? {}
  try {
    return await PgBossExecutor.open({
      url: queue,
      queue: name,
      isSupervisor,
      atOnce: atOnceOf(project),
      mayPass: (error) => ['busy', 'lost'].includes(dialect.failure(error)),
      silenceSeconds: silenceMsOf(project) / 1000,
      ...(onTrouble === undefined ? {} : { onTrouble: (error: unknown) => onTrouble(wordsOf(error)) }),
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw queueMissing()
    throw error
  }
}
