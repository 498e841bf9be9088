import { describe, expect, test } from 'vitest'
import type { RowBlock } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import { type About, gather } from './subject.ts'

export function describeReading(about: About): void {
  describe('read', () => {
    const numbers = (to: number) =>
      sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${to}) select i, 'row ' || i as t from n`

    test('gives blocks of the size asked for, in the columns of the query', async () => {
      const blocks = await gather(about().db.read(numbers(25), 10))
      expect(blocks.map(({ rows }) => rows.length)).toEqual([10, 10, 5])
      expect(blocks[0]?.columns).toEqual(['i', 't'])
      expect(blocks[2]?.rows.at(-1)).toEqual([25n, 'row 25'])
      expect(await gather(about().db.read(sql`select 1 as one where 1 = 0`))).toEqual([])
    })

    test('reads nothing ahead of its consumer', async () => {
      let rows = 0
      for await (const block of about().db.read(numbers(2_000_000_000), 100)) {
        rows += block.rows.length
        if (rows >= 1000) break
      }
      expect(rows).toBe(1000)
    })

    test('large values make smaller blocks', async () => {
      const { db, given } = about()
      await db.run(sql`create table big (v ${sql.raw(given.types.text)})`)
      const value = 'x'.repeat(1_000_000)
      await db.insert(
        { table: 'big', columns: ['v'], key: [] },
        Array.from({ length: 20 }, () => [value]),
      )
      const blocks = await gather(db.read(sql`select v from big`))
      expect(Math.max(...blocks.map((block) => block.rows.length))).toBeLessThanOrEqual(5)
      expect(blocks.flatMap((block) => block.rows)).toHaveLength(20)
    })

    test('two readers and other statements do not disturb each other', async () => {
      const { db } = about()
      await db.transaction(async (tx) => {
        const sums = [0n, 0n]
        const other = tx.read(numbers(50), 7)[Symbol.asyncIterator]()
        for await (const { rows } of tx.read(numbers(50), 7)) {
          for (const [i] of rows) sums[0] = (sums[0] as bigint) + (i as bigint)
          await tx.all(numbers(50))
          const twin = (await other.next()).value as RowBlock
          for (const [i] of twin.rows) sums[1] = (sums[1] as bigint) + (i as bigint)
        }
        expect(sums).toEqual([1275n, 1275n])
      })
    })

    test('a reader outlives transactions beside it without losing a row', async () => {
      const { db } = about()
      await db.run(sql`create table t (a integer)`)
      let rows = 0
      for await (const block of db.read(numbers(100), 10)) {
        rows += block.rows.length
        await db.transaction((tx) =>
          tx.insert(
            { table: 't', columns: ['a'], key: [] },
            block.rows.map(([i]) => [i as Value]),
          ),
        )
        await db.transaction((tx) => tx.savepoint(() => Promise.reject(new Error('no')))).catch(() => undefined)
      }
      expect(rows).toBe(100)
      expect((await db.get(sql`select count(*) as n from t`))?.['n']).toBe(100n)
    })

    test('a reader of a transaction that is over says so instead of ending early', async () => {
      const { db } = about()
      const late = await db.transaction(async (tx) => {
        const reader = tx.read(numbers(100), 10)[Symbol.asyncIterator]()
        await reader.next()
        return { reader }
      })
      await expect(late.reader.next()).rejects.toThrow('its transaction is over')
    })

    test('a reader that was left behind does not hold the database', async () => {
      const { db } = about()
      await db.run(sql`create table t (a integer)`)
      await db.insert({ table: 't', columns: ['a'], key: [] }, [[1n], [2n], [3n]])
      await db.transaction(async (tx) => {
        await tx.read(sql`select a from t`, 1)[Symbol.asyncIterator]().next()
      })
      await db.run(sql`drop table t`)
    })
  })
}
