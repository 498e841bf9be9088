import { isProblem } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'
import { masked } from '../report/mask.ts'
import type { Call } from './command.ts'
import { notAgreed } from './problems.ts'

/** The codes of the engine's own questions. */
const questions: ReadonlySet<string> = new Set(['RUN122', 'RUN126'])

/** Does the work; where the engine asks for a confirmation, asks the person, and does it again with the answer. */
export async function confirmed<T>(call: Call, work: (yes: boolean) => Promise<T>): Promise<T> {
  try {
    return await work(call.has('yes'))
  } catch (error) {
    if (!isProblem(error) || !questions.has(error.code) || !canAsk(call)) throw error
    await agree(call, error.text.what)
    return work(true)
  }
}

/** Asks before something is destroyed, unless `--yes` was given. @throws CLI110 */
async function agree(call: Call, what: string): Promise<void> {
  if (call.has('yes')) return
  if (!canAsk(call)) throw notAgreed(what)
  const { err, input } = call.io
  err.write(`${masked(printable(what))}\n`)
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input, output: err as NodeJS.WritableStream })
  const closed = new AbortController() // the end of the input is an answer too: no
  lines.once('close', () => closed.abort())
  try {
    const answer = await lines.question('Type `yes` to go on: ', { signal: closed.signal }).catch(() => 'no')
    if (answer.trim().toLowerCase() !== 'yes') throw notAgreed(what)
  } finally {
    lines.close()
  }
}

const canAsk = ({ io, isJson }: Call): boolean => !isJson && io.input.isTTY && io.err.isTTY === true
