import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { down, type Project, up } from 'millwright'
import { lifeCycle, stateOf } from 'millwright/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../src/generator/generate.ts'
import { stages, writeStage } from '../../src/generator/write.ts'
import { logbookProject, root, shipTables } from '../../src/project.ts'
import { query, sharedPlace } from '../support.ts'

const history = readdirSync(join(root, 'migrations'))
  .map((file) => file.split('_')[0] ?? '')
  .toSorted()

const db = sharedPlace()
const { voyage } = generate({ years: 0.5, seed: 11, start: '2025-01-05', profile: 'clean' }, shipTables())
let project: Project
beforeAll(async () => {
  project = await logbookProject(db)
})

describe('every revision: up over the rows of the one before, down to exactly those, up to exactly the same again', () => {
  test.each(history)('%s', async (target) => {
    const { verdicts } = await lifeCycle(project, { target })
    expect(verdicts).toEqual({ up: 'PROVED', down: 'PROVED', again: 'PROVED' })
    for (const stage of stages.filter(({ after }) => after === target)) await writeStage(project, voyage, stage)
  })
})

test('the book has its rows at the end, and the weekly law holds', () => {
  const [{ soundings, entries }] = query(
    db,
    `select (select count(*) from weekly_soundings) as soundings, (select count(*) from orb_entries) as entries`,
  ) as [{ soundings: number; entries: number }]
  expect(soundings).toBe(27)
  expect(entries).toBe(2 * soundings)
  expect(query(db, 'pragma foreign_key_check')).toEqual([])
  expect(query(db, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
})

test('all the way down to nothing and up again, with the rows of the first revision in every revision', async () => {
  await down(project, { target: 'r01', yes: true, backup: false })
  const first = await stateOf(project)
  const kept = ['weekly_soundings', 'orb_entries', 'service_tank_config', 'daily_fuel_tickets'] as const
  expect(Object.keys(first.content.tables).sort()).toEqual([...kept].sort())
  await up(project, { yes: true, backup: false })
  await down(project, { target: 'r01', yes: true, backup: false })
  expect((await stateOf(project)).content).toEqual(first.content)
  await down(project, { target: 'base', yes: true, backup: false })
  expect(
    query(db, "select name from sqlite_schema where name not like 'millwright%' and name not like 'sqlite%'"),
  ).toEqual([])
  await expect(up(project, { yes: true, backup: false })).resolves.toMatchObject({ verdict: 'PROVED' })
})
