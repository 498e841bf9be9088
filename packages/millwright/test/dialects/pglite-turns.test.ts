import { expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { sql } from '../../src/kernel/sql.ts'

test('statements of one connection never come between those of a transaction of another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-turns-'))
  const url = `pglite:${join(folder, 'db')}`
  const one = await pglite.open(url, { create: true })
  const other = await pglite.open(url)
  try {
    await one.run(sql`create table item (id integer primary key)`)
    for (let id = 1; id <= 30; id++) {
      const fails = other.transaction(async (tx) => {
        await tx.run(sql`select 1`)
        throw new Error('undone')
      })
      const kept = one.transaction(async (tx) => {
        await tx.run(sql`insert into item values (${id})`)
        return (await tx.all(sql`select id from item where id = ${id}`)).length
      })
      expect(await Promise.allSettled([kept, fails])).toMatchObject([{ value: 1 }, { reason: { message: 'undone' } }])
    }
    expect(await one.all(sql`select count(*)::int as n from item`)).toMatchObject([{ n: 30n }])
  } finally {
    await Promise.all([one.close(), other.close()])
    rmSync(folder, { recursive: true, force: true })
  }
})
