import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { isSql, render, sql } from '../../src/kernel/sql.ts'

const syntax = { quote: (name: string) => `[${name}]`, placeholder: (at: number) => `$${at}` }

test('values are bound in their order, names quoted, pieces spliced', () => {
  const where = sql`where ${sql.id('a b')} = ${1} and y = ${'two'}`
  expect(render(sql`select ${sql.ids(['x', 'y'])} from ${sql.id('main', 't')} ${where} limit ${3n}`, syntax)).toEqual({
    text: 'select [x], [y] from [main].[t] where [a b] = $1 and y = $2 limit $3',
    values: [1, 'two', 3n],
  })
})

test('a list is joined with commas or with what is asked for', () => {
  expect(render(sql`in (${sql.join([1, 'x', sql`now()`])})`, syntax)).toEqual({
    text: 'in ($1, $2, now())',
    values: [1, 'x'],
  })
  expect(render(sql.join([sql`a = ${1}`, sql`b = ${2}`], ' and '), syntax).text).toBe('a = $1 and b = $2')
  expect(render(sql.join([]), syntax)).toEqual({ text: '', values: [] })
})

test('raw text is taken as it is, placeholders and all', () => {
  expect(render(sql.raw("select '$1 ${x}' -- ?"), syntax)).toEqual({ text: "select '$1 ${x}' -- ?", values: [] })
})

test('a statement is a value: frozen, told from everything else, usable twice', () => {
  const piece = sql`x = ${1}`
  expect(Object.isFrozen(piece) && Object.isFrozen(piece.parts)).toBe(true)
  expect([piece, sql.raw(''), null, 'select', { parts: [] }].map(isSql)).toEqual([true, true, false, false, false])
  expect(render(sql`${piece} or ${piece}`, syntax)).toEqual({ text: 'x = $1 or x = $2', values: [1, 1] })
})

const characters = fc.oneof(
  fc.constantFrom('"', "'", '`', '[', ']', '.', ';', '--', '/*', ' ', '?', '\n', 'a', 'A', 'é', '😀', 'select', '%'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const names = fc
  .array(characters, { minLength: 1, maxLength: 8 })
  .map((some) => some.join(''))
  .filter((name) => !name.includes('\0') && !/^sqlite_/i.test(name))

test('any name comes back from the catalogue as it was given', async () => {
  await fc.assert(
    fc.asyncProperty(names, names, async (table, column) => {
      const db = await sqlite.scratch()
      await db.run(sql`create table ${sql.id(table)} (${sql.id(column)} text)`)
      await db.run(sql`insert into ${sql.id(table)} (${sql.id(column)}) values (${'here'})`)
      expect(await db.get(sql`select name from sqlite_schema where type = 'table'`)).toMatchObject({ name: table })
      expect(await db.get(sql`select name from pragma_table_info(${table})`)).toMatchObject({ name: column })
      const row = await db.get(sql`select * from ${sql.id(table)} where ${sql.id(column)} = ${'here'}`)
      expect(Object.entries(row ?? {})).toEqual([[column, 'here']])
      await db.close()
    }),
    { numRuns: 150 },
  )
})

test('any value comes back as it was bound, and never becomes part of the statement', async () => {
  const db = await sqlite.scratch()
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect(await db.get(sql`select ${text} as it, ${`'; drop table x; --${text}`} as evil`)).toMatchObject({
        it: text,
        evil: `'; drop table x; --${text}`,
      })
    }),
    { numRuns: 300, examples: [["'"], ['"'], ['\0'], ['?1'], ['--'], [';']] },
  )
  await db.close()
})
