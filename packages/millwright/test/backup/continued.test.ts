/** A backup that was killed is gone on with: what the database still holds unchanged is not read again, and all is proved. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { isProved } from '../../src/backup/manifest.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { pruneBackups } from '../../src/backup/retention.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { type Ground, inParts, makeGround } from './every-dialect.ts'

const program = fileURLToPath(new URL('programs/kill-in-parts.ts', import.meta.url))
const secret = '11'.repeat(32)
const key = { kind: 'bytes', bytes: Buffer.from(secret, 'hex') } as const

function killed(name: string, { order }: Ground, more: object = {}): void {
  const work = JSON.stringify({ name, url: order.url, directory: order.directory, ...more })
  const options = ['--disable-warning=ExperimentalWarning', program, work]
  expect(() => execFileSync(process.execPath, options, { stdio: 'pipe' })).toThrow(
    expect.objectContaining({ signal: 'SIGKILL' }),
  )
}

const filesIn = ({ order }: Ground): readonly string[] => readdirSync(order.directory).sort()

const idIn = (ground: Ground): string =>
  filesIn(ground)
    .find((name) => name.endsWith('.claim'))
    ?.slice(0, -6) ?? ''

describe.each(inParts)('%s', { timeout: 240_000 }, (name, dialect, urlIn) => {
  test('tables that did not change are taken over, others are copied again, and nothing is left of the killed one', async () => {
    const ground = await makeGround(dialect, urlIn)
    killed(name, ground)
    expect(filesIn(ground).filter((file) => file.endsWith('.json'))).toEqual([])
    const before = idIn(ground)
    await ground.change(`update orders set name = 'changed' where id = 1`)
    await ground.change(`insert into notes values (3, 'later')`)
    const made = await createBackup(ground.order)
    expect(made.kept).toEqual({ from: [before], tables: 1 })
    expect(isProved(made)).toBe(true)
    expect(filesIn(ground)).toEqual([made.file, `${made.id}.json`])
    expect(readdirSync(join(ground.order.directory, made.file)).sort()).toEqual([
      'after.sql',
      'before.sql',
      'contents.json',
      'data',
      'restore.sql',
    ])
    await ground.change('delete from notes')
    await restoreBackup({ ...ground.order, id: made.id, aside: false })
    expect(await ground.count('notes')).toBe(3n)
  })

  test('a table with another shape is copied again, and so is a part that is cut off or gone', async () => {
    const ground = await makeGround(dialect, urlIn)
    killed(name, ground)
    const partial = filesIn(ground).find((file) => file.includes('.partial')) ?? ''
    const data = join(ground.order.directory, partial, 'data')
    await ground.change('alter table orders add column more integer')
    truncateSync(join(data, '0001.copy'), 5)
    const made = await createBackup(ground.order)
    expect(made.kept?.tables).toBe(1)
    expect(isProved(made)).toBe(true)
  })

  test('a part that does not hold what its note says is found by the proof, and there is no backup', async () => {
    const ground = await makeGround(dialect, urlIn)
    killed(name, ground)
    const partial = filesIn(ground).find((file) => file.includes('.partial')) ?? ''
    const data = join(ground.order.directory, partial, 'data', '0001.copy')
    spoil(data)
    await expect(createBackup(ground.order)).rejects.toMatchObject({ code: 'BAK104' })
    const made = await createBackup(ground.order)
    expect(isProved(made)).toBe(true)
  })

  test('encrypted parts are taken over by who has the key', async () => {
    const ground = await makeGround(dialect, urlIn)
    killed(name, ground, { secret })
    const made = await createBackup({ ...ground.order, key })
    expect([made.kept?.tables, isProved(made)]).toEqual([3, true])
    killed(name, ground, { secret })
    const other = await createBackup({ ...ground.order, key: { kind: 'bytes', bytes: Buffer.alloc(32, 9) } })
    expect([other.kept, isProved(other)]).toEqual([undefined, true])
    const policy = { keep: 9, days: 9, referenced: new Set<string>() }
    const { leftovers } = await pruneBackups({ directory: ground.order.directory, policy, clock: systemClock })
    expect(leftovers).toHaveLength(1)
    expect(filesIn(ground)).toHaveLength(4)
  })
})

/** Another letter in a name: the same size, and a row that can be read. */
function spoil(path: string): void {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('first', 'First'))
}
