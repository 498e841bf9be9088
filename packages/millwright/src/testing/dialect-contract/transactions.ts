import { beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { type About, codeOf, countRows, failureOf, makeParts, plain } from './subject.ts'

export function describeTransactions(about: About): void {
  describe('transaction', () => {
    beforeEach(() => makeParts(about()))

    test('keeps all of its work or none of it', async () => {
      const { db } = about()
      expect(await db.transaction((tx) => tx.run(sql`insert into parts values (1, 'a', 1)`))).toBe(1)
      const failing = db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (2, 'b', 2)`)
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await countRows(db)).toBe(1n)
    })

    test('a statement that fails and is caught does not take the rest with it in a savepoint', async () => {
      const { db } = about()
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
        const inner = tx.savepoint(async () => {
          await tx.run(sql`insert into parts values (2, 'b', 2)`)
          await tx.run(sql`insert into parts values (1, 'c', 3)`)
        })
        expect(await codeOf(inner)).toMatch(/^DB/)
        await tx.savepoint(() => tx.savepoint(() => tx.run(sql`insert into parts values (3, 'c', 3)`)))
      })
      expect(plain(await db.all(sql`select id from parts order by id`))).toEqual([{ id: 1n }, { id: 3n }])
    })

    test('in read mode nothing can be written, and afterwards it can', async () => {
      const subject = about()
      const writing = subject.db.transaction((tx) => tx.run(sql`delete from parts`), { mode: 'read' })
      expect(await failureOf(subject, writing)).toBe('readOnly')
      expect(await subject.db.run(sql`delete from parts`)).toBe(0)
    })

    test('in read mode it sees one state throughout', async () => {
      const { given, db } = about()
      if (!given.dialect.can.manySessions) return
      const other = await given.dialect.open(given.url)
      await db.transaction(
        async (tx) => {
          await other.run(sql`insert into parts values (1, 'a', 1)`)
          expect(await countRows(tx)).toBe(0n)
        },
        { mode: 'read' },
      )
      expect(await countRows(db)).toBe(1n)
      await other.close()
    })

    test('with foreign keys off a table can be rebuilt; a row left without its parent undoes everything', async () => {
      const { given, db } = about()
      await db.run(
        sql`create table bolts (part ${sql.raw(given.types.integer)} not null references parts (id) on delete cascade)`,
      )
      await db.run(sql`insert into parts values (1, 'a', 1)`)
      await db.run(sql`insert into bolts values (1)`)
      const rebuild = (keep: string) =>
        db.transaction(
          async (tx) => {
            await tx.run(sql.raw('create table fresh (id integer primary key, name text not null unique, qty integer)'))
            await tx.run(sql.raw(`insert into fresh select id, name, qty from parts where ${keep}`))
            await tx.run(sql.raw('drop table parts'))
            await tx.run(sql.raw('alter table fresh rename to parts'))
          },
          { foreignKeys: 'off' },
        )
      await expect(rebuild('1 = 0')).rejects.toThrow(
        '1 row of bolts would point at a row of parts that does not exist.',
      )
      expect(await countRows(db)).toBe(1n)
      await rebuild('1 = 1')
      expect((await db.get(sql`select count(*) as n from bolts`))?.['n']).toBe(1n)
      await expect(db.run(sql`insert into bolts values (9)`)).rejects.toThrow('constraint')
    })
  })
}
