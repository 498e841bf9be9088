import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './support.ts'

/** Without it the requests are left out; what is asked there has tests of its own. */
const hasCurl = spawnSync('curl', ['--version']).status === 0
if (!hasCurl) process.stderr.write('There is no curl: the requests of the runbook are not made.\n')

const repository = join(root, '..', '..')

test('every command of the runbook does what the runbook says', { timeout: 240_000 }, () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block)
  expect(blocks).toHaveLength(15)
  const asked = hasCurl ? blocks : blocks.filter((block) => !/curl|cookies/.test(block ?? ''))
  // A server that outlives a command that failed would keep this test waiting for ever.
  const script = ['set -e', `trap 'kill $SERVER 2> /dev/null || true' EXIT`, ...asked, 'rm -rf "$D"'].join('\n')
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
  expect(ended.stderr).toMatch(
    /HOSP122 Going back would lose what was done in the database since: .*audit_log: \d+ created/,
  )
  if (hasCurl) expect(ended.stdout).toMatch(/\{"items":\[\{"NO":\d+/)
  if (hasCurl) expect(ended.stdout).toContain('{"total_rows":1038,"imported":0,"updated":0,"skipped":1038,"errors":0')
  if (hasCurl) expect(ended.stdout).toMatch(/\{"name":"(full_backup_\d{8}_\d{6}\.zip)","before":"full_backup_/)
  if (hasCurl) expect(ended.stdout).toMatch(/search and page +[1-9]\d*\.\d +\d+ +\d+ +0\n/)
  expect(verdicts).toEqual(words.map((word) => `verdict: ${word}`))
  expect(ended.stdout.match(/Nothing to move: unchanged = /g)).toHaveLength(2)
})

test('the runbook names every flag of move', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const options = readFileSync(join(root, 'src', 'move', 'options.ts'), 'utf8')
  for (const [flag] of options.matchAll(/--[a-z-]+/g))
    if (flag !== '--existing-rows') expect(readme + '--yes --help --backups').toContain(flag)
})
