/** Rows that a migration of SQL will not meet, and runs that a check ended before anything began. */
import { expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { script } from '../../src/actions/script.ts'
import { up } from '../../src/actions/up.ts'
import { reportText } from '../../src/report/text.ts'
import { exec, moveOf, problemOf, projectWith, rowsOf, smallBatches, table } from './project-with.ts'

const first = table('part', 'id integer primary key, note text')
const unique = `-- refuse up when: select note, count(*) as times from part group by note having count(*) > 1 : the same note twice
-- refuse down when: select id from part where note is not null : the notes would be lost
-- migrate:up
create unique index one_note on part (note);
-- migrate:down
drop index one_note;
`

test('the way up is refused while the rows are there, and nothing was done', async () => {
  const project = await projectWith({ '0001_part.sql': first })
  await up(project)
  exec(project, "insert into part values (1, 'a'), (2, 'a'), (3, null)")
  const more = await projectWith({ '0001_part.sql': first, '0002_unique.sql': unique })
  const both = { ...project, migrations: more.migrations }
  expect(await up(both)).toMatchObject({
    verdict: 'REFUSED',
    exit: 4,
    why: expect.stringContaining(
      "0002 unique was not begun: the same note twice (1 row: note='a', times=2)",
    ) as unknown,
  })
  expect(rowsOf(project, "select count(*) from sqlite_schema where name = 'one_note'")).toEqual(['0'])
  exec(project, 'delete from part where id = 2')
  expect(await up(both)).toMatchObject({ verdict: 'PROVED' })
})

test('the way down has rules of its own', async () => {
  const project = await projectWith({ '0001_part.sql': first, '0002_unique.sql': unique })
  await up(project)
  exec(project, "insert into part values (1, 'a')")
  expect(await down(project, { target: '-1', yes: true })).toMatchObject({
    verdict: 'REFUSED',
    why: expect.stringContaining('the notes would be lost (1 row: id=1)') as unknown,
  })
  exec(project, 'delete from part')
  expect(await down(project, { target: '-1', yes: true })).toMatchObject({ verdict: 'PROVED' })
})

test('outside of a transaction they are asked before the first statement', async () => {
  const alone = unique.replace('-- migrate:up', '-- transaction: off\n-- migrate:up')
  const project = await projectWith({ '0001_part.sql': first, '0002_alone.sql': alone })
  await up(project, { target: '0001' })
  exec(project, "insert into part values (1, 'a'), (2, 'a')")
  expect(await up(project)).toMatchObject({ verdict: 'REFUSED' })
  exec(project, 'delete from part where id = 2')
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
})

test('what was applied before a refusal stands, and then the run failed', async () => {
  const project = await projectWith({
    '0001_part.sql': first,
    '0002_shelf.sql': table('shelf', 'id integer'),
    '0003_unique.sql': unique,
  })
  await up(project, { target: '0001' })
  exec(project, "insert into part values (1, 'a'), (2, 'a')")
  expect(await up(project)).toMatchObject({ verdict: 'FAILED', exit: 4 })
  expect(rowsOf(project, "select name from sqlite_schema where name in ('shelf', 'one_note')")).toEqual(['shelf'])
})

test('a rule that is none is refused where it stands, and a script cannot keep one', async () => {
  const project = await projectWith({ '0001_part.sql': `-- refuse up when: the moon is full\n${first}` })
  const { code, text } = await problemOf(up(project))
  expect([code, text.next]).toEqual(['HIST111', expect.stringContaining('`-- refuse up when: <select> : <why>`')])
  const kept = await projectWith({ '0001_part.sql': first, '0002_unique.sql': unique })
  expect((await problemOf(script(kept))).code).toBe('RUN128')
})

test('a check before the first move refuses; the way back over a move leaves no doubt', async () => {
  const move = moveOf(
    "m.before(m.zero('every note is there', sql`select id from part where note is null`))\nm.fill('fill', { table: 'part', set: { note: sql`'x'` } })",
  )
  const project = await projectWith({ '0001_part.sql': first, '0002_fill.ts': move }, smallBatches)
  await up(project, { target: '0001' })
  exec(project, 'insert into part values (1, null)')
  expect(await up(project)).toMatchObject({ verdict: 'REFUSED', exit: 4 })
  exec(project, "update part set note = 'a'")
  expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  const back = await down(project, { target: '-1', yes: true })
  if (!('report' in back)) throw new Error('nothing was taken back')
  expect(back.verdict).toBe('PROVED')
  expect(back.report.doubts).toEqual([])
  expect(reportText(back.report)).not.toContain('DOUBT')
})
