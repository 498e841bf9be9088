/**
 * `npm start`: the systems show themselves, one after the other, each in a process of its own: the hospital moves out of its
 * files, the factory and the spare parts into their new models, a ship's book comes to its newest revision; then the hospital
 * is served until Ctrl-C.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const usage = `Moves three invented businesses into fresh databases, brings a ship's book to its newest revision, proves all four, and
serves the first on this machine until Ctrl-C.

  npm start [-- [--once] [--port 8080] [--system NAME]]
      --once           ends after the moves
      --port PORT      where to serve; without it 8080, or any other port that is free
      --system NAME    hospital, factory, abparts or logbook alone; the hospital and the factory are served then
`

const root = fileURLToPath(new URL('..', import.meta.url))
const nodeFlags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
/** A program with its arguments. */
type Program = readonly string[]

/** What each system shows, and how it is served where it can be. */
const systems: Readonly<Record<string, { readonly shows: Program; readonly serves?: Program }>> = {
  hospital: {
    shows: ['systems/hospital/src/start.ts', '--once'],
    serves: ['systems/hospital/src/serve.ts', '--db', 'systems/hospital/.millwright/start/hospital.db'],
  },
  factory: {
    shows: ['systems/factory/src/start.ts'],
    serves: ['systems/factory/src/serve.ts', '--database', 'pglite:systems/factory/.millwright/start/factory'],
  },
  abparts: { shows: ['systems/abparts/src/start.ts'] },
  logbook: { shows: ['systems/logbook/src/start.ts'] },
}

let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => forward(signal))

async function main(args: string[]): Promise<number> {
  const flags = flagsIn(args)
  if (flags === undefined) return say(process.stderr, usage, 2)
  if (flags.help === true) return say(process.stdout, usage, 0)
  for (const program of programsFor(flags)) {
    const code = await run(program)
    if (code !== 0) return code
  }
  return 0
}

type Flags = NonNullable<ReturnType<typeof flagsIn>>

function programsFor({ system, once, port }: Flags): readonly Program[] {
  const shown = system === undefined ? Object.values(systems) : [systems[system] as (typeof systems)[string]]
  const serves = once === true ? undefined : shown[0]?.serves
  const programs = shown.map(({ shows }) => shows)
  return serves === undefined ? programs : [...programs, [...serves, ...portOf(port)]]
}

function flagsIn(args: string[]) {
  try {
    const options = {
      once: { type: 'boolean' },
      port: { type: 'string' },
      system: { type: 'string' },
      help: { type: 'boolean' },
    } as const
    const { values } = parseArgs({ args, options, strict: true })
    const isPort = values.port === undefined || (/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535)
    const isSystem = values.system === undefined || Object.hasOwn(systems, values.system)
    return isPort && isSystem ? values : undefined
  } catch {
    return undefined
  }
}

function portOf(port: string | undefined): readonly string[] {
  return port === undefined ? [] : ['--port', port]
}

/** Paths are meant from the root, wherever npm was called. */
function run(program: Program): Promise<number> {
  const child = spawn(process.execPath, [...nodeFlags, ...program], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, INIT_CWD: root },
  })
  running = child
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done(code ?? 1))
  })
}

/** A terminal sends Ctrl-C to the child as well; anybody else only knows this process. */
function forward(signal: NodeJS.Signals): void {
  if (process.stdin.isTTY !== true || signal !== 'SIGINT') running?.kill(signal)
}

function say(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}

process.exitCode = await main(process.argv.slice(2))
