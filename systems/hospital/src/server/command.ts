import { isProblem } from 'millwright'
import { answered, write } from '../move/command.ts'
import { cwd } from '../move/near.ts'
import { parseServe, serveUsage } from './options.ts'
import { type ServeOptions, startServer } from './server.ts'

/** `serve` from its command line to its exit code: it ends when it is told to. */
export async function runServeCommand(args: readonly string[]): Promise<number> {
  const parsed = parseServe(args, cwd())
  if (parsed.kind === 'help') return write(process.stdout, serveUsage, 0)
  if (parsed.kind === 'mistake') return write(process.stderr, `${parsed.message}\n\n${serveUsage}`, 2)
  return await answered(false, () => serveUntilTold({ ...parsed.options, report }))
}

/** Serves until Ctrl-C or SIGTERM, then ends in order; a second signal ends at once. @throws HOSP401 to HOSP406 */
export async function serveUntilTold(options: ServeOptions): Promise<{ readonly exit: number; readonly text: string }> {
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const running = await startServer(options)
  process.stdout.write(greetingOf(running))
  await told
  process.stderr.write('\nEnding what is under way …\n')
  await running.stop()
  return { exit: 0, text: 'Stopped.\n' }
}

const greetingOf = ({ url, startUrl }: { readonly url: string; readonly startUrl: string }): string => `
The hospital is open at ${url}
  ${startUrl}
      signs you in as the local operator; it works once, within a quarter of an hour
  ${url}/docs
      the API, to read and to try
  Ctrl-C ends the server.
`

/** The server's own log: one line for what a code stands for, the whole trace for what nobody foresaw. */
export function report(error: unknown): void {
  const at = new Date().toISOString()
  if (isProblem(error)) process.stderr.write(`${at} ${error.code} ${error.text.what} ${error.text.next}\n`)
  else process.stderr.write(`${at} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
