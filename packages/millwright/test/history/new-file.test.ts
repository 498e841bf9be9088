import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFileName } from '../../src/history/file-name.ts'
import { buildGraph, type Graph, headsOf } from '../../src/history/graph.ts'
import { newMerge, newMigration, nextId, slugOf, writeNew } from '../../src/history/new-file.ts'
import { readMigrations } from '../../src/history/read-folder.ts'
import { scaffold } from '../../src/history/scaffold.ts'
import { folderWith, graphOf, importDefine, problemOf, split } from './fixtures.ts'

const now = new Date('2026-11-21T10:15:00.900Z')
const graphIn = async (folder: string): Promise<Graph> => buildGraph(await readMigrations(folder, split))

test('ids: the time in UTC, or the next number where the folder counts', () => {
  expect(nextId([], now)).toBe('20261121101500')
  expect(nextId(['20250101000000', 'a1b2'], now)).toBe('20261121101500')
  expect(nextId(['0001', '0002'], now)).toBe('0003')
  expect(nextId(['1', '2', '10'], now)).toBe('11')
  expect(nextId(['9998', '9999'], now)).toBe('10000')
  expect(nextId(['0001', '10000'], now)).toBe('10001')
})

test('two files within one second, and a clock that goes backwards', () => {
  expect(nextId(['20261121101500'], now)).toBe('20261121101501')
  expect(nextId(['20261121101559'], now)).toBe('20261121101600')
  expect(nextId(['20270101000000'], now)).toBe('20270101000001')
  expect(nextId(['20261399000000'], now)).toBe('20261121101500')
})

test.each([
  ['add warehouse', 'add_warehouse'],
  ['  Add  Warehouse!  ', 'add_warehouse'],
  ['../../etc/passwd', 'etc_passwd'],
  ['C:\\temp\\x', 'c_temp_x'],
  ['größe ändern', 'größe_ändern'],
  ['倉庫を追加', '倉庫を追加'],
  ['e\u0301tat', 'état'],
  ['हिन्दी', 'हिन्दी'],
  ['a\u0000b\nc', 'a_b_c'],
  ['v2.0-beta', 'v2_0_beta'],
  ['🚚 move', 'move'],
])('%j becomes %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug)
})

test.each(['', '   ', '🚚', '../..', '---', '\u0301'])('%j leaves nothing', (title) => {
  expect(problemOf(() => slugOf(title)).code).toBe('HIST140')
})

test('whatever the title, the name is one file in the folder that is read back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('sql', 'ts', 'move'),
      (noise, kind) => {
        const { file, id } = newMigration({ folder: 'm', graph: graphOf({}), now, title: `x${noise}`, kind })
        const base = file.slice('m/'.length)
        expect(base).not.toMatch(/[/\\\u0000-\u001f]/)
        expect(Buffer.byteLength(base)).toBeLessThan(200)
        expect(parseFileName(base)?.id).toBe(id)
      },
    ),
  )
})

test('a new file follows the head, and says so', async () => {
  const folder = join(folderWith(), 'migrations')
  writeNew(newMigration({ folder, graph: graphOf({}), now, title: 'first', kind: 'sql' }))
  writeNew(newMigration({ folder, graph: await graphIn(folder), now, title: 'second', kind: 'sql' }))
  expect(readdirSync(folder)).toEqual(['20261121101500_first.sql', '20261121101501_second.sql'])
  const files = await readMigrations(folder, split)
  expect(files.map(({ declared }) => declared)).toEqual([[], ['20261121101500']])
  expect(await files[1]?.load()).toMatchObject({ up: [], down: [], irreversible: undefined })
})

test('branches: a new file asks, a merge joins', async () => {
  const folder = folderWith({
    '0001_a.sql': '-- migrate:up\n',
    '0002_b.sql': '-- parent: 0001\n-- migrate:up\n',
    '0003_c.sql': '-- parent: 0001\n-- migrate:up\n',
  })
  const graph = await graphIn(folder)
  expect(problemOf(() => newMigration({ folder, graph, now, title: 'x', kind: 'sql' })).code).toBe('HIST123')
  const beside = newMigration({ folder, graph, now, title: 'x', kind: 'sql', parents: ['0002'] })
  expect(beside.text.startsWith('-- parent: 0002\n\n-- migrate:up\n')).toBe(true)
  const merge = newMerge({ folder, graph, now, words: ['b', '0003'] })
  expect(merge).toEqual({
    id: '0004',
    file: join(folder, '0004_merge_0002_0003.sql'),
    text: '-- parent: 0002\n-- parent: 0003\n\n-- migrate:up\n\n-- migrate:down\n',
  })
  writeNew(merge)
  const merged = await graphIn(folder)
  expect(headsOf(merged)).toEqual(['0004'])
  expect(await merged.migrations.get('0004')?.load()).toMatchObject({ up: [], down: [] })
  expect(newMerge({ folder, graph, now, words: ['0002', '0003'], title: 'join' }).file).toBe(
    join(folder, '0004_join.sql'),
  )
  expect(problemOf(() => newMerge({ folder, graph, now, words: ['0002', 'b'] })).code).toBe('HIST143')
  expect(problemOf(() => newMerge({ folder, graph, now, words: [] })).code).toBe('HIST143')
  expect(problemOf(() => newMerge({ folder, graph, now, words: ['0002', 'zzz'] })).code).toBe('HIST124')
})

test('never over a file that is there', () => {
  const folder = folderWith({ '0001_a.sql': 'mine' })
  const file = join(folder, '0001_a.sql')
  expect(problemOf(() => writeNew({ id: '0001', file, text: 'theirs' })).code).toBe('HIST141')
  expect(readFileSync(file, 'utf8')).toBe('mine')
  const below = join(file, 'x', '0001_b.sql')
  expect(problemOf(() => writeNew({ id: '0001', file: below, text: '' })).code).toBe('HIST142')
  expect(existsSync(below)).toBe(false)
})

test('TypeScript scaffolds can be read and loaded', async () => {
  const text = scaffold('ts', ['0001', '0002']).replace(/^import.*\n/, importDefine)
  const [file] = await readMigrations(folderWith({ '0003_a.ts': text }), split)
  expect(file).toMatchObject({ kind: 'code', declared: ['0001', '0002'] })
  expect(await file?.load()).toMatchObject({ kind: 'code', up: { statements: [] }, down: { statements: [] } })
  expect(text).toContain("defineMigration({\n  parents: ['0001', '0002'],\n  up")
  const moveText = scaffold('move', ['0002'])
  expect(moveText).toContain("defineMove({ parent: '0002' }, (m) => {")
  const [move] = await readMigrations(folderWith({ '0003_a.ts': moveText }), split)
  expect(move).toMatchObject({ kind: 'move', declared: ['0002'] })
})
