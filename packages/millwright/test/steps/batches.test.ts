/** P5, P7: whatever the size of the batches, a load ends as an oracle in memory says. */
import { existsSync, rmSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { up } from '../../src/actions/up.ts'
import { stateOf } from '../../src/testing/state-of.ts'
import { exec, fileOf, moveOf, projectWith, rowsOf } from '../run/project-with.ts'

type Item = { readonly id: number; readonly name: string; readonly qty: number }

const table =
  '-- migrate:up\ncreate table item (id integer primary key, name text not null, qty integer not null check (qty < 90));\n-- migrate:down\ndrop table item;\n'
const items = fc.array(fc.record({ id: fc.nat(12), name: fc.constantFrom('a', 'b', 'c'), qty: fc.nat(99) }), {
  minLength: 1,
  maxLength: 30,
})
const sizes = fc.integer({ min: 1, max: 31 })

const policies: Readonly<Record<string, string>> = {
  reject: "'reject'",
  first: "'first'",
  last: "{ last: 'qty' }",
  merge: '{ merge: (kept, twin) => ({ ...kept, qty: kept.qty < twin.qty ? kept.qty : twin.qty }) }',
  rename: '{ rename: (twin, nth) => ({ ...twin, id: twin.id + 100n * BigInt(nth) }) }',
}

/** What must stand in the table, told from the list alone. */
function oracle(policy: string, list: readonly Item[]): readonly string[] {
  const good = list.filter(({ qty }) => qty < 90)
  const kept = new Map<number, Item>()
  for (const item of good) meet(kept, policy, item)
  const alone = (id: number) => good.filter((one) => one.id === id).length === 1
  const rows = [...kept.entries()].filter(([id]) => policy !== 'reject' || alone(id))
  return rows.map(([id, { name, qty }]) => `${id} ${name} ${qty}`).sort()
}

function meet(kept: Map<number, Item>, policy: string, item: Item): void {
  const before = kept.get(item.id)
  if (before === undefined) kept.set(item.id, item)
  else if (policy === 'last' && item.qty > before.qty) kept.set(item.id, item)
  else if (policy === 'merge') kept.set(item.id, { ...before, qty: Math.min(before.qty, item.qty) })
  else if (policy === 'rename') {
    let nth = 2
    while (kept.has(item.id + 100 * nth)) nth++
    kept.set(item.id + 100 * nth, item)
  }
}

async function load(policy: string, list: readonly Item[], rows: number) {
  const source = list.map(({ id, name, qty }) => ({ id, name, qty }))
  const body = `m.load('load', { from: listOf('items', ${JSON.stringify(source)}), to: 'item', key: ['id'], twins: ${policies[policy]}, map: ({ id, name, qty }) => ({ id: BigInt(id), name, qty: BigInt(qty) }) })
m.fill('fill', { table: 'item', set: { qty: sql\`qty - 1\` } })`
  const files = {
    '0001_item.sql': table,
    '0002_move.ts': moveOf(body, "{ rejects: { accept: ['twin', 'constraint'] } }"),
  }
  const project = await projectWith(files, { batch: { minRows: rows, maxRows: rows, targetMs: 1000 } })
  const end = await up(project)
  expect(end).toMatchObject({ verdict: 'PROVED' })
  return project
}

describe.each(Object.keys(policies))('twins: %s', (policy) => {
  test('the same table from any batch size, and the one of the oracle', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(items, sizes, sizes, async (list, one, other) => {
        const [first, second] = [await load(policy, list, one), await load(policy, list, other)]
        const found = rowsOf(first, 'select id, name, qty + 1 from item').toSorted()
        expect(found).toEqual(oracle(policy, list))
        expect((await stateOf(second)).content).toEqual((await stateOf(first)).content)
        const counters = rowsOf(first, "select counters from millwright_part where step = 'load'").map(
          (text) => JSON.parse(text) as unknown,
        )
        expect(
          rowsOf(second, "select counters from millwright_part where step = 'load'").map(
            (text) => JSON.parse(text) as unknown,
          ),
        ).toEqual(counters)
        for (const { root } of [first, second]) rmSync(root, { recursive: true, force: true })
      }),
      { numRuns: 12 },
    )
  })
})

describe('several rows from one record', () => {
  const spread = (records: string) =>
    moveOf(
      `m.load('load', { from: listOf('items', ${records}), to: 'item', key: ['id'], map: (ids) => ids.map((id) => ({ id: BigInt(id), name: 'n', qty: 1n })) })`,
      "{ rejects: { accept: ['twin'] } }",
    )

  test.each<[string, string, [readonly string[], number]]>([
    ['a record that is its own twin', '[[1, 1], [2]]', [['2'], 1]],
    ['a chain of twins', '[[1, 2], [2, 3], [3], [4, 5]]', [['3', '4', '5'], 2]],
    ['twins at both ends', '[[1], [2], [3, 1], [2]]', [[], 4]],
    ['a key set free by a record that is refused', '[[1], [1, 2], [2], [3]]', [['2', '3'], 2]],
  ])('%s', async (_name, records, [ids, rejected]) => {
    for (const rows of [1, 2, 9]) {
      const project = await projectWith(
        { '0001_item.sql': table, '0002_move.ts': spread(records) },
        { batch: { minRows: rows, maxRows: rows, targetMs: 1000 } },
      )
      expect(await up(project), `batches of ${rows}`).toMatchObject({ verdict: 'PROVED' })
      expect(rowsOf(project, 'select id from item')).toEqual(ids)
      expect(rowsOf(project, 'select count(*), count(distinct record) from millwright_reject')).toEqual([
        `${rejected} ${rejected}`,
      ])
      expect(existsSync(fileOf(project))).toBe(true)
    }
  })
})

describe('a fill along its key', () => {
  const walk = async (create: string, insert: string, options: string) => {
    const first = `-- migrate:up\n${create};\n-- migrate:down\ndrop table t;\n`
    const project = await projectWith(
      { '0001_t.sql': first, '0002_fill.ts': moveOf(`m.fill('fill', { table: 't', ${options} })`) },
      { batch: { minRows: 2, maxRows: 2, targetMs: 1000 } },
    )
    await up(project, { target: '0001' })
    exec(project, insert)
    return { project, end: await up(project) }
  }

  test('of two columns, of text with odd characters, in the order of its collation', async () => {
    const create =
      'create table t (a text collate nocase not null, b integer not null, x integer not null, primary key (a, b))'
    const insert = `insert into t values ('b', 1, 0), ('A', 2, 0), ('a', 1, 0), ('B', -5, 0), ('', 9, 0), ('ä', 1, 0), ('z''"%', 1, 0), ('😀', 7, 0)`
    const { project, end } = await walk(create, insert, 'set: { x: sql`x + 1` }')
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select count(*), min(x), max(x) from t')).toEqual(['8 1 1'])
  })

  test('with a condition that is unknown for some rows, on the very column that it changes', async () => {
    const { project, end } = await walk(
      'create table t (id integer primary key, x integer)',
      'insert into t values (1, null), (2, 5), (3, null), (4, 0), (5, 7), (6, 9)',
      'where: sql`x > 4`, set: { x: sql`x - 100` }',
    )
    expect(end).toMatchObject({ verdict: 'PROVED' })
    expect(rowsOf(project, 'select id, x from t')).toEqual(['1 ', '2 -95', '3 ', '4 0', '5 -93', '6 -91'])
  })

  test('never passes over rows without a word: a key with NULL is refused or told', async () => {
    const { project, end } = await walk(
      'create table t (k text primary key, x integer not null)',
      "insert into t values (null, 0), (null, 0), ('a', 0), ('b', 0), ('c', 0)",
      'set: { x: sql`x + 1` }',
    )
    expect('verdict' in end && end.verdict).not.toBe('PROVED')
    expect(rowsOf(project, 'select max(x) from t')).not.toEqual(['2'])
  })
})
