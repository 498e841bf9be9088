import type { Watch } from '../actions/execute.ts'
import type { RunEvent } from '../ledger/events.ts'
import type { Call } from './command.ts'
import type { Terminal } from './terminal/port.ts'

/**
 * Shows a run while it happens, and lets it be paused: the first Ctrl-C, or SIGTERM, stops it at the next batch
 * boundary; the second Ctrl-C ends the process at once, which the ledger survives as it survives every kill.
 */
export async function watched<T>(call: Call, work: (watch: Required<Watch>) => Promise<T>): Promise<T> {
  const screen = lazyTerminal(call)
  const pause = pauseOnSignal(call)
  try {
    return await work({ onEvent: screen.show, isInterrupted: pause.isAsked })
  } finally {
    pause.stop()
    await screen.end()
  }
}

/** The renderer is loaded when there is something to show. */
function lazyTerminal(call: Call): { readonly show: (event: RunEvent) => void; readonly end: () => Promise<void> } {
  const early: RunEvent[] = []
  let [terminal, loading]: [Terminal | undefined, Promise<void> | undefined] = [undefined, undefined]
  const load = async (): Promise<void> => {
    const made = await makeFor(call)
    for (const event of early) made.show(event)
    terminal = made
  }
  return {
    show: (event) => {
      if (terminal !== undefined) return terminal.show(event)
      early.push(event)
      loading ??= load()
    },
    end: async () => {
      await loading
      terminal?.end()
    },
  }
}

async function makeFor({ io, isJson }: Call): Promise<Terminal> {
  const { makeTerminal } = await import('./terminal/terminal.ts')
  const { err: stream, env } = io
  return makeTerminal({
    stream,
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns || 80
    },
    get rows() {
      return stream.rows ?? 24
    },
    env,
    json: isJson,
  })
}

function pauseOnSignal({ io, isJson }: Call): { readonly isAsked: () => boolean; readonly stop: () => void } {
  let asked = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked && signal === 'SIGINT') endAtOnce()
    asked = true
    if (!isJson)
      io.err.write(
        'Pausing at the next batch boundary. Ctrl-C again ends at once; `millwright resume` goes on either way.\n',
      )
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stop = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
  const endAtOnce = (): void => {
    stop()
    process.kill(process.pid, 'SIGINT')
  }
  for (const signal of signals) process.on(signal, onSignal)
  return { isAsked: () => asked, stop }
}
