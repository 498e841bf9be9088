import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandNames } from '../../src/commands/parse.ts'
import { root } from '../../src/project.ts'

/** Without it the requests are left out; what is asked there has tests of its own. */
const hasCurl = spawnSync('curl', ['--version']).status === 0
if (!hasCurl) process.stderr.write('There is no curl: the requests of the runbook are not made.\n')

const repository = join(root, '..', '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('every command of the runbook does what the runbook says', { timeout: 240_000 }, () => {
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block)
  expect(blocks).toHaveLength(13)
  const asked = hasCurl ? blocks : blocks.filter((block) => !block?.includes('curl'))
  // A server that outlives a command that failed would keep this test waiting for ever.
  const script = ['set -e', `trap 'kill $SERVER 2> /dev/null || true' EXIT`, ...asked, 'rm -rf "$D"'].join('\n')
  const path = `${join(repository, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`
  const { INIT_CWD: _, ...env } = process.env
  const ended = spawnSync('sh', ['-c', script], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...env, PATH: path, NO_COLOR: '1' },
  })
  expect(`${ended.stderr.slice(-2000)}${ended.stdout.slice(-1000)}\nexit ${ended.status}`).toMatch(/exit 0$/)
  const verdicts = ended.stdout.match(/verdict: [A-Z]+/g)
  expect(verdicts).toEqual(
    ['FAILED', 'PROVED', 'PROVED', 'PROVED', 'PROVED', 'PROVED'].map((word) => `verdict: ${word}`),
  )
  expect(ended.stderr).toMatch(/ORB203 The book .* is being served at http:\/\/127\.0\.0\.1:\d+\./)
  expect(ended.stdout).toContain('records the same')
  expect(ended.stdout).toContain('duplicate_sounding: 1')
  if (hasCurl) expect(ended.stdout).toMatch(/"entry_text":"DATE: 22 DEC 2025\\nCODE: C/)
  if (hasCurl) expect(ended.stdout).toContain('"schema_revision":"r17","pending":0')
})

test('the runbook names every command, and every command that it names is a script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = new Set([...readme.matchAll(/npm run -s ([\w-]+) -w systems\/logbook/g)].map(([, name]) => name))
  const wanted = new Set<string | undefined>(commandNames)
  expect(named).toEqual(wanted)
  expect(new Set(Object.keys(scripts).filter((name) => name !== 'bench'))).toEqual(wanted)
})
