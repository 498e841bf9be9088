/** P20, P21: little memory, and a disk without room. */
import { describe, expect, test } from 'vitest'
import { resumeRun } from '../../src/actions/resume.ts'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { sql } from '../../src/kernel/sql.ts'
import { startChild } from '../../src/testing/child.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { moveOf, projectWith, rowsOf, table } from './project-with.ts'

const item = table('item', 'id integer primary key, name text not null, note text')
const made = (length: number, note = "'n'.repeat(20)") =>
  `{ length: ${length}, at: (id) => ({ id, name: 'item ' + id, note: ${note} }) }`
const load = (records: string) =>
  moveOf(`m.load('load', { from: listOf('items', ${records}), to: 'item', key: ['id'], map: (r) => r })`)

describe('a load of 300,000 records (P20)', () => {
  test('stays within a heap of 128 MB', { timeout: 120_000 }, async () => {
    const project = await projectWith({ '0001_item.sql': item, '0002_load.ts': load(made(300_000)) })
    const end = await startChild({ place: { cwd: project.root }, task: { command: 'up' } }, { heapMb: 128 }).ended
    expect(end?.end).toMatchObject({ verdict: 'PROVED', exit: 0 })
    expect(end?.memory).toBeLessThan(300 * 1024) // kilobytes, the runtime included
    expect(rowsOf(project, 'select count(*) from item')).toEqual(['300000'])
  })
})

describe('a disk without room (P21)', () => {
  const files = { '0001_item.sql': item, '0002_load.ts': load(made(3000, "'n'.repeat(200)")) }
  const batch = { batch: { minRows: 200, maxRows: 200, targetMs: 1000 } }

  /** The same project on a disk that has room for so many pages and no more. */
  const limited = (project: Project, pages: number): Project => ({
    ...project,
    dialect: {
      ...project.dialect,
      open: async (url, options) => {
        const db = await project.dialect.open(url, options)
        if (options?.readOnly !== true) await db.all(sql`pragma max_page_count = ${sql.raw(String(pages))}`)
        return db
      },
    },
  })

  test.each([60, 90, 120, 150, 180, 210])(
    'is told, keeps what was committed, and the run ends well with more room: %i pages',
    async (pages) => {
      const project = await projectWith(files, batch)
      const whole = await projectWith(files, batch)
      await up(project, { target: '0001' })
      await up(whole)
      const end = await up(limited(project, pages))
      expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
      expect('why' in end && end.why).toMatch(/^There is no room left for the database .*: database or disk is full\.$/)
      const [read, rows] = [
        rowsOf(project, "select record from millwright_part where step = 'load'"),
        rowsOf(project, 'select count(*) from item'),
      ]
      expect(rows).toEqual(read.length === 0 ? ['0'] : read)
      expect(await resumeRun(project)).toMatchObject({ verdict: 'PROVED', exit: 0 })
      expect((await stateOf(project)).content).toEqual((await stateOf(whole)).content)
    },
  )

  test('in a group of schema migrations keeps none of the one that had no room', async () => {
    const fill = `-- migrate:up\ncreate table big (id integer primary key, note text);\nwith recursive n (i) as (select 1 union all select i + 1 from n where i < 5000) insert into big select i, hex(zeroblob(100)) from n;\n-- migrate:down\ndrop table big;\n`
    const project = await projectWith({
      '0001_item.sql': item,
      '0002_more.sql': table('more', 'id integer'),
      '0003_big.sql': fill,
    })
    const end = await up(limited(project, 60))
    expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
    expect('why' in end && end.why).toContain('full')
    expect(rowsOf(project, "select name from sqlite_schema where name = 'big'")).toEqual([])
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select count(*) from big')).toEqual(['5000'])
  })
})
