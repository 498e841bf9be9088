import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checksumOf } from '../../src/history/content.ts'
import { buildGraph } from '../../src/history/graph.ts'
import { readMigrations } from '../../src/history/read-folder.ts'
import { folderWith, rejectionOf, split } from './fixtures.ts'

const empty = '-- migrate:up\n'
const codeOf = async (files: { [name: string]: string | Uint8Array }): Promise<string> =>
  (await rejectionOf(readMigrations(folderWith(files), split))).code

test('files in the order of their ids, numbers by their value', async () => {
  const names = ['10_b.sql', '9_a.sql', '20261121101500_c.sql', 'a1b2_d.sql']
  const folder = folderWith(Object.fromEntries(names.map((name) => [name, empty])))
  const files = await readMigrations(folder, split)
  expect(files.map(({ id }) => id)).toEqual(['9', '10', '20261121101500', 'a1b2'])
  expect(files[0]).toMatchObject({ name: 'a', file: join(folder, '9_a.sql'), kind: 'sql', declared: undefined })
})

test('what is no migration is passed over', async () => {
  const names = [
    '.DS_Store',
    '._0001_a.sql',
    '.#0001_a.sql',
    '#0001_a.sql#',
    '0001_a.sql~',
    '0001_a.sql.bak',
    '0001_a.sql.swp',
    'README.md',
    'helpers.ts',
    'load_helpers.ts',
    '0001_a.d.ts',
    'package.json',
    '0001_notes.txt',
  ]
  const folder = folderWith(Object.fromEntries(names.map((name) => [name, 'junk'])))
  mkdirSync(join(folder, '0002_folder.sql'))
  mkdirSync(join(folder, 'old.sql'))
  symlinkSync(join(folder, 'old.sql'), join(folder, '0003_link.sql'))
  expect(await readMigrations(folder, split)).toEqual([])
})

test('spaces, Unicode and capitals in a name are a name', async () => {
  const names = ['0001_add warehouse (v2).sql', '0002_größe_倉庫.sql', '0003_UPPER.SQL']
  const files = await readMigrations(folderWith(Object.fromEntries(names.map((name) => [name, empty]))), split)
  expect(files.map(({ name }) => name)).toEqual(['add warehouse (v2)', 'größe_倉庫', 'UPPER'])
  expect(await files[2]?.load()).toMatchObject({ kind: 'sql', up: [] })
})

test.each([
  'schema.sql',
  'add_users.sql',
  '0001-add.sql',
  '0001.sql',
  '_x.sql',
  '0001_.sql',
  'ü1_a.sql',
  '0001-add.ts',
  '0001_a.mts',
  '0001_a.cjs',
])('%s is not passed over in silence', async (name) => expect(await codeOf({ [name]: empty })).toBe('HIST103'))

test('line ends and a byte order mark change neither checksum nor meaning', async () => {
  const text = '-- parent: none\n-- migrate:up\nselect 1;\n-- migrate:down\n'
  const folder = folderWith({
    '1_plain.sql': text,
    '2_windows.sql': text.replaceAll('\n', '\r\n'),
    '3_marked.sql': `\uFEFF${text}`,
    '4_both.sql': `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  })
  for (const file of await readMigrations(folder, split)) {
    expect(file.checksum).toBe(checksumOf(text))
    expect(file.declared).toEqual([])
    expect(file.content()).toBe(text)
    expect(await file.load()).toMatchObject({ up: [{ text: 'select 1', line: 3 }], down: [] })
  }
})

test('text that is not UTF-8 is refused, whatever wrote it', async () => {
  expect(await codeOf({ '1_a.sql': Buffer.from("-- migrate:up\nselect 'ü';", 'latin1') })).toBe('HIST105')
  expect(await codeOf({ '1_a.sql': Buffer.from(`\uFEFF${empty}`, 'utf16le') })).toBe('HIST105')
})

test('a file that changes between reading and running is refused', async () => {
  const folder = folderWith({ '1_a.sql': empty })
  const [file] = await readMigrations(folder, split)
  writeFileSync(join(folder, '1_a.sql'), `${empty}drop table everything;`)
  expect((await rejectionOf(file?.load() ?? Promise.resolve())).code).toBe('HIST106')
})

test('a folder that is missing, and a link that leads nowhere', async () => {
  const folder = folderWith()
  expect((await rejectionOf(readMigrations(join(folder, 'none'), split))).code).toBe('HIST101')
  symlinkSync(join(folder, 'nowhere'), join(folder, '0001_a.sql'))
  expect((await rejectionOf(readMigrations(folder, split))).code).toBe('HIST102')
  expect(await readMigrations(folderWith(), split)).toEqual([])
})

test('a thousand files are read and joined without parsing a statement', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [
      `${String(at + 1).padStart(4, '0')}_step.sql`,
      `-- migrate:up\ncreate table t${at} (id integer primary key, name text not null);\n-- migrate:down\ndrop table t${at};\n`,
    ]),
  )
  const folder = folderWith(files)
  const noSplit = () => expect.unreachable('statements were parsed')
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const graph = buildGraph(await readMigrations(folder, noSplit))
  const used = process.cpuUsage(cpu)
  const ms = performance.now() - start
  const cpuMs = (used.user + used.system) / 1000
  process.stdout.write(`1,000 files: ${ms.toFixed(1)} ms, CPU ${cpuMs.toFixed(1)} ms\n`)
  expect(graph.migrations.size).toBe(1000)
})
