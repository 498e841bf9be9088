/** What a check costs and says when there are many rows, and queries as authors write them. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { evaluateKeeps } from '../../src/checks/keeps.ts'
import { describeRowSet, differenceOf, readRowSet } from '../../src/checks/rows.ts'
import { evaluateSame } from '../../src/checks/same.ts'
import { showRow, showValue } from '../../src/checks/show.ts'
import { evaluateZero } from '../../src/checks/zero.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'

const rows = 60_000

/** Numbers from 1, each of them three times, and a NULL for every hundredth. */
async function numbers(): Promise<Connection> {
  const db = await sqlite.scratch()
  onTestFinished(() => db.close())
  await db.run(sql`create table n (id integer primary key, x integer)`)
  await db.run(sql`insert into n (x) with recursive c (i) as (select 1 union all select i + 1 from c where i < ${rows})
    select case when i % 100 = 0 then null else i / 3 end from c`)
  return db
}

describe('many rows', () => {
  test('are compared whatever their order, and one change among them is seen', async () => {
    const db = await numbers()
    const [forth, back] = [sql`select id, x from n order by id`, sql`select id, x from n order by -id`]
    expect(await evaluateSame(db, forth, back)).toMatchObject({ ok: true, differences: 0, samples: [] })
    const before = await readRowSet(db, sql`select x from n`)
    expect([before.rows, before.counts.size < rows / 2]).toEqual([rows, true])
    await db.run(sql`update n set x = 7 where id = 31111`)
    const found = await evaluateKeeps(db, before, sql`select x from n`)
    expect(found).toMatchObject({ ok: false, differences: 2 })
    expect(found.samples.toSorted()).toEqual(['only after: [7]', 'only before: [10370]'])
    expect(found.before).toMatch(/^60,000 rows, [0-9a-f]{12}$/)
    expect(found.after).not.toBe(found.before)
  })

  test('that are too many are counted exactly and named in part', async () => {
    const db = await numbers()
    const found = await evaluateZero(db, sql`select id from n where x is null`)
    expect(found).toMatchObject({ ok: false, differences: 600, after: '600 rows' })
    expect(found.samples).toEqual(['id=100', 'id=200', 'id=300', 'id=400', 'id=500', '… 595 more'])
    const all = await evaluateSame(db, sql`select id from n`, sql`select -id from n`)
    expect(all).toMatchObject({ ok: false, differences: 2 * rows })
    expect(all.samples).toHaveLength(5)
  })

  test('one NULL more or less is a difference, and NULL is not zero or empty text', async () => {
    const db = await numbers()
    const before = await readRowSet(db, sql`select x from n where id <= 300`)
    await db.run(sql`update n set x = 0 where id = 200`)
    const found = differenceOf(before, await readRowSet(db, sql`select x from n where id <= 300`))
    expect(found.differences).toBe(2)
    expect(await evaluateSame(db, sql`select null`, sql`select ''`)).toMatchObject({ ok: false, differences: 2 })
  })
})

describe('a query as an author writes it', () => {
  test.each([
    ['select 1 as one -- nothing after this'],
    ['select 1 as one\n-- more\n'],
    ['with few as (select 1 as one) select one from few order by one limit 3'],
    ['select 1 as one union all select 1 order by 1'],
    ['values (1)'],
  ])('%s', async (text) => {
    const db = await sqlite.scratch()
    onTestFinished(() => db.close())
    const found = await evaluateZero(db, sql.raw(text))
    expect(found.ok).toBe(false)
    expect(found.differences).toBe(found.samples.length)
    expect(await evaluateSame(db, sql.raw(text), sql.raw(text))).toMatchObject({ ok: true })
  })

  test('binds its values', async () => {
    const db = await numbers()
    expect(await evaluateZero(db, sql`select id from n where id > ${rows} or x = ${-1}`)).toMatchObject({ ok: true })
    expect(await evaluateZero(db, sql`select id from n where id between ${5} and ${6}`)).toMatchObject({
      differences: 2,
    })
  })
})

describe('what a report shows', () => {
  test('of one value is the value, of more their number and a digest', async () => {
    const db = await numbers()
    const shown = async (text: string) => describeRowSet(await readRowSet(db, sql.raw(text)))
    expect(await shown('select count(*), 1.5, null from n')).toBe('[60000,1.5,null]')
    expect(await shown('select id from n where 0')).toMatch(/^0 rows, /)
    expect(await shown("select replace(hex(zeroblob(100)), '0', 'x')")).toMatch(/^1 row, [0-9a-f]{12}$/)
    expect(await shown('select id from n where id < 3 order by id')).toBe(
      await shown('select id from n where id < 3 order by -id'),
    )
  })

  test('of a row is on one line, with the kind of each value', () => {
    const values = [null, undefined, "it's", 7n, 1.5, true, new Uint8Array([0, 255])]
    expect(values.map(showValue)).toEqual(['NULL', 'NULL', "'it's'", '7', '1.5', 'true', "x'00ff'"])
    expect(showRow({ id: 1n, name: 'a\nb', note: null })).toBe("id=1, name='a\\nb', note=NULL")
    expect(showRow({ long: 'x'.repeat(500) })).toHaveLength(200)
  })
})
