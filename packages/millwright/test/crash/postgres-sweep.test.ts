/** The sweep of `sweep.test.ts` on a server: every process that dies leaves the ledger and the rows in step. */
import { describe, expect, test } from 'vitest'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { startChild } from '../../src/testing/child.ts'
import { crashSweep } from '../../src/testing/crash-sweep.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { runTask } from '../../src/testing/task.ts'
import { judgeBooks, looks } from './judge.ts'
import { bundledChild } from './program.ts'
import { folderOn, migrations, ownServer, projectOn, rowsOn } from './server.ts'

const server = await ownServer()

async function folderAt(target?: string): Promise<string> {
  const folder = folderOn(server)
  if (target !== undefined) expect((await runTask(await projectOn(folder), { command: 'up', target })).exit).toBe(0)
  return folder
}

/** P2, P5: what the rows show is what the positions say, and the books close. */
async function judgeKilled(project: Project): Promise<void> {
  const [ledger] = await rowsOn(project, "select to_regclass('millwright_part')")
  if (ledger === '') return
  for (const line of await rowsOn(project, 'select to_json(p)::text from millwright_part p')) {
    const part = JSON.parse(line) as Parameters<typeof judgeBooks>[0]
    judgeBooks(part)
    const look = looks[part.step]
    if (look !== undefined)
      expect(await rowsOn(project, look.query), part.step).toEqual(look.expected(part.record, part.state))
  }
}

const changes = 'select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables'

/** P4: once everything is done, the same command changes no row of any table. */
async function judgeRepeated(project: Project): Promise<void> {
  const before = await rowsOn(project, changes)
  expect(await up(project, { yes: true })).toMatchObject({ upToDate: true, exit: 0 })
  expect(await rowsOn(project, changes)).toEqual(before)
}

const points = Number(process.env['MILLWRIGHT_SWEEP_POINTS'] ?? 16)

describe.skipIf(server === undefined)(
  'killed, taken up, and compared with the undisturbed run',
  { timeout: 500_000 },
  () => {
    test('all over a move with every kind of step (P1, P2, P4, P5)', async () => {
      const { calls, undisturbed } = await crashSweep({
        folder: await folderAt('0004'),
        migrations,
        program: await bundledChild(),
        task: { command: 'up', target: '0005' },
        points,
        phases: ['before', 'after'],
        onKilled: judgeKilled,
      })
      expect(calls).toBeGreaterThan(200)
      expect(undisturbed.story?.verdict).toBe('PROVED')
    })

    test('while schema migrations run in groups, alone and with foreign keys off', async () => {
      const { undisturbed } = await crashSweep({
        folder: folderOn(server),
        migrations,
        program: await bundledChild(),
        task: { command: 'up' },
        points: points / 2,
        onKilled: judgeKilled,
        onFinished: judgeRepeated,
      })
      expect(undisturbed.applied.map(({ id }) => id)).toEqual(['0001', '0002', '0003', '0004', '0005', '0006'])
    })

    test('on the way down, and nothing is left of it (P14)', async () => {
      const { undisturbed } = await crashSweep({
        folder: await folderAt('0006'),
        migrations,
        program: await bundledChild(),
        task: { command: 'down', target: 'base' },
        points: points / 2,
      })
      expect(undisturbed.story?.verdict).toBe('PROVED')
      expect(Object.keys(undisturbed.content.tables).filter((name) => !name.startsWith('millwright_'))).toEqual([])
    })

    test('while a run that was itself killed is rolled back (P14)', async () => {
      const folder = await folderAt('0003')
      const before = (await stateOf(await projectOn(folder))).content
      const program = await bundledChild()
      const place = { cwd: folder, migrations }
      expect(await startChild({ place, task: { command: 'up' }, at: 170 }, { program }).ended).toBeUndefined()
      const task = { command: 'rollback' } as const
      const { undisturbed } = await crashSweep({ folder, migrations, program, task, points: points / 2 })
      expect(undisturbed.story?.verdict).toBe('REVERTED')
      expect(undisturbed.content).toEqual(before)
    })
  },
)
