import type { Verdict } from '../../ledger/states.ts'
import { silentCommand } from '../problems.ts'
import type { Ended } from './child.ts'
import type { Job, JobProblem } from './job.ts'

type End = Pick<Job, 'exit' | 'run' | 'verdict' | 'why' | 'problem' | 'result'>

type Printed = {
  readonly error?: JobProblem
  readonly run?: string
  readonly verdict?: Verdict
  readonly why?: string
  readonly report?: unknown
}

/** What a command's one document says: a problem, a run's verdict, or an answer of its own kind. */
export function endOf({ exit, document }: Ended): End {
  const printed = (typeof document === 'object' ? document : undefined) as Printed | null | undefined
  if (printed === undefined || printed === null) return { exit, problem: silent(exit) }
  if (printed.error !== undefined) return { exit, problem: printed.error }
  const { run, verdict, why, report } = printed
  if (run === undefined || verdict === undefined) return { exit, result: document }
  return {
    exit,
    run,
    verdict,
    ...(why === undefined ? {} : { why }),
    ...(report === undefined ? { result: document } : {}),
  }
}

/** The engine's own questions: answered with a typed yes. */
export const isQuestion = (problem: JobProblem | undefined): boolean =>
  problem?.code === 'RUN122' || problem?.code === 'RUN126'

function silent(exit: number): JobProblem {
  const { code, text } = silentCommand(exit)
  return { code, ...text, does: null }
}
