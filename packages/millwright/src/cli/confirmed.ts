import { isProblem } from '../kernel/problem.ts'
import { printable } from '../kernel/text.ts'
import { masked } from '../report/mask.ts'
import { canAsk } from './can-ask.ts'
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
  const { openLines } = await import('./lines.ts') // only now: mostly nobody is asked
  const lines = openLines(call)
  try {
    lines.say(`${masked(printable(what))}\n`)
    if ((await lines.ask('Type `yes` to go on: ')).toLowerCase() !== 'yes') throw notAgreed(what)
  } finally {
    lines.close()
  }
}
