import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { usage } from '../../src/cli/usage.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** P-30 of the original: a tool whose documented commands could not be run. */
test('P-30 every command of the runbook does what the runbook says', { timeout: 1_200_000 }, () => {
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block)
  expect(blocks).toHaveLength(15)
  // Whatever stops the script, its server is stopped with it.
  const script = [
    'set -e',
    `trap 'test -z "$SERVER" || kill "$SERVER" || true' EXIT`,
    ...blocks,
    'SERVER=',
    'rm -rf "$D"',
  ].join('\n')
  const path = `${join(repository, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`
  const { INIT_CWD: _, ...env } = process.env
  const ended = spawnSync('sh', ['-c', script], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...env, PATH: path, NO_COLOR: '1' },
  })
  expect(`${ended.stderr.slice(-3000)}\nexit ${ended.status}`).toMatch(/exit 0$/)
  expect(ended.stdout.match(/verdict: [A-Z]+/g)?.map((line) => line.slice(9))).toEqual([
    'PROVED',
    'PROVED',
    'PROVED',
    'PROVED',
    'REVERTED',
    'PROVED',
    'PROVED',
    ...Array.from({ length: 9 }, () => 'PROVED'), // moved, added, again, taken back, rehearsed twice, there, back, added
  ])
  expect(ended.stdout).toContain('on a copy every check passed, and the database itself is untouched')
  expect(ended.stdout).toContain('the database has the new model already: nothing was changed')
  expect(ended.stdout).toMatch(/^passed minimal_sample|^PASSED: 1 of 1/m)
  expect(ended.stderr).toContain('ABP308')
  expect(ended.stdout).toMatch(/^window: {3}.* announce \d+ minutes$/m)
  expect(ended.stdout).toContain(' is at work again.')
  expect(ended.stdout).toMatch(/^401$/m)
})

test('the runbook names every flag of the usage', () => {
  for (const [flag] of usage.matchAll(/--[a-z-]+/g))
    if (!['--run', '--backup', '--defects', '--log-level'].includes(flag)) expect(readme).toContain(flag)
})
