/**
 * `npm start`: the systems show themselves, one after the other, each in a process of its own: the hospital moves out of its
 * files, the factory and the spare parts into their new models, a ship's book comes to its newest revision. Then a dashboard
 * shows all of them until Ctrl-C, and the hospital's own server stands beside it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const usage = `Moves three invented businesses into fresh databases, brings a ship's book to its newest revision, proves all four, and
shows them in a dashboard on this machine until Ctrl-C; open the link that it prints.

  npm start [-- [--once] [--port 4747] [--system NAME]]
      --once           ends after the moves
      --port PORT      where the dashboard is; without it 4747, or any other port that is free
      --system NAME    hospital, factory, abparts or logbook alone
`

const root = fileURLToPath(new URL('..', import.meta.url))
const nodeFlags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
/** A program with its arguments. */
type Program = readonly string[]

/** What each system shows, and the server of its own that stands beside the dashboard where one can. */
const systems: Readonly<Record<string, { readonly shows: Program; readonly serves?: Program }>> = {
  hospital: {
    shows: ['systems/hospital/src/start.ts', '--once'],
    serves: ['systems/hospital/src/serve.ts', '--db', 'systems/hospital/.millwright/start/hospital.db'],
  },
  factory: { shows: ['systems/factory/src/start.ts'] },
  abparts: { shows: ['systems/abparts/src/start.ts'] },
  logbook: { shows: ['systems/logbook/src/start.ts'] },
}

const pages = '.cache/pages'
const running = new Set<ChildProcess>()
let isEnding = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => forward(signal))

async function main(args: string[]): Promise<number> {
  const flags = flagsIn(args)
  if (flags === undefined) return say(process.stderr, usage, 2)
  if (flags.help === true) return say(process.stdout, usage, 0)
  const names = flags.system === undefined ? Object.keys(systems) : [flags.system]
  for (const program of [...names.map(shownBy), ...(flags.once === true ? [] : [pagesOf(names)])]) {
    const code = await run(program)
    if (code !== 0 || isEnding) return code
  }
  return flags.once === true ? 0 : serveAll(names, flags.port)
}

const shownBy = (name: string): Program => systems[name]?.shows ?? []

const pagesOf = (names: readonly string[]): Program => [
  'packages/dashboard/build/build.ts',
  pages,
  ...names.map((name) => `${name}=systems/${name}/pages/index.tsx`),
]

/** The dashboard, and beside it what else serves: when one ends the others are ended as well. */
async function serveAll(names: readonly string[], port: string | undefined): Promise<number> {
  const environments = names.map((name) => `--env=${name}=systems/${name}/start.config.ts`)
  const dashboard = ['packages/millwright/src/cli/main.ts', 'serve', '--pages', pages, '--one-person', ...environments]
  const others = names.flatMap((name) => (systems[name]?.serves === undefined ? [] : [systems[name].serves]))
  const programs = [[...dashboard, ...(port === undefined ? [] : ['--port', port])], ...others]
  const codes = await Promise.all(programs.map(runBesideOthers))
  return Math.max(...codes)
}

async function runBesideOthers(program: Program): Promise<number> {
  const code = await run(program)
  for (const child of running) child.kill('SIGTERM')
  return code
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

/** Paths are meant from the root, wherever npm was called. */
function run(program: Program): Promise<number> {
  const child = spawn(process.execPath, [...nodeFlags, ...program], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, INIT_CWD: root },
  })
  running.add(child)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => {
      running.delete(child)
      done(code ?? 1)
    })
  })
}

/** A terminal sends Ctrl-C to the children as well; anybody else only knows this process. */
function forward(signal: NodeJS.Signals): void {
  isEnding = true
  if (process.stdin.isTTY !== true || signal !== 'SIGINT') for (const child of running) child.kill(signal)
}

function say(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}

process.exitCode = await main(process.argv.slice(2))
