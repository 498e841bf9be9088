import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

export const script = fileURLToPath(new URL('../../src/kpi.ts', import.meta.url))

export const startKpi = (args: readonly string[] = []): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', script, ...args])

/** The command with a whole input, from its start to its end. */
export async function kpi(input: string | Uint8Array, args: readonly string[] = []): Promise<Ended> {
  const child = startKpi(args)
  const out = textOf(child.stdout)
  const err = textOf(child.stderr)
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: await out, err: await err }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

export const answersIn = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
