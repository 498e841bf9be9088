import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './support.ts'

const repository = join(root, '..', '..')

test('every command of the runbook does what the runbook says', { timeout: 120_000 }, () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block)
  expect(blocks).toHaveLength(8)
  const script = ['set -e', ...blocks, 'rm -rf "$D"'].join('\n')
  const path = `${join(repository, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`
  const { INIT_CWD: _, ...env } = process.env
  const ended = spawnSync('sh', ['-c', script], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...env, PATH: path, NO_COLOR: '1' },
  })
  expect(`${ended.stderr.slice(-2000)}\nexit ${ended.status}`).toMatch(/exit 0$/)
  const verdicts = ended.stdout.match(/verdict: [A-Z]+/g)
  const words = ['PROVED', 'PROVED', 'REFUSED', 'PROVED', 'PROVED', 'REVERTED']
  expect(verdicts).toEqual(words.map((word) => `verdict: ${word}`))
  expect(ended.stdout.match(/Nothing to move: unchanged = /g)).toHaveLength(2)
})

test('the runbook names every flag of move', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const options = readFileSync(join(root, 'src', 'move', 'options.ts'), 'utf8')
  for (const [flag] of options.matchAll(/--[a-z-]+/g))
    if (flag !== '--existing-rows') expect(readme + '--yes --help --backups').toContain(flag)
})
