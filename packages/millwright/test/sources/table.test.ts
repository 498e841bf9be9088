import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/dialects/sqlite/connect.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { table, type TableOptions } from '../../src/sources/table.ts'
import { codeOf, Folder, readAll, readOn, valuesOf } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const path = join(folder.path, 'old.db')
let db: Connection

beforeEach(async () => {
  db = await connect(`sqlite:${path}`, { create: true })
  await db.run(
    sql.raw(
      'create table parts (site text not null, number integer, weight real, photo blob, primary key (site, number)) strict',
    ),
  )
  for (const site of ['ähnlich', 'B', 'a', 'Z']) {
    for (let number = 1; number <= 5; number++) {
      await db.run(sql`insert into parts values (${site}, ${number}, ${number / 2}, ${new Uint8Array([number, 0])})`)
    }
  }
})

afterEach(async () => {
  await db.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
})

const key = ['site', 'number']
const open = () => connect(`sqlite:${path}`, { readOnly: true })
const parts = (more: Partial<TableOptions> = {}) => table({ open, table: 'parts', key, ...more } as TableOptions)

describe.each([
  ['its own connection', () => ({ open })],
  ['a lent connection', () => ({ db })],
])('over %s', (_how, how) => {
  const source = (more: Partial<TableOptions> = {}) => table({ table: 'parts', key, ...how(), ...more } as TableOptions)

  test('rows come in the order of the key, with every digit', async () => {
    await db.run(sql`update parts set number = ${2n ** 60n + 1n} where number = 5`)
    const rows = source()
    const records = await readAll(rows, 3)
    expect(records).toHaveLength(20)
    expect(records[4]?.value).toEqual({ site: 'B', number: 2n ** 60n + 1n, weight: 2.5, photo: new Uint8Array([5, 0]) })
    expect(
      records.map(({ value }) => (value as { site: string }).site).filter((site, at, all) => site !== all[at - 1]),
    ).toEqual(['B', 'Z', 'a', 'ähnlich'])
    expect(records[1]?.raw).toBe('{"site":"B","number":2,"weight":1.0,"photo":{"$bytes":"AgA="}}')
    await rows.close()
  })

  test('reading goes on from any position, whatever the chunks', async () => {
    const rows = source()
    const { records, positions } = await readOn(rows, undefined, 3)
    const values = valuesOf(records)
    for (const position of positions) {
      const stored = JSON.parse(JSON.stringify(position)) as typeof position
      expect(valuesOf((await readOn(source(), stored, 4)).records)).toEqual(values.slice(position.record))
    }
    await rows.close()
  })

  test('a query is read like a table', async () => {
    const query = sql`select number * 10 as ten, site from parts where site <> ${'a'} -- not all`
    const rows = source({ table: undefined as never, query, key: ['ten', 'site'] })
    expect(valuesOf(await readAll(rows, 4)).slice(0, 4)).toEqual([
      { ten: 10n, site: 'B' },
      { ten: 10n, site: 'Z' },
      { ten: 10n, site: 'ähnlich' },
      { ten: 20n, site: 'B' },
    ])
    await rows.close()
  })

  test('columns may be chosen; the key comes with them', async () => {
    expect((await readAll(source({ columns: ['weight'] })))[0]?.value).toEqual({ site: 'B', number: 1n, weight: 0.5 })
  })

  test('a key with NULL or with twins is a problem', async () => {
    await db.run(sql.raw('create table loose (id text, n integer)'))
    await db.run(sql`insert into loose values ('a', 1), ('b', 2), (null, 3), ('d', null)`)
    const loose = (columns: string[]) => source({ table: 'loose', key: columns })
    expect(await codeOf(loose(['id']).pin())).toBe('SRC122')
    expect(await codeOf(readOn(loose(['id'])))).toBe('SRC122')
    await db.run(sql`update loose set id = 'b' where id is null`)
    expect(await codeOf(loose(['id']).pin())).toBe('SRC123')
    expect(await codeOf(readOn(loose(['id'])))).toBe('SRC123')
    await expect(loose(['n', 'id']).pin()).rejects.toThrow('1 row of loose has no value in the key (n, id).')
  })

  test('too few rows are a problem, none are none', async () => {
    expect(await codeOf(source({ minRecords: 21 }).pin())).toBe('SRC114')
    await db.run(sql`delete from parts`)
    expect(await readAll(source())).toEqual([])
  })

  test('a row that goes away or comes while reading is a problem', async () => {
    for (const change of [
      sql`delete from parts where site = 'a' and number = 3`,
      sql`insert into parts values ('b', 9, 1, x'00')`,
    ]) {
      const rows = source()
      await rows.pin()
      await db.run(change)
      expect(await codeOf(readOn(rows))).toMatch(/SRC1(15|20)/)
      await rows.close()
    }
  })

  test('a mark that is none of ours is a problem', async () => {
    for (const mark of [undefined, null, 5, {}, { after: 5 }]) {
      expect(await codeOf(readOn(source(), { record: 3, mark }))).toBe('SRC124')
    }
  })
})

test('a resumed reading is held to the count it began with', async () => {
  const rows = parts()
  await rows.pin()
  const { positions } = await readOn(rows, undefined, 5)
  await db.run(sql`delete from parts where site = 'ähnlich' and number = 5`)
  expect(await codeOf(readOn(parts(), positions[0]))).toBe('SRC120')
  await rows.close()
})

test('a changed value is seen when reading began at the start', async () => {
  const rows = parts()
  const pin = await rows.pin()
  await db.run(sql`update parts set weight = -0.0 where site = 'a' and number = 3`)
  expect(await codeOf(readOn(rows))).toBe('SRC115')
  expect((await rows.pin()).digest).not.toBe(pin.digest)
  await rows.close()
})

test('the lender may write between two chunks', async () => {
  const rows = table({ db, query: sql`select site, number from parts where weight > 0`, key, digest: 'count' })
  await rows.pin()
  let read = 0
  for await (const { records } of rows.read(undefined, 2)) {
    read += records.length
    await db.transaction((tx) => tx.run(sql`insert into parts values ('0', ${100 + read}, 1, x'00')`))
  }
  expect(read).toBe(20)
  await rows.close()
  expect(await db.get(sql`select count(*) as n from parts`)).toEqual({ n: 30n })
})

test('pages join without a gap', async () => {
  await db.run(sql.raw('create table long (id text primary key) strict, without rowid'))
  await db.run(
    sql.raw(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 25001) insert into long select printf('%06d', i) from n`,
    ),
  )
  const rows = table({ db, table: 'long', key: ['id'] })
  const records = await readAll(rows, 700)
  expect(records).toHaveLength(25_001)
  expect(records.every(({ value }, at) => Number((value as { id: string }).id) === at + 1)).toBe(true)
})

test('what it reads from is opened at the first use and closed once', async () => {
  let opened = 0
  let closed = 0
  const counted = async () => {
    opened++
    return Object.assign(db, { close: async () => void closed++ })
  }
  const close = db.close.bind(db)
  const rows = table({ open: counted, table: 'parts', key })
  expect(opened).toBe(0)
  await rows.pin()
  await readOn(rows)
  await rows.close()
  await rows.close()
  expect([opened, closed]).toEqual([1, 1])
  db.close = close
})

test('it describes itself without opening anything', () => {
  expect(parts({ columns: ['weight'] })).toMatchObject({
    name: 'parts',
    description: { kind: 'table', name: 'parts', table: 'parts', key: '["site","number"]', columns: '["weight"]' },
  })
  const query = (limit: number) =>
    table({ open, name: 'few', query: sql`select 1 as a limit ${limit}`, key: ['a'] }).description
  expect(query(1)).toMatchObject({ kind: 'query', name: 'few' })
  expect(query(1)).not.toEqual(query(2))
})

test.each([
  ['no key', { table: 'parts', key: [], open }],
  ['neither table nor query', { key, open }],
  ['table and query', { key, open, table: 'parts', query: sql`select 1` }],
  ['nothing to read from', { key, table: 'parts' }],
])('%s is a mistake of the author', (_what, options) => {
  expect(() => table(options as TableOptions)).toThrow(TypeError)
})
