import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { readJson } from '../../kernel/json.ts'
import type { RunEvent } from '../../ledger/events.ts'

/** The command line's program: what stands before its words. */
export type Program = readonly string[]

export type Errand = {
  readonly program: Program
  readonly words: readonly string[]
  readonly cwd: string
  /** In whose name it is done; the ledger writes it down. */
  readonly actor: string
  readonly onEvent: (event: RunEvent) => void
}

/** How a command ended: its exit code, and the one document that it printed. */
export type Ended = { readonly exit: number; readonly document: unknown }

/** A command at work. `stop` asks it to come to rest at its next batch boundary, as Ctrl-C does. */
export type Child = { readonly ended: Promise<Ended>; stop(): void }

const mostBytes = 64 * 1024 * 1024

/**
 * Types a command in a process of its own: a page that closes does not end it, a step that keeps its process busy does not
 * keep the server from answering, and the ledger knows what it did whatever becomes of this process.
 */
export function startChild({ program, words, cwd, actor, onEvent }: Errand): Child {
  const env = { ...process.env, MILLWRIGHT_ACTOR: actor, NO_COLOR: '1' }
  const child = spawn(process.execPath, [...program, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = textOf(child.stdout)
  const told = relay(child.stderr, onEvent)
  const ended = new Promise<number>((done) => {
    child.on('error', () => done(1))
    child.on('close', (code) => done(code ?? 1))
  })
  return {
    ended: Promise.all([ended, printed, told]).then(([exit, text]) => ({ exit, document: documentIn(text) })),
    stop: () => void child.kill('SIGTERM'),
  }
}

/** A child that begins when something else has ended, whichever way that ended. */
export function whenReady(ready: Promise<void>, start: () => Child): Child {
  let child: Child | undefined
  let isStopped = false
  const begin = (): Child['ended'] => {
    child = start()
    if (isStopped) child.stop()
    return child.ended
  }
  const stop = (): void => {
    isStopped = true
    child?.stop()
  }
  return { ended: ready.then(begin, begin), stop }
}

async function textOf(stream: Readable): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes <= mostBytes) pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** With `--json` each line on standard error is an event; anything else there is a warning of the runtime. */
async function relay(stream: Readable, onEvent: (event: RunEvent) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    const event = line.startsWith('{') ? documentIn(line) : undefined
    if (isEvent(event)) onEvent(event)
  }
}

const isEvent = (value: unknown): value is RunEvent =>
  typeof value === 'object' && value !== null && 'type' in value && 'run' in value && 'seq' in value

function documentIn(text: string): unknown {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}
