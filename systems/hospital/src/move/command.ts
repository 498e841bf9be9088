import { isProblem, makeTerminal, type Problem, type RunEvent, type Terminal } from 'millwright'
import { cwd, near } from './near.ts'
import { moveUsage, parseMove } from './options.ts'
import { printMoved } from './print.ts'
import { problemDocument } from './problems.ts'
import type { Follow } from './follow.ts'
import { runMove } from './run-move.ts'
import { documentText } from './save.ts'

/** `move` from its command line to its exit code. */
export async function runMoveCommand(args: readonly string[]): Promise<number> {
  const parsed = parseMove(args, { cwd: cwd(), today: today() })
  if (parsed.kind === 'help') return write(process.stdout, moveUsage, 0)
  if (parsed.kind === 'mistake') return write(process.stderr, `${parsed.message}\n\n${moveUsage}`, 2)
  const { options } = parsed
  return await answered(options.json, async () => {
    const result = await followed(options.json, (follow) => runMove(options, follow))
    return { exit: result.exit, text: options.json ? documentText(result.document) : printMoved(result, window()) }
  })
}

/** The calendar day where the person is. */
function today(): string {
  const now = new Date()
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export const columns = (): number => process.stdout.columns ?? 100

export const window = (): { readonly columns: number; readonly near: typeof near } => ({ columns: columns(), near })

export function write(stream: NodeJS.WriteStream, text: string, exit: number): number {
  stream.write(text)
  return exit
}

/** Prints a command's answer, or what went wrong: one document for a machine, sentences for a person. */
export async function answered(
  isJson: boolean,
  work: () => Promise<{ readonly exit: number; readonly text: string }>,
): Promise<number> {
  try {
    const { exit, text } = await work()
    return write(process.stdout, text, exit)
  } catch (error) {
    if (!isProblem(error)) throw error
    if (!isJson) return write(process.stderr, problemText(error), error.exit)
    const verdict = { word: error.exit === 4 ? 'REFUSED' : 'FAILED', exitCode: error.exit, why: error.message }
    return write(process.stdout, documentText({ verdict, problem: problemDocument(error) }), error.exit)
  }
}

const problemText = ({ code, text }: Problem): string =>
  [
    `${code} ${text.what}`,
    `  state: ${text.state}`,
    ...(text.does === undefined ? [] : [`  does:  ${text.does}`]),
    `  next:  ${text.next}`,
    '',
  ].join('\n')

/** Shows the progress on standard error, each run on a screen of its own; the first Ctrl-C pauses at the next batch. */
export async function followed<T>(isJson: boolean, work: (follow: Follow) => Promise<T>): Promise<T> {
  let terminal: Terminal | undefined
  let isAsked = false
  const endScreen = (): void => {
    terminal?.end()
    terminal = undefined
  }
  const show = (event: RunEvent): void => {
    if (event.type === 'runStarted') endScreen()
    terminal ??= newTerminal(isJson)
    terminal.show(event)
  }
  const say = (line: string): void => {
    endScreen()
    if (!isJson) process.stderr.write(`${line}\n`)
  }
  const onSignal = (): void => {
    isAsked = true
  }
  process.once('SIGINT', onSignal)
  try {
    return await work({ onEvent: show, isInterrupted: () => isAsked, say })
  } finally {
    process.removeListener('SIGINT', onSignal)
    endScreen()
  }
}

const newTerminal = (isJson: boolean): Terminal =>
  makeTerminal({
    stream: process.stderr,
    isTty: process.stderr.isTTY === true,
    get columns() {
      return process.stderr.columns ?? 100
    },
    get rows() {
      return process.stderr.rows ?? 24
    },
    env: process.env,
    json: isJson,
  })
