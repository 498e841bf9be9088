import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './support.ts'

export type Ended = {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** Runs one of the hospital's commands as a person does; `onLine` sees what it prints and may kill it. */
export function program(
  name: string,
  args: readonly string[],
  onLine: (line: string, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', join(root, 'src', name), ...args],
    {
      env: { ...process.env, NO_COLOR: '1', INIT_CWD: root },
    },
  )
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString()
    for (const line of text.toString().split('\n')) onLine(line, child)
  })
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString()
    for (const line of text.toString().split('\n')) onLine(line, child)
  })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })))
}
