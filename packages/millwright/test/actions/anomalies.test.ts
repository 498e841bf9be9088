import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anomalies } from '../../src/actions/anomalies.ts'
import { openProject } from '../../src/actions/project.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { up } from '../../src/actions/up.ts'
import { exec, projectWith, rowsOf, table } from '../run/project-with.ts'

const files = {
  '0001_one.sql': table('one', 'id integer primary key'),
  '0002_two.sql': table('two', 'id integer primary key'),
  '0003_three.sql': table('three', 'id integer primary key'),
}

const oddIn = async (project: Parameters<typeof anomalies>[0]) =>
  (await anomalies(project)).findings.map(({ code, subject, message }) => [code, subject, message])

test('a history without anything unusual has none', async () => {
  const project = await projectWith(files)
  await up(project)
  const { looks, findings } = await anomalies(project)
  expect(findings).toEqual([])
  expect(looks.map(({ name, checked }) => [name, checked])).toEqual([
    ['gaps', '3 migrations'],
    ['files', '3 applied migrations'],
    ['order', '3 applied migrations'],
    ['proofs', '3 applied migrations'],
    ['durations', 'the usual is 0:00'],
    ['runs', '1 run'],
  ])
})

test('a database that does not exist yet has none', async () => {
  expect(await oddIn(await projectWith(files))).toEqual([])
})

test('a file that was edited, one that is gone, and one that came in between', async () => {
  const project = await projectWith(files)
  await up(project)
  const file = (name: string) => join(project.migrations, name)
  appendFileSync(file('0001_one.sql'), '-- a word more\n')
  rmSync(file('0003_three.sql'))
  writeFileSync(file('0001a_between.sql'), `-- parent: 0001\n${table('between_both', 'id integer primary key')}`)
  writeFileSync(file('0002_two.sql'), `-- parent: 0001a\n${files['0002_two.sql']}`)
  expect(await oddIn(await openProject({ cwd: project.root }))).toEqual([
    ['ODD101', '0001a between', 'it is not applied, and a migration that builds on it is'],
    ['ODD102', '0001 one', 'its file is not the one that was applied'],
    ['ODD102', '0002 two', 'its file is not the one that was applied'],
    ['ODD103', '0003 three', 'it is applied, and its file is gone'],
  ])
})

test('an order that the ledger tells, a long migration, and one that was not proved', async () => {
  const project = await projectWith(files)
  await up(project)
  const [run] = rowsOf(project, 'select id from millwright_run')
  exec(
    project,
    `update millwright_migration set seq = 9 where id = '0001'; update millwright_migration set ms = 61000 where id = '0002';
     update millwright_migration set proved = 0 where id = '0003'`,
  )
  const { findings } = await anomalies(project)
  expect(findings.map(({ code, subject, message, answer }) => [code, subject, message, answer])).toEqual([
    ['ODD104', '0002 two', 'it was applied before 0001, on which it builds', undefined],
    ['ODD106', '0003 three', 'it was applied and not proved', `millwright report ${String(run)}`],
    ['ODD107', '0002 two', 'it took 1:01, the usual is 0:00', undefined],
  ])
})

test('what was recorded without being run', async () => {
  const project = await projectWith({ ...files, '0004_bad.sql': table('four', 'id integer, id integer') })
  exec(project, Object.values(files).map(createOf).join(';'))
  await stamp(project, { target: '0003' })
  await up(project).catch(() => undefined)
  const found = await oddIn(project)
  expect(found.filter(([code]) => code === 'ODD105').map(([, subject]) => subject)).toEqual([
    '0001 one',
    '0002 two',
    '0003 three',
  ])
})

const createOf = (text: string): string => /create table[^;]+/.exec(text)?.[0] ?? ''

test('a run that ended badly is named with its reason', async () => {
  const project = await projectWith(files)
  await up(project)
  exec(
    project,
    "update millwright_run set verdict = 'FAILED', why = 'a disk was full', started_at = '2026-03-01T10:00:00Z'",
  )
  const [found, ...more] = await oddIn(project)
  expect(more).toEqual([])
  expect(found?.[2]).toBe('up of 2026-03-01 ended FAILED: a disk was full')
})
