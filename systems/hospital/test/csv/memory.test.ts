import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testHospital } from '../http/support.ts'
import { root } from '../move/support.ts'

test('a file of 30 MB is imported at once in a heap of 48 MB: rows pass through and are not gathered', {
  timeout: 300_000,
}, async () => {
  const { folder } = await testHospital()
  const rows = 40_000
  const flags = ['--max-old-space-size=48', '--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = join(root, 'test', 'csv', 'large-import.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, child, join(folder, 'hospital.db'), String(rows)],
    { encoding: 'utf8' },
  )
  expect([status, stderr.slice(-2000)]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ total_rows: rows, imported: rows, errors: 0 })
})
