import { createInterface } from 'node:readline/promises'
import type { Call } from './command.ts'

/** Questions and answers on the terminal. */
export type Lines = {
  say(text: string): void
  /** Without the spaces around it; empty at the end of the input too. */
  ask(prompt: string): Promise<string>
  close(): void
}

export function openLines({ io: { err, input } }: Call): Lines {
  const lines = createInterface({ input, output: err as NodeJS.WritableStream })
  const closed = new AbortController() // the end of the input is an answer too
  lines.once('close', () => closed.abort())
  return {
    say: (text) => void err.write(text),
    ask: async (prompt) => (await lines.question(prompt, { signal: closed.signal }).catch(() => '')).trim(),
    close: () => lines.close(),
  }
}
