import { describe, expect, test } from 'vitest'
import { findDialect } from '../../src/actions/dialects.ts'
import { test as tryWays } from '../../src/actions/test.ts'
import { up } from '../../src/actions/up.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { codeOf, exec, moveOf, projectWith, rowsOf, smallBatches, table } from '../run/project-with.ts'

const item = table('item', 'id integer primary key, name text, qty integer')
const rows = "insert into item values (1, 'a', 1), (2, 'b', 2), (3, null, 3)"
const ways = (result: {
  readonly ways: readonly { readonly migration: string; readonly on: string; readonly result: string }[]
}) => result.ways.map(({ migration, on, result: word }) => `${migration} ${on} ${word}`)

describe('what is pending, on a copy with its rows', () => {
  const good = {
    '0002_move.ts': moveOf("m.fill('double', { table: 'item', set: { qty: sql`qty * 2 + 1` } })"),
    '0003_index.sql': '-- migrate:up\ncreate index item_name on item (name);\n-- migrate:down\ndrop index item_name;\n',
  }

  test('leads there and back, and the database is only read', async () => {
    const project = await projectWith({ '0001_item.sql': item, ...good }, smallBatches)
    await up(project, { target: '0001' })
    exec(project, rows)
    const before = await stateOf(project)
    const result = await tryWays(project)
    expect([result.exit, ways(result)]).toEqual([0, ['0002 copy reversible', '0003 copy reversible']])
    expect(await stateOf(project)).toEqual(before)
  })

  test('does not bring back what its down forgets: named before, and found', async () => {
    const lossy = '-- migrate:up\nupdate item set name = upper(name);\n-- migrate:down\nselect 1;\n'
    const drops =
      '-- migrate:up\nalter table item drop column qty;\n-- migrate:down\nalter table item add column qty integer;\n'
    const project = await projectWith({ '0001_item.sql': item, '0002_upper.sql': lossy, '0003_drop.sql': drops })
    await up(project, { target: '0001' })
    exec(project, rows)
    const result = await tryWays(project)
    expect([result.exit, ways(result)]).toEqual([4, ['0002 copy differs', '0003 copy differs']])
    expect(result.ways[0]?.findings).toMatchObject([
      {
        code: 'TEST102',
        subject: 'item',
        message: expect.stringContaining('after the way back, table item') as unknown,
      },
    ])
  })

  test('a way down that fails, one that is not there, and one that gives another schema', async () => {
    const fails = '-- migrate:up\ncreate table more (id integer);\n-- migrate:down\ndrop table moer;\n'
    const none = '-- irreversible: it was never to go\n-- migrate:up\ncreate table kept (id integer);\n'
    const other = '-- migrate:up\ndrop table kept;\n-- migrate:down\ncreate table kept (id integer, x);\n'
    const project = await projectWith({
      '0001_item.sql': item,
      '0002_kept.sql': none,
      '0003_other.sql': other,
      '0004_more.sql': fails,
    })
    const result = await tryWays(project)
    expect([result.exit, ways(result)]).toEqual([
      4,
      ['0001 copy reversible', '0002 copy no way back', '0003 copy failed'],
    ])
    const last = await tryWays(await projectWith({ '0001_more.sql': fails }))
    expect(ways(last)).toEqual(['0001 copy failed'])
  })

  test('code that throws is told, and ends it', async () => {
    const code = codeOf("up: async () => { throw new Error('no') }, down: async () => {}")
    const project = await projectWith({ '0001_code.ts': code, '0002_item.sql': `-- parent: 0001\n${item}` })
    const result = await tryWays(project)
    expect([result.exit, result.ways.length, result.ways[0]?.result]).toEqual([4, 1, 'failed'])
  })
})

test('the whole history from nothing, beside what is pending', async () => {
  const project = await projectWith({ '0001_item.sql': item, '0002_more.sql': table('more', 'id integer') })
  await up(project, { target: '0001' })
  exec(project, rows)
  expect(ways(await tryWays(project, { type: 'sample' }))).toEqual(['0001 empty reversible', '0002 empty reversible'])
  expect(ways(await tryWays(project, { type: 'comprehensive' }))).toEqual([
    '0002 copy reversible',
    '0001 empty reversible',
    '0002 empty reversible',
  ])
  expect(rowsOf(project, 'select count(*) from item')).toEqual(['3'])
  await up(project)
  expect(await tryWays(project)).toEqual({ type: 'rollback', ways: [], exit: 0 })
})

test('on PGlite too', { timeout: 60_000 }, async () => {
  const project = await projectWith({ '0001_item.sql': item }, { database: 'pglite:data' })
  expect(project.dialect).toBe(await findDialect('pglite:data'))
  const result = await tryWays(project, { type: 'comprehensive' })
  expect([result.exit, ways(result)]).toEqual([0, ['0001 copy reversible', '0001 empty reversible']])
})
