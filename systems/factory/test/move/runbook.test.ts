import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describePostgres } from '../support/databases.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, script]) => script as string)

describePostgres('the runbook', ({ newUrl }) => {
  test('does what it says, command by command', { timeout: 400_000 }, () => {
    const [source, target] = [newUrl(), newUrl()]
    const marked = blocks.map((script, at) => `${script}\necho "== ${at} $?"`).join('\n')
    const { stdout, status, error } = spawnSync('bash', ['-c', marked], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
        SOURCE: source,
        TARGET: target,
      },
    })
    expect({ status, error }).toEqual({ status: 0, error: undefined })
    const parts = stdout.split(/^== (\d+ \d+)$/m)
    const ends = parts.filter((_, at) => at % 2 === 1)
    expect(ends).toEqual(['0 0', '1 0', '2 0', '3 0', '4 0', '5 0', '6 0'])
    expect(parts[0]).toContain('"oee":0.7333333333333')
    expect(parts[2]).toContain('"open event": 18')
    for (const at of [6, 8]) expect(parts[at]).toContain('verdict: PROVED')
    expect(parts[10]).toContain('"ranking":[{"id":"plant-0"')
    expect(parts[12]).toContain('verdict: REVERTED')
  })
})
