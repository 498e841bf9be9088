import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'millwright'
import { expect, test } from 'vitest'
import { leftBehind } from '../../src/move/facts.ts'
import { describePostgres } from '../support/databases.ts'
import { legacyAt, oeeDigestIn, stateDigestIn, withDatabase } from './moved.ts'

const script = fileURLToPath(new URL('../../src/move.ts', import.meta.url))

const start = (source: string, target: string): ChildProcess => {
  const flags = `--from 2025-03-08 --to 2025-04-06 --password drop --accept ${leftBehind.join(',')}`.split(' ')
  const node = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', script]
  return spawn(process.execPath, [...node, '--source', source, '--target', target, ...flags], { stdio: 'ignore' })
}

describePostgres('a move that is killed', ({ newUrl }) => {
  test('in the middle of its states goes on to the same rows', { timeout: 400_000 }, async () => {
    const [source, target] = [newUrl(), newUrl()]
    await (await legacyAt(source, true)).db.close()
    const first = start(source, target)
    const closed = once(first, 'close')
    const found = await someStates(target, () => first.exitCode !== null)
    first.kill('SIGKILL')
    await closed
    expect(found).toBeGreaterThan(0)
    expect(found).toBeLessThan(16_628)
    const [code] = (await once(start(source, target), 'close')) as [number | null]
    expect(code).toBe(0)
    expect(await withDatabase(target, stateDigestIn)).toEqual({
      rows: 16_628,
      digest: '7862d91f73e66796dffbbdbe91691be0505a7fc36293d1019e5986a68b418b1c',
    })
    expect(await withDatabase(target, oeeDigestIn)).toMatchObject({
      digest: 'd66bdc25f494522c0c2363d97ac8d0d115e37a337c2dbd6a2f23c3f8fdbea12c',
    })
  })
})

/** Waits until some states are committed, and says how many. */
async function someStates(target: string, isOver: () => boolean): Promise<number> {
  for (;;) {
    const states = await withDatabase(target, async (db) => {
      const row = await db.get(sql`select to_regclass('equipment_states') is not null as there`)
      return row?.['there'] === true ? db.get(sql`select count(*) as n from equipment_states`) : undefined
    }).catch(() => undefined)
    const n = Number(states?.['n'] ?? 0)
    if (n > 0 || isOver()) return n
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
