/** What a plan refuses before anything is made or written. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { down } from '../../src/actions/down.ts'
import { planAction } from '../../src/actions/plan.ts'
import type { Project } from '../../src/actions/project.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { up } from '../../src/actions/up.ts'
import { codeOf, exec, moveOf, problemOf, projectWith, rowsOf, table } from '../run/project-with.ts'

const item = table('item', 'id integer primary key, name text, qty integer, unique (name, qty)')

const isUntouched = ({ root }: Project) =>
  !existsSync(join(root, 'app.db')) && !readdirSync(root).includes('.millwright')

describe('the third statement that cannot work', () => {
  test('of a script is named by its line', async () => {
    const script = `-- migrate:up
create table a (id integer);

insert into a values (1);
-- a comment; with a semicolon
insert into a (colour)
  values (2);
create table never (id);
-- migrate:down
`
    const project = await projectWith({ '0001_item.sql': item, '0002_bad.sql': script })
    expect(await problemOf(up(project))).toMatchObject({
      code: 'PLAN101',
      exit: 4,
      message: 'Migration 0002 bad fails at line 6: table a has no column named colour.',
    })
    expect(isUntouched(project)).toBe(true)
  })

  test('of a list in code is named by its number', async () => {
    const code = codeOf(
      'up: [sql`create table a (id integer)`, sql`insert into a values (${1})`, sql`insert into b values (${2})`], down: sql`drop table a`',
    )
    const project = await projectWith({ '0001_code.ts': code })
    expect(await problemOf(up(project))).toMatchObject({
      code: 'PLAN101',
      message: 'Migration 0001 code fails at line 3: no such table: b.',
    })
    expect(isUntouched(project)).toBe(true)
  })

  test('of a tidy step is told, too', async () => {
    const move = moveOf("m.tidy('index', { run: sql`create index i on item (colour)`, undo: sql`drop index i` })")
    const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': move })
    expect(await problemOf(up(project))).toMatchObject({
      code: 'PLAN101',
      message: expect.stringContaining('0002 move') as string,
    })
    expect(isUntouched(project)).toBe(true)
  })
})

test('a plan lists every statement with its line, in order, and says how it is undone', async () => {
  const script =
    '-- migrate:up\ncreate table a (\n  id integer\n);\ninsert into a\nvalues (1);\n-- migrate:down\ndrop table a;\n'
  const once = '-- migrate:up\ncreate table b (id integer);\n'
  const code = codeOf(
    "up: async (db) => void (await db.run(sql`create table c (id integer)`)), down: { none: 'nobody needs it' }",
  )
  const project = await projectWith({ '0001_a.sql': script, '0002_b.sql': once, '0003_c.ts': code })
  const { items, direction } = await planAction(project)
  expect(direction).toBe('up')
  expect(items.map(({ migration, kind, statements, undo }) => ({ migration, kind, statements, undo }))).toEqual([
    {
      migration: '0001',
      kind: 'sql',
      statements: [
        { text: 'create table a (\n  id integer\n)', line: 2 },
        { text: 'insert into a\nvalues (1)', line: 5 },
      ],
      undo: 'its down',
    },
    {
      migration: '0002',
      kind: 'sql',
      statements: [{ text: 'create table b (id integer)', line: 2 }],
      undo: 'none: it has no down',
    },
    { migration: '0003', kind: 'code', statements: [], undo: 'none: nobody needs it' },
  ])
})

describe('no way back', () => {
  test('is told with the reason that the author gave', async () => {
    const code = codeOf("up: sql`create table a (id integer)`, down: { none: 'the old text is gone' }")
    const project = await projectWith({ '0001_a.ts': code })
    await up(project)
    expect(await problemOf(down(project, { yes: true }))).toMatchObject({
      code: 'PLAN102',
      message: 'Migration 0001 a cannot be undone: the old text is gone.',
    })
    expect(rowsOf(project, 'select id from millwright_migration')).toEqual(['0001'])
  })

  test('for a move that was stamped: there is no journal', async () => {
    const move = moveOf("m.fill('fill', { table: 'item', set: { qty: sql`1` } })")
    const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': move })
    await up(project, { target: '0001' })
    exec(project, "insert into item values (1, 'a', 7)")
    await stamp(project, { target: '0002' })
    const problem = await problemOf(down(project, { yes: true }))
    expect(problem).toMatchObject({ code: 'PLAN104', exit: 4 })
    expect(problem.message).toContain('0002')
    expect(rowsOf(project, 'select qty from item')).toEqual(['7'])
    expect(rowsOf(project, 'select id from millwright_migration')).toEqual(['0001', '0002'])
  })
})

const load = (more: string) =>
  `m.load('in', { from: listOf('x', [{ id: 1 }]), to: 'item', key: ['id'], map: (r) => r, ${more} })`

/** A step that cannot work with the table it names, and the words that say so. */
const refused: Readonly<Record<string, readonly [body: string, code: string, message: string]>> = {
  'a load into a table that is not there': [
    load("to: 'items'"),
    'MOVE102',
    'Step "in" names the table items, which does not exist at that point of the history.',
  ],
  'a fill of a table that a later migration makes': [
    "m.fill('f', { table: 'later', set: { x: sql`1` } })",
    'MOVE102',
    'Step "f" names the table later, which does not exist at that point of the history.',
  ],
  'a key of a column that is not there': [
    load("key: ['number']"),
    'MOVE103',
    'Step "in" names the column item.number, which does not exist.',
  ],
  'a change of a column that is not there': [
    "m.fill('f', { table: 'item', set: { name: sql`'x'`, colour: sql`'red'` } })",
    'MOVE103',
    'Step "f" names the column item.colour, which does not exist.',
  ],
  'a key that nothing makes unique': [
    load("key: ['name']"),
    'MOVE104',
    'Step "in" uses (name) as the key of item, but nothing in item makes it unique.',
  ],
  'a build with half of a unique constraint': [
    "m.build('b', { to: 'item', key: ['qty'], select: sql`select 1 as qty` })",
    'MOVE104',
    'Step "b" uses (qty) as the key of item, but nothing in item makes it unique.',
  ],
  'a fill that changes its own key': [
    "m.fill('f', { table: 'item', set: { id: sql`id + 1` } })",
    'MOVE105',
    'Step "f" changes the column id, which is also its key: rows could be skipped or done twice.',
  ],
  'a fill that changes the key it names': [
    "m.fill('f', { table: 'item', key: ['name', 'qty'], set: { qty: sql`qty + 1` } })",
    'MOVE105',
    'Step "f" changes the column qty, which is also its key: rows could be skipped or done twice.',
  ],
}

describe('a step that does not fit its table is refused when it is planned', () => {
  test.each(Object.entries(refused))('%s', async (_name, [body, code, message]) => {
    const later = table('later', 'id integer primary key, x integer')
    const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': moveOf(body), '0003_later.sql': later })
    expect(await problemOf(up(project))).toMatchObject({ code, exit: 4, message })
    expect(isUntouched(project)).toBe(true)
  })

  test.each([["key: ['id']"], ["key: ['name', 'qty']"], ["key: ['qty', 'name', 'id']"]])(
    'not one with the key %s',
    async (key) => {
      const body = `m.load('in', { from: listOf('x', [{ id: 1, name: 'a', qty: 2 }]), to: 'item', map: (r) => r, ${key} })`
      const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': moveOf(body) })
      expect((await planAction(project)).items[1]?.steps[0]).toMatchObject({ name: 'in', table: 'item' })
    },
  )
})

const specs = new URL('../../src/steps/source-specs.ts', import.meta.url).href
const fromFile = `import { json } from '${specs}'\n${moveOf("m.load('in', { from: json('parts.json'), to: 'item', key: ['id'], map: (r) => r })")}`

const sources: Readonly<Record<string, readonly [content: string | undefined, code: RegExp]>> = {
  'that is missing': [undefined, /^SRC1\d\d$/],
  'that is empty': ['', /^SRC1\d\d$/],
  'without a record': ['[]', /^SRC1\d\d$/],
  'that was cut off': ['[{"id": 1}, {"id": 2', /^SRC1\d\d$/],
  'that is not a list': ['{"id": 1}', /^SRC1\d\d$/],
}

describe('a source', () => {
  test.each(Object.entries(sources))(
    '%s is told when it is planned, and nothing is made',
    async (_name, [content, code]) => {
      const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': fromFile })
      if (content !== undefined) writeFileSync(join(project.root, 'parts.json'), content)
      expect((await problemOf(planAction(project))).code).toMatch(code)
      expect((await problemOf(up(project))).code).toMatch(code)
      expect(isUntouched(project)).toBe(true)
    },
  )

  test('is nailed down with its number of records and its hash', async () => {
    const project = await projectWith({ '0001_item.sql': item, '0002_move.ts': fromFile })
    writeFileSync(join(project.root, 'parts.json'), '[{"id": 1}, {"id": 2}]')
    const one = await planAction(project)
    expect(one.items[1]?.steps[0]?.pin).toEqual({
      records: 2,
      bytes: 22,
      digest: createHash('sha256').update('[{"id": 1}, {"id": 2}]').digest('hex'),
    })
    writeFileSync(join(project.root, 'parts.json'), '[{"id": 1}, {"id": 3}]')
    expect((await planAction(project)).hash).not.toBe(one.hash)
    writeFileSync(join(project.root, 'parts.json'), '[{"id": 1}, {"id": 2}]')
    expect((await planAction(project)).hash).toBe(one.hash)
  })
})

test('of a migration whose schema depends on what it finds the plan promises none, and the run is proved all the same', async () => {
  const found = '-- schema: as found\n-- migrate:up\ncreate table if not exists item (id integer);\n-- migrate:down\n'
  const project = await projectWith({ '0001_found.sql': found })
  exec(project, 'create table item (id integer primary key, name text)')
  expect((await planAction(project)).schema).not.toHaveProperty('after')
  expect(await up(project, { yes: true })).toMatchObject({ verdict: 'PROVED' })
  expect(await planAction(project, { direction: 'down', target: 'base' })).toMatchObject({ direction: 'down' })
})

test('a history of which nothing is applied takes nothing for drift', async () => {
  const project = await projectWith({ '0001_item.sql': item })
  await up(project)
  await down(project, { target: 'base', yes: true })
  exec(project, 'create table foreign_one (id integer primary key)')
  expect(await up(project)).toMatchObject({ verdict: 'APPLIED, NOT PROVED' })
})
