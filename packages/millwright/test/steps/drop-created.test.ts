import { expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { up } from '../../src/actions/up.ts'
import { createdChanged, notEmpty } from '../../src/steps/problems.ts'
import { lifeCycle } from '../../src/testing/life-cycle.ts'
import { exec, moveOf, projectWith, rowsOf, smallBatches, table } from '../run/project-with.ts'

const files = {
  '0001_place.sql': table('place', 'id integer primary key, note text'),
  '0002_load.ts': moveOf(
    `m.load('load', { from: listOf('places', [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id }))), to: 'place', key: ['id'], undo: 'drop-created', map: ({ id }) => ({ id, note: 'n' + id }) })`,
  ),
}

test('a load without a journal: applied, looked at, undone, compared, applied again', async () => {
  const project = await projectWith(files, smallBatches)
  await up(project, { target: '0001' })
  const look = () => expect(rowsOf(project, 'select count(*) from place')).toEqual(['7'])
  await expect(lifeCycle(project, { look })).resolves.toMatchObject({ verdicts: { down: 'PROVED', again: 'PROVED' } })
})

test('it writes no journal', async () => {
  const project = await projectWith(files, smallBatches)
  await up(project)
  expect(rowsOf(project, 'select count(*) from millwright_journal')).toEqual(['0'])
})

test('a table that holds rows already is refused', async () => {
  const project = await projectWith(files, smallBatches)
  await up(project, { target: '0001' })
  exec(project, "insert into place values (9, 'mine')")
  await expect(up(project)).resolves.toMatchObject({
    verdict: 'FAILED',
    exit: 4,
    why: notEmpty('load', 'place').message,
  })
  expect(rowsOf(project, 'select id from place')).toEqual(['9'])
})

test('rows that came later are not thrown away, unless that is asked for', async () => {
  const project = await projectWith(files, smallBatches)
  await up(project)
  exec(project, "insert into place values (9, 'mine')")
  const why = createdChanged('load', 'place', 8).message
  await expect(down(project, { yes: true })).resolves.toMatchObject({ verdict: 'FAILED', why })
  expect(rowsOf(project, 'select count(*) from place')).toEqual(['8'])
})
