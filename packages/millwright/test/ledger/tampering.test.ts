/** Whatever a person changes in the stored events of a real run, reading them tells. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { report, verifyEvents } from '../../src/actions/report.ts'
import { up } from '../../src/actions/up.ts'
import { exec, problemOf, projectWith, rowsOf, table } from '../run/project-with.ts'

const files = { '0001_one.sql': table('one', 'id integer'), '0002_two.sql': table('two', 'id integer') }

test('any one change of any one event', async () => {
  const project = await projectWith(files)
  const end = await up(project)
  const run = 'run' in end ? end.run : ''
  const count = Number(rowsOf(project, 'select count(*) from millwright_event')[0])
  expect(await verifyEvents(project)).toMatchObject({ run, events: { seq: count } })
  exec(project, 'create table kept as select * from millwright_event')
  const changes = fc.record({
    seq: fc.integer({ min: 1, max: count - 1 }),
    column: fc.constantFrom('at', 'type', 'data', 'hash'),
    how: fc.constantFrom("COLUMN || ' '", "'x'", 'upper(COLUMN)', "replace(COLUMN, 'e', 'a')", 'substr(COLUMN, 2)'),
  })
  await fc.assert(
    fc.asyncProperty(changes, async ({ seq, column, how }) => {
      exec(project, `update millwright_event set ${column} = ${how.replace('COLUMN', column)} where seq = ${seq}`)
      const [changed] = rowsOf(
        project,
        'select count(*) from (select * from millwright_event except select * from kept)',
      )
      if (changed === '1') {
        expect(await problemOf(verifyEvents(project))).toMatchObject({ code: 'RUN106', exit: 4 })
        expect(await problemOf(report(project, run))).toMatchObject({ code: 'RUN106' })
      } else expect(await verifyEvents(project)).toMatchObject({ run })
      exec(project, 'delete from millwright_event; insert into millwright_event select * from kept')
    }),
    { numRuns: 60 },
  )
})

test('an event of another run in between', async () => {
  const project = await projectWith(files)
  await up(project, { target: '0001' })
  await up(project)
  const [first = '', second = ''] = rowsOf(project, 'select id from millwright_run order by seq')
  expect(await verifyEvents(project, first)).toMatchObject({ run: first })
  exec(project, `delete from millwright_event where run = '${second}' and seq = 3`)
  exec(
    project,
    `insert into millwright_event select '${second}', 3, at, type, data, hash from millwright_event where run = '${first}' and seq = 3`,
  )
  expect(await problemOf(verifyEvents(project, second))).toMatchObject({ code: 'RUN106' })
  expect(await verifyEvents(project, first)).toMatchObject({ run: first })
})
