/** A step waits while others do not keep up, says why, and can be paused meanwhile. */
import { expect, test } from 'vitest'
import { resumeRun } from '../../src/actions/resume.ts'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { type Clock, systemClock } from '../../src/kernel/clock.ts'
import type { RunEvent } from '../../src/ledger/events.ts'
import { moveOf, projectWith, rowsOf, smallBatches, table } from './project-with.ts'

const files = {
  '0001_item.sql': table('item', 'id integer primary key'),
  '0002_load.ts': moveOf(
    "m.load('load', { from: listOf('items', Array.from({ length: 12 }, (_, id) => ({ id }))), to: 'item', key: ['id'], map: (r) => r })",
  ),
}

/** A second passes at every look at this clock. */
function quickClock(slept: number[]): Clock {
  let ticks = 0
  return { ...systemClock, ticks: () => (ticks += 1000), sleep: async (ms) => void slept.push(ms) }
}

const lagging = 'a replica is 9.0 s behind, and 1.5 s are allowed'

async function projectUnder(reasons: (string | undefined)[], slept: number[]): Promise<Project> {
  const project = await projectWith(files, smallBatches)
  await up(project, { target: '0001' })
  const dialect = { ...project.dialect, pressure: async () => reasons.shift() }
  return { ...project, dialect, clock: quickClock(slept) }
}

test('the reason is told once, the wait is counted, and the work goes on when it is over', async () => {
  const slept: number[] = []
  const project = await projectUnder([lagging, lagging, 'a session waits for a lock', undefined], slept)
  const told: string[] = []
  const onEvent = (event: RunEvent): void => void (event.type === 'waiting' && told.push(event.reason))
  expect(await up(project, { onEvent })).toMatchObject({ verdict: 'PROVED' })
  expect(told).toEqual([lagging, 'a session waits for a lock'])
  expect(slept).toEqual([500, 500, 500])
})

test('a pause that is asked for meanwhile ends the step at the boundary where it waits', async () => {
  const slept: number[] = []
  const project = await projectUnder(
    Array.from({ length: 99 }, () => lagging),
    slept,
  )
  const end = await up(project, { isInterrupted: () => slept.length >= 3 })
  expect(end).toMatchObject({ verdict: 'PAUSED', exit: 5 })
  expect(rowsOf(project, 'select count(*) from item')).toEqual(['3'])
  const calm = { ...project, dialect: { ...project.dialect, pressure: async () => undefined } }
  expect(await resumeRun(calm)).toMatchObject({ verdict: 'PROVED' })
})
