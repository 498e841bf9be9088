import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { createBackup, listBackups, neededBackups, proveBackup, restoreBackup, rollback, up } from '../../src/index.ts'
import { exec, fileOf, problemOf, projectWith, rowsOf, table } from '../run/project-with.ts'

const files = { '0001_place.sql': table('place', 'id integer primary key, note text') }
const besides = (file: string): readonly string[] =>
  readdirSync(dirname(file)).filter((name) => name.includes('before'))

test('an application makes, lists, proves and restores backups through the public API', async () => {
  const project = await projectWith(files)
  await up(project)
  exec(project, "insert into place values (1, 'kept')")
  const { id, reason, tables } = await createBackup(project, { reason: 'every night', label: 'night' })
  expect([reason, tables['place']?.rows]).toEqual(['every night', 1])
  exec(project, "insert into place values (2, 'later')")
  expect((await listBackups(project)).backups.map((backup) => backup.id)).toEqual([id])
  expect((await proveBackup(project)).findings).toEqual([])
  expect((await problemOf(restoreBackup(project, { id, yes: false }))).code).toBe('RUN126')
  const { aside } = await restoreBackup(project, { id, yes: true, aside: false })
  expect(aside).toBeUndefined()
  expect(rowsOf(project, 'select note from place')).toEqual(['kept'])
  expect(besides(fileOf(project))).toEqual([])
})

test('the file that was there stays beside, unless it is to go', async () => {
  const project = await projectWith(files)
  await up(project)
  const { id } = await createBackup(project)
  const { aside = '' } = await restoreBackup(project, { id, yes: true })
  expect(existsSync(aside)).toBe(true)
  expect(besides(fileOf(project))).toHaveLength(1)
})

test('a backup is needed as long as its run can be rolled back', async () => {
  const later = { ...files, '0002_more.sql': table('more', 'id integer primary key') }
  const project = await projectWith(later, { backups: { before: 'always' } })
  await up(project, { target: '0001' })
  const end = await up(project)
  const [backup] = (await listBackups(project)).backups
  expect(backup?.run).toBe('run' in end ? end.run : undefined)
  expect([...(await neededBackups(project))]).toEqual([backup?.id])
  await rollback(project, { run: 'run' in end ? end.run : '', yes: true, backup: false })
  expect([...(await neededBackups(project))]).toEqual([])
})
