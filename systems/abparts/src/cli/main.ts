import { isProblem, type Problem } from 'millwright'
import { problemDocument, runCommand } from './commands.ts'
import { processIo } from './io.ts'
import { type Command, parseCommand } from './parse.ts'
import { usage } from './usage.ts'

/** The commands from their command line to their exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(args, process.env['INIT_CWD'] ?? process.cwd())
  if (parsed.kind === 'help') return print(process.stdout, usage, 0)
  if (parsed.kind === 'mistake') return print(process.stderr, `${parsed.message}\n\n${usage}`, 2)
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  process.once('SIGINT', onSignal)
  try {
    return await answer(parsed.command, stop.signal)
  } finally {
    process.removeListener('SIGINT', onSignal)
  }
}

/** Exactly one document, or lines for a person. */
async function answer(command: Command, signal: AbortSignal): Promise<number> {
  const { json } = command
  try {
    const { document, text, exit } = await runCommand(command, processIo(signal))
    return print(process.stdout, json ? `${JSON.stringify(document, null, 2)}\n` : text, exit)
  } catch (error) {
    const exit = isProblem(error) ? error.exit : 1
    if (json) return print(process.stdout, `${JSON.stringify(problemDocument(error), null, 2)}\n`, exit)
    return print(process.stderr, isProblem(error) ? problemText(error) : `${String(error)}\n`, exit)
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

function print(stream: NodeJS.WriteStream, text: string, exit: number): number {
  stream.write(text)
  return exit
}
