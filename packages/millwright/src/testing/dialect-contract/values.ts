import { describe, expect, test } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import { type About, failureOf, makeParts, parts, plain } from './subject.ts'

const common = {
  integer: [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  float: [0.1, -1.5, 1e300, 5e-324, 0.1 + 0.2],
  text: [
    '',
    'a',
    "it's",
    '12',
    ' 12 ',
    '1e5',
    'null',
    'Ä€😀',
    '\ufeff',
    'a\r\nb\t',
    '\u202e',
    "'; drop table parts; --",
  ],
  bytes: [new Uint8Array(), new Uint8Array([0, 255, 128, 39])],
} as const satisfies Record<string, readonly Value[]>

export function describeValues(about: About): void {
  describe('values', () => {
    test.each(['integer', 'float', 'text', 'bytes'] as const)('%s comes back as it went in', async (kind) => {
      const { given, db } = about()
      const type = given.types[kind]
      await db.run(sql`create table t (v ${sql.raw(type)})`)
      for (const value of [null, ...common[kind], ...(given.corpus?.[kind] ?? [])]) {
        await db.run(sql`delete from t`)
        await db.insert({ table: 't', columns: ['v'], key: [] }, [[value]])
        const found = (await db.get(sql`select v from t`))?.['v']
        expect(found).toEqual(value)
        expect(Object.is(found, value) || value instanceof Uint8Array).toBe(true)
        const foretold = given.dialect.stored(type)(value)
        if (foretold !== undefined) expect(foretold).toEqual(found)
      }
    })

    test('hostile names are only names', async () => {
      const { db } = about()
      for (const name of ['__proto__', 'constructor', 'a"b', "a'b", 'select', 'ä b', 'a;b', 'a--b']) {
        await db.run(sql`create table ${sql.id(name)} (${sql.id(name)} integer)`)
        expect(await db.insert({ table: name, columns: [name], key: [name] }, [[1n]])).toEqual([])
        const row = await db.get(sql`select * from ${sql.id(name)}`)
        expect(Object.getPrototypeOf(row)).toBe(null)
        expect(Object.entries(row as Row)).toEqual([[name, 1n]])
        await db.run(sql`drop table ${sql.id(name)}`)
      }
    })

    test('text that no database keeps is refused, not altered', async () => {
      const subject = about()
      await makeParts(subject)
      const exceptions = await subject.db.insert(parts, [
        [1n, 'half \ud800 pair', 1n],
        [2n, 'whole', 1n],
      ])
      expect(exceptions).toMatchObject([{ at: 0, kind: 'refused' }])
      expect(await failureOf(subject, subject.db.run(sql`update parts set name = ${'\udc00'}`))).toBe('constraint')
      expect(plain(await subject.db.all(sql`select name from parts`))).toEqual([{ name: 'whole' }])
    })
  })
}
