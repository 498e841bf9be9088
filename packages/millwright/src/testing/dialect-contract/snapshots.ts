import { beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Value } from '../../kernel/value.ts'
import { type About, countRows, type DialectUnderTest, failureOf, makeParts } from './subject.ts'

export function describeSnapshots(about: About): void {
  describe('snapshots', () => {
    beforeEach(async () => {
      await makeParts(about())
      await about().db.run(sql`insert into parts values (1, 'a', 1)`)
    })

    const copyAt = (name: string): string => (about().given.copyAt ?? about().given.beside)(name)

    test('a copy is the very state that was looked at, and writers go on', async () => {
      const { given, db } = about()
      const copy = copyAt('copy')
      const other = given.dialect.can.manySessions ? db : undefined
      const seen = await given.dialect.snapshots.take(given.url, copy, async (state) => {
        await other?.run(sql`insert into parts values (2, 'b', 2)`)
        return countRows(state)
      })
      expect(seen).toBe(1n)
      const opened = await openCopy(given, copy)
      expect(await countRows(opened)).toBe(1n)
      expect(await given.dialect.snapshots.integrity(opened)).toEqual([])
      expect(await given.dialect.snapshots.orphans(opened)).toEqual([])
      expect(await given.dialect.inspect(opened)).toEqual(await given.dialect.inspect(db))
      await opened.close()
      if (other !== undefined) expect(await countRows(db)).toBe(2n)
    })

    test('a copy never takes the place of something', async () => {
      const { given } = about()
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await expect(given.dialect.snapshots.take(given.url, copy, async () => undefined)).rejects.toThrow(
        'cannot be made',
      )
    })

    test('a failed look leaves no copy behind', async () => {
      const { given } = about()
      const copy = copyAt('copy')
      const look = () => Promise.reject(new Error('looked away'))
      await expect(given.dialect.snapshots.take(given.url, copy, look)).rejects.toThrow('looked away')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
    })

    test('a working copy has the same content, and what is done to it is not done to the database', async () => {
      const { given, db } = about()
      const { dialect } = given
      const copy = await dialect.snapshots.copy(given.url, given.folder)
      const opened = await dialect.open(copy.url)
      expect(await dialect.inspect(opened)).toEqual(await dialect.inspect(db))
      await opened.run(sql`delete from parts`)
      expect(await countRows(opened)).toBe(0n)
      await opened.close()
      await copy.dispose()
      expect(await dialect.exists(copy.url)).toBe(false)
      expect(await countRows(db)).toBe(1n)
    })

    test('a working copy of nothing is empty', async () => {
      const { dialect, beside, folder } = about().given
      const copy = await dialect.snapshots.copy(beside('nothing'), folder)
      const opened = await dialect.open(copy.url, { create: true })
      expect(await dialect.tableNames(opened)).toEqual([])
      await opened.close()
      await copy.dispose()
    })

    test('an empty database of the same kind is made beside a full one', async () => {
      const { dialect, url, folder } = about().given
      const made = await dialect.snapshots.empty(url, folder)
      const opened = await dialect.open(made.url, { create: true })
      expect(await dialect.tableNames(opened)).toEqual([])
      await opened.run(sql`create table here (id integer)`)
      await opened.close()
      await made.dispose()
      expect(await dialect.exists(made.url)).toBe(false)
    })

    test('a copy takes the place of the database, which is kept', async () => {
      const { given, db } = about()
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await db.run(sql`insert into parts values (2, 'b', 2)`)
      await db.close()
      const aside = await replaceBy(given, copy)
      expect(await countIn(given, given.url)).toBe(1n)
      expect(await countIn(given, aside)).toBe(2n)
    })

    test('a database in use is not replaced', async () => {
      const subject = about()
      const { given, db } = subject
      if (!given.dialect.can.manySessions) return
      const copy = copyAt('copy')
      await given.dialect.snapshots.take(given.url, copy, async () => undefined)
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (2, 'b', 2)`)
        expect(await failureOf(subject, replaceBy(given, copy))).toBe('busy')
      })
      expect(await countRows(db)).toBe(2n)
    })

    test('a database without a file cannot be copied', async () => {
      const { given } = about()
      if (!given.dialect.accepts('sqlite::memory:')) return
      const copied = given.dialect.snapshots.take('sqlite::memory:', given.beside('copy'), async () => undefined)
      await expect(copied).rejects.toThrow('lives in memory')
    })
  })
}

async function countIn({ dialect }: DialectUnderTest, url: string): Promise<Value | undefined> {
  const db = await dialect.open(url)
  try {
    return await countRows(db)
  } finally {
    await db.close()
  }
}

/** A single file is a database itself; any other copy is restored for the look. */
const openCopy = ({ dialect, url }: DialectUnderTest, copy: string): Promise<Connection> =>
  dialect.snapshots.open?.(copy, url) ?? dialect.open(copy, { readOnly: true, untrusted: true })

/** Puts a written copy in the database's place, in whichever of the two ways the dialect has, and tells where the old one is. */
async function replaceBy({ dialect, beside, url }: DialectUnderTest, copy: string): Promise<string> {
  if (dialect.can.singleFile) {
    await dialect.snapshots.swapIn?.(copy, url, beside('aside'))
    return beside('aside')
  }
  const replacement = await dialect.snapshots.restoreBeside?.(copy, url)
  try {
    return (await replacement?.swapIn(true)) ?? ''
  } finally {
    await replacement?.discard()
  }
}
