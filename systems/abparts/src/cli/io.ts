import { createInterface } from 'node:readline/promises'
import type { Screen } from './screen.ts'

/** What a command lends from the process it runs in. */
export type Io = {
  /** For people; standard output belongs to the answer. */
  readonly screen: Screen
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
  /** One typed answer; undefined where nobody can be asked. */
  ask(question: string): Promise<string | undefined>
}

export const processIo = (signal: AbortSignal): Io => ({
  signal,
  screen: { isTerminal: process.stderr.isTTY === true, write: (text) => void process.stderr.write(text) },
  ask: async (question) => {
    if (process.stdin.isTTY !== true) return undefined
    const asking = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await asking.question(question, { signal })
    } catch {
      return undefined // the end of the input, or Ctrl-C
    } finally {
      asking.close()
    }
  },
})

/** Whether a person says that the migration may run; a production database asks for a word that nobody types by habit. */
export async function isConfirmed(io: Pick<Io, 'ask'>, target: string): Promise<boolean> {
  if (/prod/i.test(target)) {
    const answer = await io.ask(`${target} looks like production. Type MIGRATE to go on: `)
    return answer?.trim() === 'MIGRATE'
  }
  const answer = await io.ask('Proceed with the actual migration? (yes/no): ')
  return answer !== undefined && /^y(es)?$/i.test(answer.trim())
}
