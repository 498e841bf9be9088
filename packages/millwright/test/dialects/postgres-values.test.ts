/** Every value of every type comes back as it is, and what is foretold of a value is what the database says. */
import { describe, expect, test } from 'vitest'
import { type Fingerprint, fingerprint } from '../../src/backup/fingerprint.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { Value } from '../../src/kernel/value.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { stored } from '../../src/dialects/postgres/stored.ts'
import { server } from './server.ts'

type Opened = readonly [string, () => Promise<Connection>]

const found = server
const onServer: readonly Opened[] = found === undefined ? [] : [['PostgreSQL', () => postgres.scratch(found.url)]]
const opened: readonly Opened[] = [['PGlite', () => pglite.scratch()], ...onServer]

/** Types with values as the server prints them. */
const corpus: Readonly<Record<string, readonly Value[]>> = {
  smallint: [0n, -32768n, 32767n],
  integer: [0n, -2147483648n, 2147483647n],
  bigint: [2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n],
  numeric: [
    '0',
    '1.50',
    '-0.000000000000000000001',
    '123456789012345678901234567890.123456789',
    'NaN',
    'Infinity',
    '-Infinity',
  ],
  'numeric(10,2)': ['0.00', '12345678.90', '-0.01'],
  real: [0.1, -1.5, 3.4028235e38, Number.NaN, Number.POSITIVE_INFINITY],
  'double precision': [0.1, 5e-324, 1.7976931348623157e308, -0, Number.NaN, Number.NEGATIVE_INFINITY],
  boolean: [true, false],
  text: ['', ' ', 'Ä€😀', '\\N', '\\', 'a\tb\nc\rd', '\ufeff', '{}', 'null'],
  'character varying(3)': ['', 'abc', 'Ä€😀'],
  'character(3)': ['abc', 'a  '],
  bytea: [new Uint8Array(), new Uint8Array([0, 92, 255, 39])],
  date: ['2026-02-28', '0001-01-01', '0044-03-15 BC', 'infinity', '-infinity', '5874897-12-31'],
  'time without time zone': ['00:00:00', '23:59:59.999999', '24:00:00'],
  'time with time zone': ['12:34:56.123456+05:30'],
  'timestamp without time zone': [
    '2026-02-28 23:59:59.123456',
    '0044-03-15 00:00:00 BC',
    'infinity',
    '294276-12-31 23:59:59.999999',
  ],
  'timestamp with time zone': ['2026-02-28 23:59:59.1+00', '0044-03-15 00:00:00+00 BC', '-infinity'],
  interval: ['1 year 2 mons -3 days +04:05:06.789', '00:00:00', '-178000000 years'],
  json: ['{"b": 1.10, "a": 12345678901234567890123, "b": 2}', 'null', '"\\u0041"'],
  jsonb: ['{"a": 12345678901234567890123, "b": 1.10}', '[]', '0.0000001'],
  uuid: ['0190a3f4-7b1e-7c3d-8a2b-1234567890ab'],
  inet: ['10.0.0.1', '10.0.0.0/8', '::1'],
  cidr: ['10.0.0.0/8'],
  macaddr: ['08:00:2b:01:02:03'],
  'bit(3)': ['101'],
  'bit varying': ['', '1011'],
  'integer[]': ['{}', '{1,NULL,3}', '{{1,2},{3,4}}', '[0:1]={5,6}'],
  'text[]': ['{"a,b","\\"q\\"",NULL,"NULL",""}'],
  int4range: ['empty', '[1,10)', '(,5)', '[3,)'],
  tstzrange: ['["2026-01-01 00:00:00+00","2026-02-01 00:00:00+00")'],
  int4multirange: ['{}', '{[1,3),[5,7)}'],
  point: ['(1.5,-2)'],
  money: ['$1,234.50', '-$0.01'],
  tsvector: ["'a':1 'b':2A"],
  xml: ['<a>1</a>'],
  oid: [0n, 4294967295n],
  mood: ['sad', 'it\'s "ok"'],
  small: [1n, 9n],
  pair: ['(1,"a,b")', '(,)'],
}

/** Without a library for it, a server knows no XML. */
const optional = new Set(['xml'])

describe.each(opened)('%s', (_name, open) => {
  test('gives every value back as it went in, and what is foretold of it', async () => {
    const db = await open()
    await db.run(sql`create type mood as enum ('sad', 'it''s "ok"')`)
    await db.run(sql`create domain small as integer check (value between 0 and 9)`)
    await db.run(sql`create type pair as (a integer, b text)`)
    for (const [type, values] of Object.entries(corpus)) {
      await db.run(sql`create table t (id bigint primary key, v ${sql.raw(type)})`)
      const rows = values.map((value, at) => [BigInt(at), value] as const)
      const exceptions = await db.insert({ table: 't', columns: ['id', 'v'], key: ['id'] }, rows)
      if (!optional.has(type)) {
        expect({ type, exceptions }).toEqual({ type, exceptions: [] })
        expect({ type, found: await column(db) }).toEqual({ type, found: values })
        expect(
          values
            .map((value) => stored(type)(value))
            .filter(
              (value, at) => value !== undefined && !Object.is(value, values[at]) && !(value instanceof Uint8Array),
            ),
        ).toEqual([])
        for (const [id, value] of rows) await db.run(sql`update t set v = ${value} where id = ${id}`)
        expect({ type, found: await column(db) }).toEqual({ type, found: values })
      }
      await db.run(sql`drop table t`)
    }
    await db.close()
  })

  test('computes the same fingerprint as is computed here from the rows that it sends', async () => {
    const db = await open()
    await db.run(sql`create type mood as enum ('sad', 'it''s "ok"')`)
    await db.run(sql`create domain smallest as integer check (value between 0 and 9)`)
    await db.run(sql`create domain small as smallest`)
    await db.run(sql`create type pair as (a integer, b text)`)
    for (const [type, values] of Object.entries(corpus)) {
      if (optional.has(type)) continue
      await db.run(sql`create table "a ""t" (id bigint primary key, "V v" ${sql.raw(type)}, gone text)`)
      await db.run(sql`alter table "a ""t" drop column gone`)
      const rows = [...values, ...values, null].map((value, at) => [BigInt(at), value] as const)
      await db.insert({ table: 'a "t', columns: ['id', 'V v'], key: ['id'] }, rows)
      for (const columns of [['V v'], ['V v', 'id'], []]) {
        const there = await db.fingerprint?.('a "t', columns)
        expect({ type, columns, print: there }).toEqual({ type, columns, print: await streamed(db, columns) })
      }
      await db.run(sql`drop table "a ""t"`)
    }
    await db.close()
  })

  test('sums rows in digests of its own, which tell alike what looks alike, and add up', async () => {
    const db = await open()
    await db.run(sql`create type pair as (a integer, b text)`)
    await db.run(
      sql`create table own (id bigint primary key, a text, b text, n numeric, i integer, p pair, raw bytea, r real)`,
    )
    const columns = ['a', 'b', 'n', 'i', 'p', 'raw', 'r']
    const rows: readonly (readonly Value[])[] = [
      [null, null, null, null, null, null, null],
      ['', null, null, null, null, null, null],
      [null, '', null, null, null, null, null],
      ['', '', null, null, null, null, null],
      ['a', 'b', '1', 1n, null, null, null],
      ['ab', '', '1', 1n, null, null, null],
      ['', 'ab', '1', 1n, null, null, null],
      ['a1:', 'b', '1', 1n, null, null, null],
      ['a', 'b', '1.0', 1n, null, null, null],
      ['a', 'b', '11', null, null, null, null],
      ['a', 'b', null, 11n, null, null, null],
      [null, null, null, null, '(,)', null, null],
      [null, null, null, null, null, new Uint8Array(), null],
      [null, null, null, null, null, new Uint8Array([0]), null],
      [null, null, null, null, null, null, 0],
      [null, null, null, null, null, null, -0],
    ]
    const sums = new Set<string>()
    let sum = 0n
    for (const [at, row] of rows.entries()) {
      await db.run(sql`delete from own`)
      await db.insert({ table: 'own', columns: ['id', ...columns], key: ['id'] }, [[BigInt(at), ...row]])
      const print = await db.ownFingerprint?.('own', columns)
      expect(print?.rows).toBe(1)
      sums.add(print?.sum ?? '')
      sum += BigInt(`0x${print?.sum}`)
    }
    expect(sums.size).toBe(rows.length)
    await db.run(sql`delete from own`)
    const all = rows.map((row, at) => [BigInt(at), ...row])
    await db.insert({ table: 'own', columns: ['id', ...columns], key: ['id'] }, all)
    const whole = await db.ownFingerprint?.('own', columns)
    expect(whole).toEqual({ rows: rows.length, sum: BigInt.asUintN(128, sum).toString(16).padStart(32, '0') })
    expect(
      (
        await db.ownFingerprint?.(
          'own',
          Array.from({ length: 70 }, () => 'a'),
        )
      )?.rows,
    ).toBe(rows.length)
    await db.close()
  })

  test('stores what a column of its type makes of other spellings, as foretold', async () => {
    const db = await open()
    const given: readonly (readonly [string, readonly Value[]])[] = [
      ['bigint', [5, '12', '+7', '-0', true]],
      ['integer', [5, -0, '12']],
      ['numeric', [5n, 1.5, '01.50', '-0', '-0.0', '1e3', '.5', ' 7 ', 1e21]],
      ['numeric(10,2)', [5n, '1.5', '1.005', 12, '-0.00', '0.1', '0.10', '007.10', '12345678.90', '1x.00', '1:00']],
      ['numeric(2,2)', ['0.12', '.12', '1.00']],
      ['numeric(4,0)', ['12', 12n, '-0']],
      ['double precision', [5n, '0.1', 2n ** 60n]],
      ['text', [5n, 1.5, true, false, -0, Number.NaN]],
      ['character varying(4)', [5n, true, 'abc ']],
      ['boolean', ['t', 'yes', 'off', '1']],
      ['uuid', ['0190A3F4-7b1e-7c3d-8a2b-1234567890ab', '{0190a3f4-7b1e-7c3d-8a2b-1234567890ab}']],
      ['date', ['2026-2-3', '2026-02-28 12:00:00', 'epoch', '2024-02-29', '2023-02-29', '2026-00-10', '2026/02/28']],
      [
        'timestamp without time zone',
        [
          '2026-02-28',
          '2026-02-28T12:00:00Z',
          '2026-02-28 12:00:00.500',
          '2026-02-28 12:00:00+05',
          '2026-02-28 23:59:59',
        ],
      ],
      [
        'timestamp with time zone',
        [
          '2026-02-28',
          '2026-02-28T12:00:00.120Z',
          '2026-02-28 12:00:00+00:00',
          '2026-02-28 12:00:00+05:30',
          '2026-02-28 12:00',
          '2026-02-28 12:00:00+00',
          '2026-02-28 24:00:00+00',
        ],
      ],
      ['json', ['{"a" : 1.0}', '12']],
      ['jsonb', ['{"b":1, "a":2}', '12']],
    ]
    for (const [type, values] of given) {
      await db.run(sql`create table t (id bigint primary key, v ${sql.raw(type)})`)
      const rows = values.map((value, at) => [BigInt(at), value] as const)
      const left = new Set(
        (await db.insert({ table: 't', columns: ['id', 'v'], key: ['id'] }, rows)).map(({ at }) => at),
      )
      const found = new Map((await db.all(sql`select id, v from t`)).map((row) => [row['id'], row['v']]))
      for (const [id, value] of rows) {
        const foretold = stored(type)(value)
        if (foretold !== undefined && !left.has(Number(id)))
          expect({ type, value, foretold }).toEqual({ type, value, foretold: found.get(id) })
      }
      await db.run(sql`drop table t`)
    }
    await db.close()
  })
})

/** The fingerprint as it is computed of rows that travel. */
function streamed(db: Connection, columns: readonly string[]): Promise<Fingerprint> {
  const without: Pick<Connection, 'read'> = { read: (query, rows) => db.read(query, rows) }
  return fingerprint(without as Connection, 'a "t', columns)
}

const column = async (db: Connection): Promise<readonly Value[]> =>
  (await db.all(sql`select v from t order by id`)).map((row) => row['v'] as Value)

test('nothing is foretold of what would not fit or is not known', () => {
  for (const [type, value] of [
    ['smallint', 40000n],
    ['bigint', 2n ** 63n],
    ['bigint', 1.5],
    ['character varying(2)', 'abc'],
    ['numeric(3,1)', '123.4'],
    ['date', '2026-02-30'],
    ['text', 'a\0b'],
    ['text', new Uint8Array()],
    ['mood', 'sad'],
    ['integer[]', '{1}'],
  ] as const)
    expect(stored(type)(value)).toBeUndefined()
  expect(stored('mood')(null)).toBe(null)
})
