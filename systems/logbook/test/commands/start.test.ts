import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../src/project.ts'

test('the start makes a book of its own, tries it on a copy, and brings it to the newest revision', {
  timeout: 120_000,
}, () => {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const ended = spawnSync(process.execPath, [...flags, join(root, 'src', 'start.ts')], { encoding: 'utf8' })
  expect([ended.stderr, ended.status]).toEqual(['', 0])
  expect(ended.stdout.match(/verdict: PROVED/g)).toHaveLength(2)
  expect(ended.stdout).toContain('health: ok, at r17, 0 pending')
  expect(ended.stdout).toContain('records the same')
})
