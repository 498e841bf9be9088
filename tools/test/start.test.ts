import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../start.ts', import.meta.url))
const typed = (...args: readonly string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

test('what is typed wrong moves nothing', () => {
  for (const args of [['--twice'], ['--port'], ['--port', 'x'], ['--port', '65536'], ['now']]) {
    const { status, stdout, stderr } = typed(...args)
    expect([status, stdout, stderr], args.join(' ')).toEqual([2, '', expect.stringContaining('npm start [-- [--once]')])
  }
  expect(typed('--help')).toMatchObject({ status: 0, stderr: '' })
})
