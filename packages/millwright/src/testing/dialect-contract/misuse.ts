import { beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { type About, countRows, gather, makeParts, parts } from './subject.ts'

export function describeMisuse(about: About): void {
  describe('misuse', () => {
    beforeEach(() => makeParts(about()))

    test('the connection may not be used beside its own open transaction', async () => {
      const { db } = about()
      const words = 'a transaction is open; only its own handle may be used'
      await db.transaction(async () => {
        await expect(db.all(sql`select 1 as one`)).rejects.toThrow(words)
        await expect(db.run(sql`delete from parts`)).rejects.toThrow(words)
        await expect(db.insert(parts, [])).rejects.toThrow(words)
        await expect(gather(db.read(sql`select 1 as one`))).rejects.toThrow(words)
        await expect(db.transaction(async () => undefined)).rejects.toThrow('a second one was begun')
      })
    })

    test('a transaction that is over takes no more statements', async () => {
      const { db } = about()
      const late = await db.transaction(async (tx) => ({ tx }))
      await expect(late.tx.run(sql`delete from parts`)).rejects.toThrow('its transaction is over')
      await expect(late.tx.savepoint(async () => undefined)).rejects.toThrow('its transaction is over')
    })

    test('a transaction that was ended by a statement does nothing more', async () => {
      const { db } = about()
      const work = db.transaction(async (tx) => {
        await tx.run(sql.raw('rollback'))
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
      })
      await expect(work).rejects.toThrow('ended the transaction')
      expect(await countRows(db)).toBe(0n)
    })

    test('two statements are not taken for one', async () => {
      const { db } = about()
      await expect(db.run(sql.raw('delete from parts; select 1'))).rejects.toThrow('Several statements')
      expect(await db.run(sql.raw("insert into parts values (1, 'a;b', 1); -- the end;"))).toBe(1)
    })

    test('a closed connection says so, and may be closed twice', async () => {
      const { given } = about()
      const other = await given.dialect.scratch()
      await other.close()
      await other.close()
      await expect(other.all(sql`select 1 as one`)).rejects.toThrow('it was closed before')
    })
  })
}
