import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headFromText } from '../../src/history/code-head.ts'
import { defineMigration } from '../../src/history/define-migration.ts'
import type { MigrationFile } from '../../src/history/migration.ts'
import { readMigrations } from '../../src/history/read-folder.ts'
import { isSql } from '../../src/kernel/sql.ts'
import { folderWith, importDefine, rejectionOf, split } from './fixtures.ts'

async function read(text: string, name = '0002_a.ts'): Promise<MigrationFile> {
  const [file] = await readMigrations(folderWith({ [name]: text }), split)
  return file ?? expect.unreachable('no file was read')
}

const code = (members: string): string => `${importDefine}export default defineMigration({ ${members} })\n`
const moveText = (members: string): string => `export default { [Symbol.for('millwright.move')]: true, ${members} }\n`
const sqlText = "{ [Symbol.for('millwright.sql')]: true, parts: [{ kind: 'text', text: 'select 1' }] }"

test('scripts, statements and functions', async () => {
  const script = await (await read(code("up: 'create table a (x);\\ncreate table b (y);', down: ''"))).load()
  expect(script).toMatchObject({
    kind: 'code',
    up: { kind: 'script', statements: [{ text: 'create table a (x)' }, { text: 'create table b (y)', line: 2 }] },
    down: { kind: 'script', statements: [] },
    transaction: true,
    foreignKeys: 'on',
  })
  const sql = await (await read(code(`up: ${sqlText}, down: [${sqlText}, ${sqlText}], transaction: false`))).load()
  expect(sql).toMatchObject({ up: { kind: 'sql' }, down: { kind: 'sql' }, transaction: false })
  expect(sql.kind === 'code' && sql.up.kind === 'sql' && sql.up.statements.every(isSql)).toBe(true)
  const work = await (await read(code("up: async () => {}, foreignKeys: 'off'"))).load()
  expect(work).toMatchObject({ up: { kind: 'function' }, down: undefined, irreversible: undefined, foreignKeys: 'off' })
})

test('no way back, with the reason', async () => {
  const body = await (await read(code("up: [], down: { none: 'the text is gone' }"))).load()
  expect(body).toMatchObject({ down: undefined, irreversible: 'the text is gone' })
})

test('a move stays opaque', async () => {
  const file = await read(moveText("parents: ['0001'], steps: [1, 2]"))
  expect(file).toMatchObject({ kind: 'move', declared: ['0001'] })
  expect(await file.load()).toMatchObject({ kind: 'move', declaration: { steps: [1, 2] } })
})

test('JavaScript files, too', async () => {
  for (const name of ['0002_a.js', '0002_a.mjs']) {
    expect(await (await read(code('up: []'), name)).load()).toMatchObject({ kind: 'code' })
  }
})

test('a file whose text tells its parents is not run to read them', async () => {
  const file = await read("throw new Error('ran')\nexport default defineMigration({\n  parent: '0001',\n  up: [] })")
  expect(file.declared).toEqual(['0001'])
  expect((await rejectionOf(file.load())).code).toBe('HIST115')
})

test.each([
  ["export default defineMigration({\n  parent: '0001',", { kind: 'code', declared: ['0001'] }],
  ['export default defineMove<Row>({ parents: ["a1", \'b2\',\n], steps', { kind: 'move', declared: ['a1', 'b2'] }],
  ["export default defineMove({ parent: '0001' }, (m) => { m.load('parent') })", { kind: 'move', declared: ['0001'] }],
  ['export default defineMove({}, (m) => {})', { kind: 'move', declared: undefined }],
  ["export default defineMove({ parents: ['0001'] })", { kind: 'move', declared: ['0001'] }],
  ["export default defineMigration({ parent: 'none', up", { kind: 'code', declared: [] }],
  ['export default defineMigration({ parents: [], up', { kind: 'code', declared: [] }],
  ['export default defineMigration({ up: [] })', { kind: 'code', declared: undefined }],
  ["export default defineMigration({ up: [], parent: '0001' })", undefined],
  ['export default defineMigration({ parent: before, up', undefined],
  ["export default defineMigration({ parent: '0' + n, up", undefined],
  ["export default defineMigration({ parents: ['0001', last], up", undefined],
  ['export default makeMove()', undefined],
  ['const move = defineMove({ steps })\nexport default move', undefined],
  ["export default defineMigration({ parent: '1',\nexport default defineMove({ parent: '2',", undefined],
])('%s tells %j', (text, head) => {
  expect(headFromText(text)).toEqual(head)
})

test('where the text does not tell, the file is run', async () => {
  expect((await read(code("up: [], parent: '0' + '001'"))).declared).toEqual(['0001'])
  expect((await read(code("up: [], parents: ['a1', 'b2', 'a1']"))).declared).toEqual(['a1', 'b2'])
})

test('a text that says something else than the declaration is refused', async () => {
  const shared = "const more = { ['par' + 'ent']: '0001' }\n"
  const file = await read(`${importDefine}${shared}export default defineMigration({ up: [], ...more })`)
  expect(file.declared).toBeUndefined()
  expect((await rejectionOf(file.load())).code).toBe('HIST118')
})

test('an edited file is imported again', async () => {
  const folder = folderWith({ '0002_a.ts': code("up: 'select 1'") })
  const [before] = await readMigrations(folder, split)
  expect(await before?.load()).toMatchObject({ up: { statements: [{ text: 'select 1' }] } })
  writeFileSync(join(folder, '0002_a.ts'), code("up: 'select 2'"))
  const [after] = await readMigrations(folder, split)
  expect(await after?.load()).toMatchObject({ up: { statements: [{ text: 'select 2' }] } })
})

test.each([
  ['HIST117', code('up: 7')],
  ['HIST117', code('')],
  ['HIST117', code("up: ['select 1']")],
  ['HIST117', code('up: [], down: 7')],
  ['HIST117', code("up: [], down: { none: ' ' }")],
  ['HIST117', code('parent: 7, up: []')],
  ['HIST117', code("parents: '0001', up: []")],
  ['HIST117', code("up: [], transaction: 'off'")],
  ['HIST117', code('up: [], foreignKeys: false')],
  ['HIST117', code('up: [], donw: []')],
  ['HIST113', code("up: [], transaction: false, foreignKeys: 'off'")],
  ['HIST115', 'export default {{{'],
  ['HIST115', "import './not-there.ts'\n"],
  ['HIST116', 'export default { up: [] }'],
  ['HIST116', 'export const up = []'],
  ['HIST116', ''],
])('%s for %j', async (expected, text) => {
  const problem = await rejectionOf(read(text).then((file) => file.load()))
  expect(problem.code).toBe(expected)
})

test('a declaration is frozen and keeps what it was given', () => {
  const declared = defineMigration({ parent: '0001', up: [] })
  expect(Object.isFrozen(declared)).toBe(true)
  expect(declared).toMatchObject({ parent: '0001', up: [] })
})
