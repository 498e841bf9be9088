import { isProblem } from 'millwright'
import { startServer } from '../server/server.ts'
import { type Answer, projectOf } from './answer.ts'
import { numberIn, type Ordered, textIn } from './parse.ts'

/** Serves until Ctrl-C, SIGTERM or `stop`, then ends in order. @throws ORB201, ORB203 to ORB205 */
export async function serve(ordered: Ordered): Promise<Answer> {
  await projectOf(ordered)
  const { values, db } = ordered
  const names = Array.isArray(values['name']) ? (values['name'] as readonly string[]) : []
  const port =
    values['port'] === undefined ? undefined : numberIn(ordered, 'port', { least: 0, most: 65_535, usual: 0 })
  const every = numberIn(ordered, 'backup-every', { least: 0, most: 10_000, usual: 24 })
  const backupHours = every === 0 ? undefined : every
  const host = textIn(ordered, 'host') ?? '127.0.0.1'
  const running = await startServer({
    db,
    port,
    host,
    names,
    report,
    backupHours,
    readImage: textIn(ordered, 'read-image'),
  })
  process.stdout.write(
    `The book is open at ${running.url}\n  ${running.startUrl}\n      signs you in as the local operator; it works once, within a quarter of an hour\n`,
  )
  await Promise.race([signalled(), running.told])
  await running.stop()
  return { exit: 0, lines: ['Stopped.'], document: { stopped: running.url } }
}

const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** The server's own log: one line for what a code stands for, the whole trace for what nobody foresaw. */
function report(error: unknown): void {
  const words = isProblem(error)
    ? `${error.code} ${error.text.what}`
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error)
  process.stderr.write(`${new Date().toISOString()} ${words}\n`)
}
