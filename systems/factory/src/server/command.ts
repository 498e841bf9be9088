import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { isProblem } from 'millwright'
import { problemText } from '../database/problem-text.ts'
import { startServer } from './server.ts'

const usage = `Serves the figures of a factory as JSON, with their description and a page to try them, until Ctrl-C.

  npm run -s serve -w systems/factory -- --database URL [--port 8090] [--host 127.0.0.1] [--name HOST…] [--artefacts FOLDER]

  --database URL      postgres://… or pglite:<folder>; it is only read
  --port PORT         8090 unless said, or any other that is free; 0 for any
  --host HOST         where to listen; beyond the loopback FACTORY_TOKEN must be set, and callers send it as bearer token
  --name HOST         a name under which the server is asked for
  --artefacts FOLDER  what moves left beside their target, for the comparison with the legacy figures
`

const flags = {
  database: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  name: { type: 'string', multiple: true, default: [] as string[] },
  artefacts: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** `serve` from its command line to its exit code. */
export async function runServeCommand(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help) return say(process.stdout, usage, 0)
    const { database, host, name: names, artefacts } = values
    if (database === undefined) throw new RangeError('--database is missing.')
    const word = process.env['FACTORY_TOKEN'] || undefined
    const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`)
    await serve({ database, host, names, artefacts, word, report, port: portIn(values.port) })
    return 0
  } catch (error) {
    if (isProblem(error)) return say(process.stderr, problemText(error), error.exit)
    if (error instanceof TypeError || error instanceof RangeError)
      return say(process.stderr, `${error.message}\n\n${usage}`, 2)
    throw error
  }
}

async function serve(options: Parameters<typeof startServer>[0]): Promise<void> {
  const { url, stop } = await startServer(options)
  process.stdout.write(`Factory figures: ${url}/docs\n`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await stop()
}

function portIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new RangeError(`--port ${text}: use a number up to 65535.`)
}

function say(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}
