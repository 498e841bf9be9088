/**
 * `npm start`: the systems show themselves, one after the other, each in a process of its own: the hospital moves out of its
 * files, the spare parts into their new model, a ship's book comes to its newest revision; then the hospital is served until
 * Ctrl-C.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const usage = `Moves two invented businesses into fresh databases, brings a ship's book to its newest revision, proves all three, and
serves the first on this machine until Ctrl-C.

  npm start [-- [--once] [--port 8080]]
      --once           ends after the moves
      --port PORT      where to serve; without it 8080, or any other port that is free
`

const root = fileURLToPath(new URL('..', import.meta.url))
const nodeFlags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
const served = ['--db', 'systems/hospital/.millwright/start/hospital.db']

let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => forward(signal))

async function main(args: string[]): Promise<number> {
  const flags = flagsIn(args)
  if (flags === undefined) return say(process.stderr, usage, 2)
  if (flags.help === true) return say(process.stdout, usage, 0)
  for (const program of [
    ['systems/hospital/src/start.ts', '--once'],
    ['systems/abparts/src/start.ts'],
    ['systems/logbook/src/start.ts'],
    ...(flags.once === true ? [] : [['systems/hospital/src/serve.ts', ...served, ...portOf(flags.port)]]),
  ]) {
    const code = await run(program)
    if (code !== 0) return code
  }
  return 0
}

function flagsIn(args: string[]) {
  try {
    const options = { once: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options, strict: true })
    const isPort = values.port === undefined || (/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535)
    return isPort ? values : undefined
  } catch {
    return undefined
  }
}

function portOf(port: string | undefined): readonly string[] {
  return port === undefined ? [] : ['--port', port]
}

/** Paths are meant from the root, wherever npm was called. */
function run(program: readonly string[]): Promise<number> {
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
