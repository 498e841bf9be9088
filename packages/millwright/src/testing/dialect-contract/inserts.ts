import { beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { type About, countRows, makeParts, parts, plain } from './subject.ts'

export function describeInserts(about: About): void {
  describe('insert', () => {
    beforeEach(() => makeParts(about()))

    test('lists a row whose key is there as a conflict and leaves the one in the table as it is', async () => {
      const { db } = about()
      const rows = [
        [1n, 'a', 1n],
        [2n, 'b', 2n],
        [1n, 'c', 3n],
      ] as const
      expect(await db.insert(parts, rows)).toEqual([{ at: 2, kind: 'conflict' }])
      expect(plain(await db.all(sql`select id, name from parts order by id`))).toEqual([
        { id: 1n, name: 'a' },
        { id: 2n, name: 'b' },
      ])
    })

    test('lists what another constraint refuses, with its words, and inserts the rest', async () => {
      const { db } = about()
      const rows = [
        [1n, 'a', 1n],
        [2n, 'a', 1n],
        [3n, null, 1n],
        [4n, 'd', -1n],
        [5n, 'e', 5n],
      ] as const
      const exceptions = await db.insert(parts, rows)
      expect(exceptions.map(({ at, kind }) => `${at} ${kind}`)).toEqual(['1 refused', '2 refused', '3 refused'])
      for (const exception of exceptions) expect(exception).toHaveProperty('words', expect.stringMatching(/name|qty/))
      expect(await countRows(db)).toBe(2n)
    })

    test('without a key every obstacle is a refusal', async () => {
      const { db } = about()
      const exceptions = await db.insert({ ...parts, key: [] }, [
        [1n, 'a', 1n],
        [1n, 'b', 1n],
      ])
      expect(exceptions).toMatchObject([{ at: 1, kind: 'refused' }])
    })

    test('all rows or none, when it fails as a whole', async () => {
      const { db } = about()
      await expect(
        db.insert(parts, [
          [1n, 'a', 1n],
          [2n, 'b'],
        ]),
      ).rejects.toThrow('2 values for 3 columns')
      expect(await countRows(db)).toBe(0n)
    })

    test('run tells how many rows were changed', async () => {
      const { db } = about()
      await db.insert(parts, [
        [1n, 'a', 1n],
        [2n, 'b', 2n],
      ])
      expect(await db.run(sql`update parts set qty = qty + 1`)).toBe(2)
      expect(await db.run(sql`delete from parts where id = ${7n}`)).toBe(0)
      expect(await db.run(sql`create table other (a integer)`)).toBe(0)
    })
  })
}
