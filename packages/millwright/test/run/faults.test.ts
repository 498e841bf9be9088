/** Every driver call fails: once, for good, or only its answer is lost. The engine says so, and finishes the work later. */
import { cpSync, rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { type CallWatch, faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { quickFolder } from '../../src/testing/quick-folder.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { runTask } from '../../src/testing/task.ts'
import { judgeKilled } from '../crash/judge.ts'
import { emptyFolder, projectIn } from '../crash/place.ts'

const faults: Readonly<Record<string, (at: number) => CallWatch>> = {
  'one call fails': (at) => ({ before: (call) => fail(call.at === at) }),
  'nothing answers any more': (at) => ({ before: (call) => fail(call.at >= at) }),
  'one answer is lost': (at) => ({ after: (call) => fail(call.at === at) }),
}

function fail(now: boolean): void {
  if (now) throw new Error('the cable was pulled')
}

const watched = (project: Project, watch: CallWatch): Project => ({
  ...project,
  dialect: faultyDialect(project.dialect, watch),
})

async function atMove(): Promise<string> {
  const folder = emptyFolder()
  await up(await projectIn(folder), { target: '0004', yes: true })
  return folder
}

describe.each(Object.entries(faults))('%s', { timeout: 120_000 }, (_name, watchAt) => {
  test('nothing is called proved that is not, and the next up ends as if nothing had been', async () => {
    const origin = await atMove()
    const copies = quickFolder()
    onTestFinished(() => rmSync(copies, { recursive: true, force: true }))
    let calls = 0
    const whole = await copyTo(`${copies}/whole`)
    await up(watched(whole, { before: () => void calls++ }), { target: '0005' })
    const wanted = await stateOf(whole)
    for (let at = 1; at <= calls; at += 1 + Math.floor(calls / 50)) {
      const project = await copyTo(`${copies}/${at}`)
      const end = await runTask(watched(project, watchAt(at)), { command: 'up', target: '0005' }).catch(() => undefined)
      judgeKilled(project)
      if (end?.verdict === 'PROVED') expect(await stateOf(project), `call ${at}`).toEqual(wanted)
      await up(project, { target: '0005' })
      expect(await stateOf(project), `call ${at}`).toEqual(wanted)
    }

    function copyTo(folder: string): Promise<Project> {
      cpSync(origin, folder, { recursive: true })
      return projectIn(folder)
    }
  })
})
