import { join } from 'node:path'
import { CamelCasePlugin, CompiledQuery, Kysely, sql as raw } from 'kysely'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'
import { asSql, sqliteDialect } from '../../src/kysely/index.ts'
import { makeFolder } from '../dialects/place.ts'

type Part = { sku: string; stock: bigint | number; note: Value }
type Tables = { part: Part }

let connection: Connection
let db: Kysely<Tables>

const over = (queries: Parameters<typeof sqliteDialect>[0]) => new Kysely<Tables>({ dialect: sqliteDialect(queries) })

beforeEach(async () => {
  connection = await sqlite.open(`sqlite:${join(await makeFolder(), 'parts.db')}`, { create: true })
  onTestFinished(() => connection.close())
  await connection.run(
    sql`create table part (sku text primary key, stock integer not null check (stock >= 0), note blob)`,
  )
  db = over(connection)
})

const skus = async (): Promise<readonly Value[]> =>
  (await connection.all(sql`select sku from part order by sku`)).map(({ sku }) => sku as Value)

const add = (on: Kysely<Tables>, sku: string, stock = 1n) =>
  on.insertInto('part').values({ sku, stock, note: null }).execute()

describe('queries', () => {
  test.each<[string, Value]>([
    ['the largest integer', 2n ** 63n - 1n],
    ['the smallest integer', -(2n ** 63n)],
    ['an integer beyond 2^53', 9_007_199_254_740_993n],
    ['a float', 0.1],
    ['text that looks like SQL', `'; drop table part; --`],
    ['text with a question mark and Arabic', 'جهاز ?'],
    ['bytes', new Uint8Array([0, 255])],
    ['nothing', null],
  ])('%s comes back as it was', async (_, note) => {
    await db.insertInto('part').values({ sku: 'P-1', stock: 0n, note }).execute()
    expect(await db.selectFrom('part').select('note').executeTakeFirst()).toEqual({ note })
  })

  test('a boolean is bound as an integer', async () => {
    await db.insertInto('part').values({ sku: 'P-1', stock: 0n, note: true }).execute()
    expect(await db.selectFrom('part').select('note').executeTakeFirst()).toEqual({ note: 1n })
  })

  test('say how many rows they changed', async () => {
    await db
      .insertInto('part')
      .values(['a', 'b', 'c'].map((sku) => ({ sku, stock: 1n, note: null })))
      .execute()
    expect(await db.updateTable('part').set({ stock: 2n }).where('sku', '!=', 'a').executeTakeFirst()).toMatchObject({
      numUpdatedRows: 2n,
    })
    expect(await db.deleteFrom('part').executeTakeFirst()).toMatchObject({ numDeletedRows: 3n })
    expect(await raw`insert into part values ('d', 1, null)`.execute(db)).toMatchObject({ numAffectedRows: 1n })
    expect(await raw`select sku from part`.execute(db)).toEqual({ rows: [{ sku: 'd' }] })
  })

  test('give the rows of returning, and their number', async () => {
    const values = ['a', 'b'].map((sku) => ({ sku, stock: 1n, note: null }))
    expect(await db.insertInto('part').values(values).returning('sku').execute()).toEqual([{ sku: 'a' }, { sku: 'b' }])
    const update = db.updateTable('part').set({ stock: 5n }).returningAll().compile()
    expect(await db.executeQuery(update)).toMatchObject({ numAffectedRows: 2n, rows: [{ stock: 5n }, { stock: 5n }] })
    expect(await raw`delete from part where sku = 'a' returning sku`.execute(db)).toEqual({ rows: [{ sku: 'a' }] })
    expect(await skus()).toEqual(['b'])
  })

  test('are composed, joined and counted', async () => {
    await add(db, 'a', 3n)
    await add(db, 'b', 4n)
    const counted = await db
      .with('large', (on) => on.selectFrom('part').selectAll().where('stock', '>', 3n))
      .selectFrom('large')
      .select((of) => [of.fn.countAll<bigint>().as('parts'), of.fn.sum<bigint>('stock').as('stock')])
      .executeTakeFirstOrThrow()
    expect(counted).toEqual({ parts: 1n, stock: 4n })
  })

  test('compiled once are run with other values', async () => {
    await add(db, 'a')
    await add(db, 'b')
    const { query, sql: text } = db.selectFrom('part').select('sku').where('sku', '=', 'a').compile()
    const again = { ...CompiledQuery.raw(text, ['b']), query }
    expect((await db.executeQuery(again)).rows).toEqual([{ sku: 'b' }])
  })

  test('built by Kysely are statements of ours, for any handle', async () => {
    const insert = db
      .insertInto('part')
      .values({ sku: 'a', stock: 2n ** 62n, note: "it's ? here" })
      .compile()
    await connection.transaction((tx) => tx.run(asSql(insert)))
    const query = db.selectFrom('part').select(['stock', 'note']).where('sku', '=', 'a').compile()
    expect(await connection.get(asSql(query))).toEqual({ stock: 2n ** 62n, note: "it's ? here" })
    expect(() => asSql(CompiledQuery.raw('select ?', [undefined]))).toThrow('undefined')
  })

  test('make and describe tables', async () => {
    await db.schema
      .createTable('shelf')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .execute()
    const tables = await db.introspection.getTables()
    expect(tables.map(({ name }) => name)).toEqual(['part', 'shelf'])
    const columns = tables[0]?.columns.map(({ name, isNullable }) => [name, isNullable])
    expect(columns).toEqual([
      ['sku', true],
      ['stock', false],
      ['note', true],
    ])
  })

  test('work with plugins', async () => {
    const camel = new Kysely<{ part: { partSku: string } }>({
      dialect: sqliteDialect(connection),
      plugins: [new CamelCasePlugin()],
    })
    await connection.run(sql`alter table part rename column sku to part_sku`)
    await connection.run(sql`insert into part values ('a', 1, null)`)
    expect(await camel.selectFrom('part').select('partSku').execute()).toEqual([{ partSku: 'a' }])
  })

  test('stream in blocks, and an abandoned one holds nothing', async () => {
    for (const sku of ['a', 'b', 'c', 'd', 'e']) await add(db, sku)
    const seen: string[] = []
    for await (const { sku } of db.selectFrom('part').select('sku').orderBy('sku').stream(2)) seen.push(sku)
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
    for await (const { sku } of db.selectFrom('part').select('sku').orderBy('sku').stream(1)) if (sku === 'b') break
    await db.schema.dropTable('part').execute()
  })

  test('of which a parameter is no database value are not run', async () => {
    const wrong = (note: unknown) =>
      db
        .insertInto('part')
        .values({ sku: 'a', stock: 1n, note: note as Value })
        .execute()
    await expect(wrong(new Date(0))).rejects.toMatchObject({
      code: 'KYS101',
      message: expect.stringContaining('Date') as string,
    })
    await expect(wrong(Symbol('x'))).rejects.toMatchObject({
      code: 'KYS101',
      message: expect.stringContaining('symbol') as string,
    })
    await expect(wrong(Object.create(null))).rejects.toMatchObject({ code: 'KYS101' })
    expect(await skus()).toEqual([])
  })

  test('that the database refuses fail with the connection’s own problem', async () => {
    await add(db, 'a')
    await expect(add(db, 'a')).rejects.toMatchObject({ code: 'DB109' })
    await expect(raw`selec`.execute(db)).rejects.toMatchObject({ code: 'DB108' })
  })
})

describe('transactions', () => {
  test('are the connection’s own: committed as a whole', async () => {
    await db.transaction().execute(async (tx) => {
      await add(tx, 'a')
      await add(tx, 'b')
      await expect(connection.get(sql`select 1`)).rejects.toMatchObject({ code: 'DB112' })
    })
    expect(await skus()).toEqual(['a', 'b'])
  })

  test('leave nothing behind when they throw', async () => {
    const work = db.transaction().execute(async (tx) => {
      await add(tx, 'a')
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    expect(await skus()).toEqual([])
    await add(db, 'b')
    expect(await skus()).toEqual(['b'])
  })

  test('whose commit fails are undone, and the next one begins', async () => {
    await connection.run(sql`create table child (sku text references part (sku) deferrable initially deferred)`)
    const work = db.transaction().execute((tx) => raw`insert into child values ('nowhere')`.execute(tx))
    await expect(work).rejects.toMatchObject({ code: 'DB109' })
    await db.transaction().execute((tx) => add(tx, 'a'))
    expect(await skus()).toEqual(['a'])
  })

  test('queue one after another', async () => {
    const one = (sku: string) =>
      db.transaction().execute(async (tx) => {
        const { parts } = await tx
          .selectFrom('part')
          .select((of) => of.fn.countAll<bigint>().as('parts'))
          .executeTakeFirstOrThrow()
        await add(tx, `${sku}${parts}`)
      })
    await Promise.all(['a', 'b', 'c'].map(one))
    expect(await skus()).toEqual(['a0', 'b1', 'c2'])
  })

  test('write at once: a second writer waits or is refused before it read anything', async () => {
    const other = await sqlite.open(`sqlite:${await fileOf(connection)}`, { busyMs: 1 })
    onTestFinished(() => other.close())
    await db.transaction().execute(async () => {
      await expect(
        over(other)
          .transaction()
          .execute(async () => {}),
      ).rejects.toMatchObject({ code: 'DB105' })
    })
  })

  test('that only read see one state and cannot write', async () => {
    await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) => {
        await expect(add(tx, 'a')).rejects.toMatchObject({ code: 'DB107' })
      })
    expect(await skus()).toEqual([])
  })

  test('stream what they have written', async () => {
    await db.transaction().execute(async (tx) => {
      await add(tx, 'a')
      for await (const { sku } of tx.selectFrom('part').select('sku').stream()) expect(sku).toBe('a')
    })
  })

  test('have savepoints that nest, are undone and released', async () => {
    const tx = await db.startTransaction().execute()
    await add(tx, 'kept')
    const outer = await tx.savepoint('outer').execute()
    await add(outer, 'undone')
    const inner = await outer.savepoint('inner').execute()
    await add(inner, 'undone too')
    const back = await inner.rollbackToSavepoint('outer').execute()
    await add(back, 'kept after')
    const third = await back.savepoint('third').execute()
    await add(third, 'kept as well')
    const released = await third.releaseSavepoint('outer').execute()
    await released.commit().execute()
    expect(await skus()).toEqual(['kept', 'kept after', 'kept as well'])
  })

  test('end with open savepoints, whichever way', async () => {
    const kept = await db.startTransaction().execute()
    await add(await kept.savepoint('one').execute(), 'a')
    await kept.commit().execute()
    const undone = await db.startTransaction().execute()
    await add(await undone.savepoint('one').execute(), 'b')
    await undone.rollback().execute()
    expect(await skus()).toEqual(['a'])
  })

  test('refuse what they cannot keep', async () => {
    const levelled = db
      .transaction()
      .setIsolationLevel('serializable')
      .execute(async () => {})
    await expect(levelled).rejects.toMatchObject({ code: 'KYS103' })
    const tx = await db.startTransaction().execute()
    await expect((await tx.savepoint('a').execute()).releaseSavepoint('b' as 'a').execute()).rejects.toMatchObject({
      code: 'KYS104',
    })
    await tx.rollback().execute()
    expect(await skus()).toEqual([])
  })
})

describe('over the handle of an open transaction', () => {
  test('queries are part of it', async () => {
    const work = connection.transaction(async (tx) => {
      await add(over(tx), 'a')
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    await connection.transaction((tx) => add(over(tx), 'b'))
    expect(await skus()).toEqual(['b'])
  })

  test('no second one is begun', async () => {
    const work = connection.transaction((tx) =>
      over(tx)
        .transaction()
        .execute(async () => {}),
    )
    await expect(work).rejects.toMatchObject({ code: 'KYS102' })
  })
})

test('destroy leaves the connection to the one who opened it', async () => {
  await add(db, 'a')
  await db.destroy()
  expect(await skus()).toEqual(['a'])
})

const fileOf = async (on: Connection): Promise<string> =>
  String((await on.get(sql`select file from pragma_database_list where name = 'main'`))?.['file'])
