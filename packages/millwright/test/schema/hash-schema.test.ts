import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import { hashSchema, schemaDifferences } from '../../src/schema/hash-schema.ts'
import { isOwn, type Schema, tableOf } from '../../src/schema/schema.ts'

/** The schema that statements give on an empty database. */
async function schemaOf(statements: readonly string[]): Promise<Schema> {
  const db = await sqlite.scratch()
  for (const statement of statements) await db.run(sql.raw(statement))
  const schema = await sqlite.inspect(db)
  await db.close()
  return schema
}

const tables = [
  'create table part (id integer primary key, sku text not null, name text, place integer)',
  'create table place (id integer primary key, hall text not null, unique (hall))',
  'create table stock (part integer references part (id) on delete cascade, place integer references place (id), qty integer default 0 check (qty >= 0))',
]
const rest = [
  'create unique index part_sku on part (sku)',
  'create unique index part_name on part (name, sku)',
  'create index stock_qty on stock (qty desc) where qty > 0',
  'create view empty_stock as select * from stock where qty = 0',
  'create trigger part_gone after delete on part begin delete from stock where part = old.id; end',
]

/** One change each, and the words that name it. */
const changes: Readonly<Record<string, readonly [change: string, words: string]>> = {
  'a column more': ['alter table part add column note text', 'table part (differs)'],
  'a column less': ['alter table place drop column hall', 'table place (differs)'],
  'another name': ['alter table stock rename column qty to number', 'table stock (differs)'],
  'a table more': ['create table extra (id integer)', 'table extra (not in the history)'],
  'a table less': ['drop table place', 'table place (missing)'],
  'an index more': ['create index extra on part (place)', 'index extra (not in the history)'],
  'an index less': ['drop index stock_qty', 'index stock_qty (missing)'],
  'a view less': ['drop view empty_stock', 'view empty_stock (missing)'],
  'a trigger less': ['drop trigger part_gone', 'trigger part_gone (missing)'],
}

describe('the hash of a schema', () => {
  test('does not know in which order its objects were made', async () => {
    const wanted = hashSchema(await schemaOf([...tables, ...rest]))
    const orders = fc.tuple(
      fc.shuffledSubarray(tables, { minLength: tables.length, maxLength: tables.length }),
      fc.shuffledSubarray(rest, { minLength: rest.length, maxLength: rest.length }),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ([first, then]) => {
        const schema = await schemaOf([...first, ...then])
        expect(hashSchema(schema)).toBe(wanted)
        expect(schemaDifferences(schema, await schemaOf([...tables, ...rest]))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('does not know in which order its lists are', async () => {
    const schema = await schemaOf([...tables, ...rest])
    const turned: Schema = {
      triggers: schema.triggers.toReversed(),
      views: schema.views.toReversed(),
      indexes: schema.indexes.toReversed(),
      tables: schema.tables.toReversed(),
    }
    expect(hashSchema(turned)).toBe(hashSchema(schema))
    expect(schemaDifferences(schema, turned)).toEqual([])
  })

  test('does not know how a statement was spaced, or in which case its words are', async () => {
    const loud = await schemaOf(['CREATE TABLE part(\n  id   INTEGER PRIMARY KEY, -- the number\n  name Text\n)'])
    expect(hashSchema(loud)).toBe(hashSchema(await schemaOf(['create table part (id integer primary key, name text)'])))
  })
})

describe('one change by hand', () => {
  test.each(Object.entries(changes))('%s is another hash, and is named', async (name, [change, words]) => {
    const before = await schemaOf(name === 'a column less' ? lessUnique : [...tables, ...rest])
    const after = await schemaOf([...(name === 'a column less' ? lessUnique : [...tables, ...rest]), change])
    expect(hashSchema(after)).not.toBe(hashSchema(before))
    expect(schemaDifferences(before, after)).toContain(words)
  })

  test('the other way round, what was missing is not in the history', async () => {
    const [less, more] = [await schemaOf(tables.slice(0, 2)), await schemaOf(tables)]
    expect(schemaDifferences(more, less)).toEqual(['table stock (missing)'])
    expect(schemaDifferences(less, more)).toEqual(['table stock (not in the history)'])
  })

  test('differences are sorted by name, and each object is told once', async () => {
    const other = await schemaOf([
      'create table part (id integer primary key)',
      'create table zone (id integer)',
      'create table area (id integer)',
    ])
    expect(schemaDifferences(await schemaOf([...tables, ...rest]), other)).toEqual([
      'index part_name (missing)',
      'index part_sku (missing)',
      'index stock_qty (missing)',
      'table area (not in the history)',
      'table part (differs)',
      'table place (missing)',
      'table stock (missing)',
      'table zone (not in the history)',
      'trigger part_gone (missing)',
      'view empty_stock (missing)',
    ])
  })
})

/** A place whose hall can be dropped: no constraint stands on it. */
const lessUnique = [
  'create table place (id integer primary key, hall text)',
  'create table part (id integer primary key)',
]

test('our own tables are no part of a schema', async () => {
  expect(await schemaOf(sqlite.ledgerTables)).toEqual(await schemaOf([]))
  expect(['millwright_run', 'millwright', 'Part', 'my_millwright_x'].map(isOwn)).toEqual([true, false, false, false])
})

test('a table is found by its name', async () => {
  const schema = await schemaOf(tables)
  expect(tableOf(schema, 'place')?.columns.map(({ name }) => name)).toEqual(['id', 'hall'])
  expect(tableOf(schema, 'nowhere')).toBe(undefined)
})
