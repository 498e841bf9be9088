import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProgram, type Program } from './program.ts'

let program: Program
beforeAll(async () => {
  program = await makeProgram()
})
afterAll(() => program.remove())

const rows = 4_000

/** A project whose move takes long enough to be interrupted: many small batches. */
function slowProject(name: string): string {
  const folder = program.project(name)
  const write = (file: string, text: string) =>
    writeFileSync(join(program.project(join(name, file, '..')), file.split('/').at(-1) ?? ''), text)
  write('millwright.config.mjs', "export default { database: 'sqlite:app.db', batch: { minRows: 5, maxRows: 5 } }\n")
  write(
    'migrations/0001_bin.sql',
    '-- migrate:up\ncreate table bin (id integer primary key);\n-- migrate:down\ndrop table bin;\n',
  )
  write(
    'migrations/0002_load.mjs',
    `import { defineMove, json } from 'millwright'
export default defineMove({ parent: '0001' }, (m) => {
  m.load('bins', { from: json('bins.json'), to: 'bin', key: ['id'], map: (row) => ({ id: BigInt(row.id) }) })
})
`,
  )
  write('bins.json', JSON.stringify(Array.from({ length: rows }, (_, id) => ({ id }))))
  return folder
}

const env = () => ({ PATH: process.env['PATH'], NODE_COMPILE_CACHE: program.cache, CI: 'true' })

const start = (folder: string, ...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program.cli, ...args], { cwd: folder, env: env(), stdio: ['ignore', 'pipe', 'pipe'] })

type End = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly out: string }

const endOf = (child: ChildProcess): Promise<End> => {
  let out = ''
  child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr?.resume() // a pipe that nobody empties would stop the program
  return new Promise((done) => child.once('close', (code, signal) => done({ code, signal, out })))
}

/** Waits for words on standard error. */
const heard = (child: ChildProcess, words: string): Promise<void> =>
  new Promise((done) => {
    let all = ''
    child.stderr?.on('data', (piece: Buffer) => {
      all += piece.toString()
      if (all.includes(words)) done()
    })
  })

const verdictOf = ({ out }: End): unknown => (JSON.parse(out) as { verdict: unknown }).verdict

describe('a run that is interrupted', { timeout: 60_000 }, () => {
  test.for(['SIGINT', 'SIGTERM'] as const)('pauses at a batch boundary on %s, and goes on later', async (signal) => {
    const folder = slowProject(`pause-${signal}`)
    const child = start(folder, 'up', '--json')
    const end = endOf(child)
    await heard(child, '"type":"progress"')
    child.kill(signal)
    const paused = await end
    expect(paused).toMatchObject({ code: 5, signal: null })
    expect(verdictOf(paused)).toBe('PAUSED')

    const resumed = await endOf(start(folder, 'resume', '--json'))
    expect(resumed).toMatchObject({ code: 0 })
    expect((JSON.parse(resumed.out) as { report: { ledger: unknown } }).report.ledger).toMatchObject({
      counters: { read: rows, inserted: rows },
      balanced: true,
    })
  })

  test('ends at once on the second Ctrl-C, and loses nothing', async () => {
    const folder = slowProject('twice')
    const child = start(folder, 'up')
    const end = endOf(child)
    await heard(child, '0002/bins: started')
    child.kill('SIGINT')
    await heard(child, 'Pausing at the next batch boundary')
    child.kill('SIGINT')
    const { code, signal } = await end
    expect([code, signal]).toSatisfy(([exit, by]: unknown[]) => by === 'SIGINT' || exit === 5)
    expect(await endOf(start(folder, 'up', '--json'))).toMatchObject({ code: 0 })
  })

  test('is paused from another window', async () => {
    const folder = slowProject('window')
    const child = start(folder, 'up', '--json')
    const end = endOf(child)
    await heard(child, '"type":"progress"')
    expect(await endOf(start(folder, 'pause'))).toMatchObject({ code: 0 })
    expect(await end).toMatchObject({ code: 5 })
    expect(await endOf(start(folder, 'resume'))).toMatchObject({ code: 0 })
  })
})

describe('output', () => {
  test('that nobody reads to its end is no mistake', async () => {
    const folder = slowProject('pipe')
    const run = promisify(execFile)
    const { stdout } = await run(
      'bash',
      ['-c', `set -o pipefail; "$0" "$1" help up | head -1`, process.execPath, program.cli],
      { cwd: folder, env: env() },
    )
    expect(stdout).toBe('Usage: millwright up [target] [flags]\n')
  })

  test('shows no control character of what was typed', async () => {
    const child = start(slowProject('escape'), 'sta\u001b[2Jtus')
    let err = ''
    child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()))
    expect(await endOf(child)).toMatchObject({ code: 2 })
    expect(err).toContain('sta\\u001b[2Jtus')
    expect(err).not.toContain('\u001b')
  })

  test('holds the stack of an error when MILLWRIGHT_DEBUG asks for it', async () => {
    const folder = slowProject('debug')
    writeFileSync(join(folder, 'bad.config.mjs'), 'throw new Error("no luck")\n')
    const run = promisify(execFile)
    const failed = await run(process.execPath, [program.cli, 'status', '--config', 'bad.config.mjs'], {
      cwd: folder,
      env: { ...env(), MILLWRIGHT_DEBUG: '1' },
    }).catch((error: unknown) => error as { stderr: string; code: number })
    expect(failed).toMatchObject({ code: 2 })
    expect(failed.stderr).toMatch(/CONF102[^]*caused by Error: no luck\n {4}at /)
  })

  test.skipIf(process.getuid?.() === 0)('tells of a database that may only be read', async () => {
    const folder = slowProject('read-only')
    expect(await endOf(start(folder, 'up', '+1'))).toMatchObject({ code: 0 })
    const { chmodSync } = await import('node:fs')
    chmodSync(join(folder, 'app.db'), 0o400)
    const before = readFileSync(join(folder, 'app.db'))
    expect(await endOf(start(folder, 'up'))).toMatchObject({ code: 4 })
    expect(readFileSync(join(folder, 'app.db'))).toEqual(before)
  })
})
