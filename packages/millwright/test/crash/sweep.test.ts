import { describe, expect, test } from 'vitest'
import { crashSweep } from '../../src/testing/crash-sweep.ts'
import { startChild } from '../../src/testing/child.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { runTask } from '../../src/testing/task.ts'
import { judgeKilled, judgeRepeated } from './judge.ts'
import { emptyFolder, migrations, projectIn } from './place.ts'
import { bundledChild } from './program.ts'

/** A folder whose database stands at a target. */
async function folderAt(target?: string): Promise<string> {
  const folder = emptyFolder()
  if (target !== undefined) expect((await runTask(await projectIn(folder), { command: 'up', target })).exit).toBe(0)
  return folder
}

describe('killed with SIGKILL, taken up, and compared with the undisturbed run', { timeout: 300_000 }, () => {
  test('at every driver call of a move with every kind of step (P1, P2, P4, P5)', async () => {
    const { calls, kills, undisturbed } = await crashSweep({
      folder: await folderAt('0004'),
      migrations,
      program: await bundledChild(),
      task: { command: 'up', target: '0005' },
      onKilled: judgeKilled,
    })
    expect(calls).toBeGreaterThan(200)
    expect(kills).toBe(calls)
    expect(undisturbed.story?.verdict).toBe('PROVED')
  })

  test('while schema migrations run in groups, alone and with foreign keys off', async () => {
    const { undisturbed } = await crashSweep({
      folder: emptyFolder(),
      migrations,
      program: await bundledChild(),
      task: { command: 'up' },
      points: 24,
      onKilled: judgeKilled,
      onFinished: judgeRepeated,
    })
    expect(undisturbed.story?.verdict).toBe('PROVED')
    expect(undisturbed.applied.map(({ id }) => id)).toEqual(['0001', '0002', '0003', '0004', '0005', '0006'])
  })

  test('on the way down, and nothing is left of it (P14)', async () => {
    const { undisturbed } = await crashSweep({
      folder: await folderAt('0006'),
      migrations,
      program: await bundledChild(),
      task: { command: 'down', target: 'base' },
      points: 24,
    })
    expect(undisturbed.story?.verdict).toBe('PROVED')
    expect(undisturbed.content).toEqual((await stateOf(await projectIn(await ledgerOnly()))).content)
  })

  test('while a run that was itself killed is rolled back (P14)', async () => {
    const folder = await folderAt('0003')
    const before = (await stateOf(await projectIn(folder))).content
    const program = await bundledChild()
    const place = { cwd: folder, migrations }
    expect(await startChild({ place, task: { command: 'up' }, at: 170 }, { program }).ended).toBeUndefined()
    const { undisturbed } = await crashSweep({ folder, migrations, program, task: { command: 'rollback' }, points: 24 })
    expect(undisturbed.story?.verdict).toBe('REVERTED')
    expect(undisturbed.content).toEqual(before)
  })
})

/** A database with a ledger and nothing else. */
async function ledgerOnly(): Promise<string> {
  const folder = await folderAt('0001')
  await runTask(await projectIn(folder), { command: 'down', target: 'base' })
  return folder
}
