import { Cron } from 'croner'
import { recordEvent } from '../audit/record.ts'
import type { Desk } from '../http/desk.ts'
import { type Outside, type Task, tasksOf } from './tasks.ts'

/** The hospital's own work: what is due is done within a minute, whatever was missed meanwhile. */
export type Schedule = {
  /** Does what is due now; a call while another one is at work waits for that one and begins nothing. */
  readonly runDue: () => Promise<void>
  /** Begins nothing more, and waits for what is under way. A second call waits for the first. */
  readonly stop: () => Promise<void>
}

export type ScheduleOptions = Outside & {
  /** Gets the errors of tasks that failed. */
  readonly report: (error: unknown) => void
}

/** The name under which the hospital's own work stands in the audit log. */
const actor = 'schedule'

/** A task that failed is tried again after this long, and not at every minute. */
const retryMs = 15 * 60_000

/**
 * Does what is due at once, as after a night in which the server was off, and then looks every minute. What is due is told
 * by the database and the folders of backups, so it does not matter how often, or by how many processes, it is asked.
 */
export async function startSchedule(desk: Desk, { report, ...outside }: ScheduleOptions): Promise<Schedule> {
  const tasks = tasksOf(desk, actor, outside).map((task) => ({ task, notBefore: 0 }))
  let isStopped = false
  let underWay: Promise<void> | undefined

  const attempt = async (one: (typeof tasks)[number]): Promise<void> => {
    if (isStopped || Date.parse(desk.now()) < one.notBefore) return
    try {
      await one.task.runIfDue()
    } catch (error) {
      one.notBefore = Date.parse(desk.now()) + retryMs
      report(error)
      await tellFailure(desk, one.task, error).catch(report)
    }
  }
  const runAll = async (): Promise<void> => {
    for (const one of tasks) await attempt(one)
  }
  const runDue = (): Promise<void> => {
    underWay ??= runAll().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  await runDue()
  const clock = new Cron('0 * * * * *', { unref: true }, runDue)
  return {
    runDue,
    stop: async () => {
      isStopped = true
      clock.stop()
      await underWay
    },
  }
}

const tellFailure = ({ change }: Desk, { name }: Task, error: unknown): Promise<void> =>
  change({ actor }, (db, act) =>
    recordEvent(db, act, {
      type: 'System Error',
      status: 'Failed',
      description: `The scheduled work "${name}" failed; it is tried again in a quarter of an hour`,
      details: { task: name, reason: error instanceof Error ? error.message : String(error) },
    }),
  )
