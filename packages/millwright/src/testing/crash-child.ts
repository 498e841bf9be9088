/** One task in a process of its own: `node crash-child.ts '{"place":…,"task":…,"killAt":17}'`. Prints how it ended. */
import { readFileSync, writeSync } from 'node:fs'
import type { CallWatch, DriverCall } from './faulty-dialect.ts'
import { faultyDialect } from './faulty-dialect.ts'
import { openPlace, type Place, runTask, type Task, type TaskEnd } from './task.ts'

export type ChildOrder = {
  readonly place: Place
  readonly task: Task
  /** The call at which the process gets a signal; none when it is missing. */
  readonly at?: number
  readonly signal?: 'SIGKILL' | 'SIGSTOP'
  /** `before` the call is made (default), or `after` it has answered. */
  readonly phase?: 'before' | 'after'
}

export type ChildEnd = {
  readonly calls: readonly Omit<DriverCall, 'at'>[]
  readonly end?: TaskEnd
  readonly code?: string
  readonly memory: number
}

function watchOf({ at, signal = 'SIGKILL', phase = 'before' }: ChildOrder, calls: Omit<DriverCall, 'at'>[]): CallWatch {
  const strike = (call: DriverCall) => {
    if (call.at === at) process.kill(process.pid, signal)
  }
  return {
    before: (call) => {
      calls.push({ kind: call.kind, text: call.text })
      if (phase === 'before') strike(call)
    },
    after: (call) => {
      if (phase === 'after') strike(call)
    },
  }
}

async function main(order: ChildOrder): Promise<ChildEnd> {
  const calls: Omit<DriverCall, 'at'>[] = []
  const project = await openPlace(order.place)
  const watched = { ...project, dialect: faultyDialect(project.dialect, watchOf(order, calls)) }
  try {
    const { exit, verdict, run, why } = await runTask(watched, order.task)
    return {
      calls,
      end: {
        exit,
        ...(verdict === undefined ? {} : { verdict }),
        ...(run === undefined ? {} : { run }),
        ...(why === undefined ? {} : { why }),
      },
      memory: peakKilobytes(),
    }
  } catch (error) {
    return { calls, code: String((error as { code?: unknown }).code ?? error), memory: peakKilobytes() }
  }
}

writeSync(1, JSON.stringify(await main(JSON.parse(process.argv[2] as string) as ChildOrder)))

// A new process inherits the greatest size of the one that started it in `maxRSS`; Linux also keeps its own.
function peakKilobytes(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}
