import { expect, test } from 'vitest'
import type { SqlBody } from '../../src/history/migration.ts'
import { parseSql, readHeader } from '../../src/history/sql-file.ts'
import { problemOf, split } from './fixtures.ts'

const parse = (text: string): SqlBody => parseSql({ file: '0001_a.sql', text }, split)
const header = (text: string) => readHeader({ file: '0001_a.sql', text })
const codeOf = (text: string): string => problemOf(() => parse(text)).code
const texts = (body: SqlBody) => ({ up: body.up.map((s) => s.text), down: body.down?.map((s) => s.text) })

test('sections, statements and their lines in the file', () => {
  const body = parse(
    '-- a note\n-- parent: 0000\n\n-- migrate:up\ncreate table a (x);\n\ncreate table b (y);\n-- migrate:down\ndrop table b;\ndrop table a;\n',
  )
  expect(body).toEqual({
    kind: 'sql',
    up: [
      { text: 'create table a (x)', line: 5 },
      { text: 'create table b (y)', line: 7 },
    ],
    down: [
      { text: 'drop table b', line: 9 },
      { text: 'drop table a', line: 10 },
    ],
    irreversible: undefined,
    transaction: true,
    downTransaction: true,
    foreignKeys: 'on',
  })
})

test('no down, an empty down and a reason are three things', () => {
  expect(parse('-- migrate:up\nselect 1;').down).toBeUndefined()
  expect(parse('-- migrate:up\nselect 1;\n-- migrate:down\n-- nothing\n').down).toEqual([])
  const gone = parse('-- irreversible: the text is gone\n-- migrate:up\nselect 1;\n-- migrate:down\n')
  expect(gone).toMatchObject({ down: undefined, irreversible: 'the text is gone' })
  expect(parse('-- migrate:up\nselect 1;\n-- Irreversible:  gone  ').irreversible).toBe('gone')
})

test.each([
  ['-- migrate:up transaction:false\n-- migrate:down\n', false, true],
  ['-- migrate:up\n-- migrate:down transaction: false\n', true, false],
  ['-- transaction: off\n-- migrate:up\n-- migrate:down\n', false, false],
  ['-- transaction: off\n-- migrate:up transaction:true\n-- migrate:down\n', true, false],
  ['--TRANSACTION:Off\n--MIGRATE:UP\n  --  Migrate : Down  \n', false, false],
])('transactions of %j', (text, up, down) => {
  expect(parse(text)).toMatchObject({ transaction: up, downTransaction: down })
})

test('foreign keys', () => {
  for (const word of ['foreign-keys', 'Foreign_Keys', 'foreign keys', 'foreignkeys']) {
    expect(parse(`-- ${word}: off\n-- migrate:up\n`).foreignKeys).toBe('off')
  }
})

test('parents, in every form', () => {
  expect(header('-- migrate:up\n').parents).toBeUndefined()
  expect(header('-- parent: 0001\n-- migrate:up').parents).toEqual(['0001'])
  expect(header('-- parent: 0001\n--parent:0002\n-- parent: 0001').parents).toEqual(['0001', '0002'])
  expect(header('-- PARENTS: a1, b2 c3\n').parents).toEqual(['a1', 'b2', 'c3'])
  expect(header('/* intro */\n\n-- parent: None\n').parents).toEqual([])
})

test('directives in block comments, behind code, in strings and below the header do not count', () => {
  expect(header('/*\n-- parent: 0001\n*/\n-- migrate:up\n').parents).toBeUndefined()
  expect(header('/* a */ -- parent: 0001\n-- migrate:up\n').parents).toBeUndefined()
  const body = parse("-- migrate:up\ninsert into t values ('\n-- migrate:down\n-- transaction: off\n');\n")
  expect(body).toMatchObject({ down: undefined, transaction: true })
  expect(parse('-- migrate:up\ncreate table t (\n-- parent: the company\na);\n-- parent: customers\n').up).toHaveLength(
    1,
  )
})

test.each([
  ["it''s\n-- migrate:down\n", "'"],
  ['a""\n-- migrate:down\n', '"'],
  ['a\n-- migrate:down\n', '`'],
  ["a $b$ '\n-- migrate:down\n", '$$'],
  ["a $$ '\n-- migrate:down\n", '$body$'],
])('a marker in the text %j between %s is text', (inside, quote) => {
  expect(texts(parse(`-- migrate:up\nselect ${quote}${inside}${quote};\n-- migrate:down\nselect 2;`)).down).toEqual([
    'select 2',
  ])
})

test.each([
  "select [it's] from t",
  "select E'it\\'s'",
  "select 'a\\'",
  'select a$b, c$d from t',
  "select /* don't */ 1",
  "select 1 -- don't",
  '/* one /* two */ three */ select 1',
  '/* one /* two */ select 1',
  'select $1',
  "select array['x']",
])('%s does not hide the marker below it', (sql) => {
  expect(parse(`-- migrate:up\n${sql};\n-- migrate:down\nselect 2;`).down).toEqual([{ text: 'select 2', line: 4 }])
})

test('what is not clear is refused, with its line', () => {
  const at = (text: string) =>
    problemOf(() => parse(text))
      .message.split(/[: ]/, 2)
      .join(':')
  expect(codeOf('-- note\n\ncreate table a (x);\n-- migrate:up\n')).toBe('HIST107')
  expect(at('-- note\n\ncreate table a (x);\n-- migrate:up\n')).toBe('0001_a.sql:3')
  expect(codeOf('')).toBe('HIST108')
  expect(codeOf('create table a (x);')).toBe('HIST108')
  expect(codeOf('-- migrate:down\ndrop table a;')).toBe('HIST108')
  expect(codeOf('-- migrate:up\n-- migrate:up\n')).toBe('HIST109')
  expect(at('-- migrate:up\n-- migrate:down\n\n-- migrate:down\n')).toBe('0001_a.sql:4')
  expect(codeOf("-- migrate:up\nselect 'a;\n-- migrate:down\n")).toBe('HIST114')
  expect(codeOf('-- migrate:up\n/* a\n-- migrate:down\n')).toBe('HIST114')
  expect(codeOf('-- migrate:up\nselect $x$ a $$;\n-- migrate:down\n')).toBe('HIST114')
})

test.each([
  '-- migrate:sideways',
  '-- migrate: run it on Monday',
  '-- migrate down',
  '-- migrate_down',
  '--migrate-up',
  'drop table a; -- migrate:down',
])('%s is no marker and no comment', (line) => {
  expect(codeOf(`-- migrate:up\n${line}\n`)).toBe('HIST110')
})

test.each([
  '-- parent: the company',
  '-- parent:',
  '-- parent: 0001\n-- parent: none',
  '-- parent: none\n-- parent: 0001',
  '-- transaction: maybe',
  '-- foreign-keys: 0',
  '-- irreversible:',
])('%j in the header has no value that is known', (lines) => {
  expect(codeOf(`${lines}\n-- migrate:up\n`)).toBe('HIST111')
})

test.each(['transaction:perhaps', 'transaction', 'foreign-keys:off'])('%s behind a marker is not known', (option) => {
  expect(codeOf(`-- migrate:up ${option}\n`)).toBe('HIST111')
})

test.each(['-- transaction: off', '-- parent: 0001', '-- parent: none', '-- foreign-keys: off'])(
  '%s below the first marker would do nothing',
  (line) => expect(codeOf(`-- migrate:up\nselect 1;\n${line}\n`)).toBe('HIST112'),
)

test('a migration may say that its schema depends on what it finds, and prose about a schema says nothing', () => {
  expect(parse('-- schema: as found\n-- migrate:up\nselect 1;').asFound).toBe(true)
  expect(parse('-- Schema: the registers\n-- migrate:up\nselect 1;\n-- schema: old')).not.toHaveProperty('asFound')
  expect(codeOf('-- migrate:up\nselect 1;\n-- schema: as found\n')).toBe('HIST112')
})

test('contradictions', () => {
  expect(codeOf('-- irreversible: gone\n-- migrate:up\n-- migrate:down\nselect 1;')).toBe('HIST113')
  expect(codeOf('-- foreign-keys: off\n-- transaction: off\n-- migrate:up\n')).toBe('HIST113')
  expect(codeOf('-- foreign-keys: off\n-- migrate:up\n-- migrate:down transaction:false\n')).toBe('HIST113')
})
