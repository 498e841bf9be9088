import { parseArgs } from 'node:util'
import { type Parsed, pathIn } from '../move/options.ts'

export const serveUsage = `Serves the hospital's API and its pages.

  npm run -s serve -w systems/hospital -- --db FILE [--port 8080] [--host 127.0.0.1] [--name HOST]
      --port PORT      where to listen; without it 8080, or any other port that is free
      --host ADDRESS   where to listen; the loopback unless said, so that only this machine reaches it
      --name HOST      a name under which browsers may ask for it, as behind a proxy; may be repeated
`

export type ServeFlags = {
  readonly db: string
  readonly port: number | undefined
  readonly host: string
  readonly names: readonly string[]
}

const flags = {
  db: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  name: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean' },
} as const

/** Reads the command line. Anything unknown, left over or without its value is a mistake, and nothing runs. */
export function parseServe(args: readonly string[], cwd: string): Parsed<ServeFlags> {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    const { host, name: names } = values
    const port = values.port === undefined ? undefined : portIn(values.port)
    return { kind: 'run', options: { db: pathIn(values, 'db', cwd), port, host, names } }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}

/** @throws RangeError for what is no port */
export function portIn(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new RangeError(`--port ${text}: use a number from 0 to 65535.`)
}
