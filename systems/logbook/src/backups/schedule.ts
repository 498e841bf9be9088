import { createBackup, listBackups, type Project, pruneBackups } from 'millwright'

/** The server's own backups: made when the newest one has grown too old, whoever made that one. */
export type BackupSchedule = {
  /** Makes one if it is due. A call while another one is at work waits for that one. */
  readonly runDue: () => Promise<void>
  /** Begins nothing more, and waits for what is under way. */
  readonly stop: () => Promise<void>
}

export type ScheduleOptions = {
  /** How old the newest backup may become. */
  readonly hours: number
  readonly now: () => string
  /** Gets the error of a backup that failed; it is tried again. */
  readonly report: (error: unknown) => void
}

const minute = 60_000

/** What failed is tried again after this long, and not every minute. */
const retryMs = 15 * minute

/** Looks at once, as after a night in which the server was off, and then every minute. */
export async function scheduleBackups(project: Project, options: ScheduleOptions): Promise<BackupSchedule> {
  const { hours, now, report } = options
  let [isStopped, notBefore] = [false, 0]
  let underWay: Promise<void> | undefined
  const attempt = async (): Promise<void> => {
    const at = Date.parse(now())
    if (isStopped || at < notBefore) return
    try {
      if (await isDue(project, hours, at)) await makeOne(project)
    } catch (error) {
      notBefore = at + retryMs
      report(error)
    }
  }
  const runDue = (): Promise<void> =>
    (underWay ??= attempt().finally(() => {
      underWay = undefined
    }))
  await runDue()
  const timer = setInterval(() => void runDue(), minute)
  timer.unref()
  return {
    runDue,
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await underWay
    },
  }
}

async function isDue(project: Project, hours: number, at: number): Promise<boolean> {
  const age = await backupAge(project, at)
  return age === null || age >= hours
}

/** The hours since the newest backup was made; null when there is none. */
export async function backupAge(project: Project, at: number): Promise<number | null> {
  const [newest] = (await listBackups(project)).backups
  return newest === undefined ? null : Math.floor((at - Date.parse(newest.createdAt)) / (60 * minute))
}

/** Those that are neither among the newest nor young go; what a run needs for its way back stays. */
async function makeOne(project: Project): Promise<void> {
  await createBackup(project, { reason: 'by the schedule of the server' })
  await pruneBackups(project, { yes: true })
}
