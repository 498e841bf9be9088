import { isProblem } from 'millwright'
import { onDatabase } from '../database/engine.ts'
import { projectOf } from '../manager/options.ts'
import { installProtocols, removeProtocols } from '../protocols/install.ts'
import { addSamples, type Sampled } from '../protocols/samples.ts'
import { startServer } from '../server/server.ts'
import type { Answer } from './answer.ts'
import type { Io } from './io.ts'
import { type Command, portIn, textIn } from './parse.ts'

/** Adds the protocols, or takes them back. */
export async function runProtocols({ options, values }: Command): Promise<Answer> {
  if (values['remove'] === true) {
    const removed = await removeProtocols(options, { yes: values['yes'] === true })
    return { document: removed, text: `verdict: ${removed.verdict} (${removed.reason})\n`, exit: removed.exit_code }
  }
  const flags = { repair: values['repair'] === true, recreate: values['recreate'] === true }
  const installed = await installProtocols(options, flags)
  const samples = values['samples'] === true ? await sampled(options) : undefined
  const { tables, columns, added_columns: added, foreign_keys: keys, indexes } = installed.inventory
  const lines = [
    `verdict: ${installed.verdict} (${installed.reason})`,
    ...installed.made.map((what) => `made:    ${what}`),
    `there:   ${tables} tables, ${columns} columns, ${added} added columns, ${keys} foreign keys, ${indexes} indexes`,
    ...(samples === undefined ? [] : [sampleWords(samples)]),
  ]
  return {
    document: { ...installed, samples: samples ?? null },
    text: `${lines.join('\n')}\n`,
    exit: installed.exit_code,
  }
}

const sampleWords = ({ added, without_part: open }: Sampled): string =>
  `samples: ${added} protocols added${open === 0 ? '' : `; ${open} of their items use a part that only you can name`}`

const sampled = async (options: Command['options']): Promise<Sampled> =>
  onDatabase(await projectOf(options), (db) => db.transaction(addSamples))

/** Serves until somebody ends it. */
export async function runServe({ options, values }: Command, { signal, screen }: Io): Promise<Answer> {
  const told = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  const running = await startServer(options, {
    port: portIn(values),
    host: textIn(values, 'host') ?? '127.0.0.1',
    names: [],
    report,
  })
  screen.write(greetingOf(running))
  await told
  await running.stop()
  return { document: { stopped: true }, text: 'Stopped.\n', exit: 0 }
}

const greetingOf = ({ url, startUrl }: { readonly url: string; readonly startUrl: string }): string => `
The spare parts are open at ${url}
  ${startUrl}
      signs you in as the first super_admin; it works once, within a quarter of an hour
  ${url}/docs
      the interface, to read and to try
  Ctrl-C ends the server.
`

/** The server's own log: one line for what a code stands for, the whole trace for what nobody foresaw. */
function report(error: unknown): void {
  const words = isProblem(error)
    ? `${error.code} ${error.text.what}`
    : error instanceof Error
      ? error.stack
      : String(error)
  process.stderr.write(`${new Date().toISOString()} ${words}\n`)
}
