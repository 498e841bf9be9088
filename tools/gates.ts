/** The gates of `npm run check`, and the way one is run: the command of package.json's script, with its output kept. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** Slow ones first: they start at once and the short ones fill the gaps. */
export const gates = [
  'lint',
  'types',
  'declarations',
  'unused',
  'format',
  'architecture',
  'sizes',
  'words',
  'lock',
] as const

export type Outcome = { readonly passed: boolean; readonly seconds: number; readonly output: string }

/** Runs the script `check:<gate>` of the root's package.json in `folder`; the repository's own tools judge the folder. */
export async function runGate(gate: string, folder: string = root): Promise<Outcome> {
  const started = performance.now()
  const command = commandOf(gate).replaceAll('node tools/', `node ${root}tools/`)
  const { code, output } = await run(command, folder)
  return { passed: code === 0, seconds: (performance.now() - started) / 1000, output }
}

function commandOf(gate: string): string {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const command = scripts[`check:${gate}`]
  if (command === undefined) throw new Error(`package.json has no script check:${gate}`)
  return command
}

function run(command: string, cwd: string): Promise<{ code: number | null; output: string }> {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, {
    cwd,
    shell: true,
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  const chunks: Buffer[] = []
  const keep = (chunk: Buffer) => chunks.push(chunk)
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

/** Runs `work` over all items, at most `width` at once, and keeps their order. */
export async function inParallel<A, B>(
  items: readonly A[],
  width: number,
  work: (item: A) => Promise<B>,
): Promise<B[]> {
  const results = new Map<number, B>()
  const queue = items.entries()
  const worker = async () => {
    for (const [at, item] of queue) results.set(at, await work(item))
  }
  await Promise.all(Array.from({ length: width }, worker))
  return [...results.entries()].toSorted(([a], [b]) => a - b).map(([, result]) => result)
}
