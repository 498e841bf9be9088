import {
  isProblem,
  makeTerminal,
  type Problem,
  rehearse,
  reportText,
  rollback,
  type RunResult,
  type Terminal,
  up,
} from 'millwright'
import { factsFrom } from './facts.ts'
import { featuresOf, lookAtLegacy } from './look.ts'
import { type MoveOptions, moveUsage, parseMove } from './options.ts'
import { sameDatabase } from './problems.ts'
import { factoryProject } from './project.ts'

/** `move` from its command line to its exit code. */
export async function runMoveCommand(args: readonly string[]): Promise<number> {
  try {
    const options = parseMove(args)
    if (options === undefined) return say(process.stdout, moveUsage, 0)
    return await runMove(options)
  } catch (error) {
    if (isProblem(error)) return say(process.stderr, problemText(error), error.exit)
    if (error instanceof TypeError || error instanceof RangeError)
      return say(process.stderr, `${error.message}\n\n${moveUsage}`, 2)
    throw error
  }
}

/** Looks at both databases, moves, and prints the report. @throws FAC2xx and the engine's problems; nothing was changed then */
export async function runMove(options: MoveOptions): Promise<number> {
  const { target, params, accept, json } = options
  if (target === params.source) throw sameDatabase(target)
  factsFrom({ ...params })
  const seen = await lookAtLegacy(params.source, accept)
  const tell = (line: string): void => void (json || process.stderr.write(`${line}\n`))
  tell(`Source: ${seen.rows.toLocaleString('en')} samples, ${seen.first ?? 'none'} to ${seen.last ?? 'none'}.`)
  tell(`Target: ${await featuresOf(target)}`)
  const result = await followed(options)
  if (!('report' in result)) return say(process.stdout, 'Nothing to do: this factory was moved.\n', 0)
  const text = json
    ? JSON.stringify(result.report)
    : reportText(result.report, { columns: process.stdout.columns ?? 100 })
  return say(process.stdout, `${text}\n`, result.exit)
}

type Ended = RunResult | { readonly upToDate: true; readonly exit: 0 }

/** Shows the progress on standard error; the first Ctrl-C pauses at the next batch. */
async function followed({ target, params, mode, json }: MoveOptions): Promise<Ended> {
  const project = await factoryProject(target, params)
  const terminal = newTerminal(json)
  let isAsked = false
  const onSignal = (): void => void (isAsked = true)
  process.once('SIGINT', onSignal)
  try {
    const watch = { onEvent: terminal.show.bind(terminal), isInterrupted: () => isAsked, yes: true }
    return await actions[mode](project, watch)
  } finally {
    process.removeListener('SIGINT', onSignal)
    terminal.end()
  }
}

const actions = { move: up, rehearse, back: rollback } as const

const newTerminal = (json: boolean): Terminal =>
  makeTerminal({
    stream: process.stderr,
    isTty: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 100,
    env: process.env,
    json,
  })

const problemText = ({ code, text }: Problem): string =>
  [
    `${code} ${text.what}`,
    `  state: ${text.state}`,
    ...(text.does === undefined ? [] : [`  does:  ${text.does}`]),
    `  next:  ${text.next}`,
    '',
  ].join('\n')

function say(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}
