/** Runners on a server that stand still, and a disk on which nothing fits any more. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Project } from '../../src/actions/project.ts'
import { resumeRun } from '../../src/actions/resume.ts'
import { unlock } from '../../src/actions/unlock.ts'
import { up } from '../../src/actions/up.ts'
import { sql } from '../../src/kernel/sql.ts'
import { startChild } from '../../src/testing/child.ts'
import type { ChildEnd } from '../../src/testing/crash-child.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { moveOf, projectWith } from '../run/project-with.ts'
import { bundledChild } from './program.ts'
import { folderOn, migrations, ownServer, projectOn, rowsOn } from './server.ts'

const server = await ownServer()
const task = { command: 'up', target: '0005' } as const

async function untilStopped(pid: number): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T')) return
    await new Promise((wake) => setTimeout(wake, 5))
  }
  throw new Error('the process was not stopped')
}

/** Some calls outside of transactions and some inside, of every part of the run. */
function places(calls: ChildEnd['calls']): readonly number[] {
  const begun = calls.findIndex(({ text }) => text.includes('insert into millwright_run'))
  const all = calls.map((_, at) => at + 1).slice(begun)
  return all.filter((_, at) => at % Math.ceil(all.length / 10) === 0)
}

describe.skipIf(server === undefined)(
  'a runner that stands still while a second one does its work (P8)',
  { timeout: 300_000 },
  () => {
    test('loses its session where it held locks, and is refused when it wakes up; nothing is doubled', async () => {
      const program = await bundledChild()
      // What a stopped process holds is given back soon, so that the second one need not wait for ten minutes.
      const soon = (url: string): string => `${url}?idle_in_transaction_session_timeout=700ms`
      const origin = await projectOn(folderOn(server))
      await up(origin, { target: '0004', yes: true })
      const copy = async (): Promise<Project> => {
        const made = await origin.dialect.snapshots.copy(origin.url, origin.root)
        onTestFinished(() => made.dispose())
        return { ...origin, url: soon(made.url) }
      }
      const placeOf = ({ url, root }: Project) => ({ cwd: root, migrations, url })
      const whole = await copy()
      const { calls } = (await startChild({ place: placeOf(whole), task }, { program }).ended) as ChildEnd
      const wanted = await stateOf(whole)
      const ends = new Set<string>()
      for (const at of places(calls)) {
        const project = await copy()
        const first = startChild({ place: placeOf(project), task, at, signal: 'SIGSTOP' }, { program })
        await untilStopped(first.process.pid as number)
        await unlock(project, { yes: true }).catch(() => undefined)
        await up(project, { target: '0005' })
        first.process.kill('SIGCONT')
        const end = (await first.ended) as ChildEnd
        ends.add(end.code ?? end.end?.verdict ?? 'up to date')
        expect(await stateOf(project), `stopped before call ${at}: ${calls[at - 1]?.text}`).toEqual(wanted)
      }
      expect(
        [...ends].filter((word) => !['FAILED', 'RUN101', 'RUN102', 'RUN117', 'PROVED', 'up to date'].includes(word)),
      ).toEqual([])
      expect(ends).toContain('FAILED')
    })
  },
)

/** A disk of a few megabytes for one table; where this user may not make one, the reason is printed. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('chown', ['postgres', folder])
    return folder
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return undefined
  }
}

const disk = server === undefined || process.getuid?.() !== 0 ? undefined : smallDisk()

describe.skipIf(disk === undefined)('a disk that is full (P21)', { timeout: 120_000 }, () => {
  test('ends the run with words at a batch boundary, and the run goes on when there is room', async () => {
    const folder = disk as string
    const load = `m.load('load', { from: listOf('rows', Array.from({ length: 4000 }, (_, id) => ({ id }))), to: 'wide', key: ['id'], map: ({ id }) => ({ id, text: String(id).repeat(500) }) })`
    const table =
      '-- migrate:up\ncreate table wide (id integer primary key, text text not null);\nalter table wide alter column text set storage external;\n-- migrate:down\ndrop table wide;\n'
    const database = server?.newUrl()
    const project = await projectWith(
      { '0001_wide.sql': table, '0002_load.ts': moveOf(load) },
      { database, batch: { minRows: 200, maxRows: 200 } },
    )
    await up(project, { target: '0001' })
    const db = await openDatabase(project)
    try {
      await db.run(sql.raw(`create tablespace small location '${folder}'`))
      await db.run(sql`alter table wide set tablespace small`)
      const end = await up(project, { acceptDrift: true })
      expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
      expect('why' in end && end.why).toContain('There is no room left')
      const [stood = ''] = await rowsOn(project, 'select count(*) from wide')
      expect(Number(stood) % 200).toBe(0)
      expect(await rowsOn(project, "select record from millwright_part where step = 'load'")).toEqual([stood])
      execFileSync('mount', ['-o', 'remount,size=64m', folder])
      expect((await resumeRun(project)).exit).not.toBe(1)
      expect(await rowsOn(project, 'select count(*), max(id) from wide')).toEqual(['4000 3999'])
      await db.run(sql`alter table wide set tablespace pg_default`)
      await db.run(sql`drop tablespace small`)
    } finally {
      await db.close()
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

if (server !== undefined && disk === undefined) test.skip('a full disk needs the right to mount one', () => undefined)
