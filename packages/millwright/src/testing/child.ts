import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChildEnd, ChildOrder } from './crash-child.ts'

export type Child = {
  readonly process: ChildProcess
  /** How it ended; undefined when a signal ended it. */
  readonly ended: Promise<ChildEnd | undefined>
}

export type ChildFlags = { readonly heapMb?: number; readonly program?: string }

/** Starts a task in a process of its own. */
export function startChild(order: ChildOrder, { heapMb, program = ownProgram() }: ChildFlags = {}): Child {
  const flags = [...(isSource ? ['--conditions=millwright-source'] : []), '--disable-warning=ExperimentalWarning']
  const heap = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]
  const child = spawn(process.execPath, [...flags, ...heap, program, JSON.stringify(order)], {
    // Compiled code is kept between the children: starting one costs a third without it.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'millwright-compile-cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { process: child, ended: endOf(child) }
}

const isSource = import.meta.url.endsWith('.ts')

/** In the sources it lies beside this file; in the package, where this file is part of a chunk, among the entries. */
const ownProgram = (): string =>
  fileURLToPath(
    isSource
      ? new URL('crash-child.ts', import.meta.url)
      : new URL('./dist/crash-child.js', import.meta.resolve('millwright/package.json')),
  )

function endOf(child: ChildProcess): Promise<ChildEnd | undefined> {
  let [output, words] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()))
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') done(undefined)
      else if (code === 0 && output !== '') done(JSON.parse(output) as ChildEnd)
      else fail(new Error(`the child ended with ${code ?? signal}: ${words}`))
    })
  })
}
