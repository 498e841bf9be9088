import { describe, expect, test } from 'vitest'
import { mermaidOf } from '../../src/diff/diagram/mermaid.ts'
import { type Box, placeTables } from '../../src/diff/diagram/place.ts'
import { drawingOf, type Drawing } from '../../src/diff/diagram/read.ts'
import { svgOf } from '../../src/diff/diagram/svg.ts'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'

async function drawn(...statements: readonly string[]): Promise<Drawing> {
  const db = await sqlite.scratch()
  try {
    for (const text of statements) await db.run(sql.raw(text))
    if (sqlite.ddl === undefined) throw new Error('SQLite has a differ')
    return drawingOf(await sqlite.ddl.describe(db))
  } finally {
    await db.close()
  }
}

const shop = [
  'create table customer (id integer primary key, mail text unique, friend integer references customer)',
  'create table "order" (id integer primary key, customer integer not null references customer(id), "a & <b>" text)',
  'create table line ("order" integer references "order", part text references part(sku), primary key ("order", part))',
  'create table part (sku text primary key)',
  'create table alone (x blob)',
]

/** Tags that are opened and not closed, or closed in another order. */
function openTags(svg: string): readonly string[] {
  const open: string[] = []
  for (const [, close, name = '', rest = ''] of svg.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (close === '/' && open.at(-1) === name) open.pop()
    else if (close === '/' || !rest.endsWith('/')) open.push(`${close}${name}`)
  }
  return open
}

/** One stands left of the other, or above it. */
const isApart = (one: Box, other: Box): boolean => one.x + one.width < other.x || one.y + one.height < other.y

test('a drawing knows keys and references, as the database tells them', async () => {
  const { tables, references } = await drawn(...shop)
  expect(tables.map(({ name }) => name)).toEqual(['alone', 'customer', 'line', 'order', 'part'])
  expect(tables[1]?.columns).toEqual([
    { name: 'id', type: 'INTEGER', marks: ['PK'] },
    { name: 'mail', type: 'TEXT', marks: ['UK'] },
    { name: 'friend', type: 'INTEGER', marks: ['FK'] },
  ])
  expect(references).toContainEqual({ from: 'line', to: 'order', columns: ['order'] })
  expect(references).toHaveLength(4)
})

describe('a picture', () => {
  test('has words for those who do not see it, colours for the dark, and nothing from outside', async () => {
    const svg = svgOf(await drawn(...shop))
    expect(svg).toContain('<title id="title">5 tables, 4 references</title>')
    expect(svg).toContain('line has 2 columns and points at order by order; part by part.')
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg).toContain('a &amp; &lt;b&gt;')
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
    expect(svg.match(/<g /g)).toHaveLength(5)
    expect(svg.match(/class="line"/g)).toHaveLength(4)
    expect(openTags(svg)).toEqual([])
  })

  test('lets no two tables overlap, and ties each line to the two tables', async () => {
    const { boxes, lines, width, height } = placeTables(await drawn(...shop))
    for (const one of boxes) {
      expect(one.x + one.width < width && one.y + one.height < height).toBe(true)
      expect(boxes.filter((other) => other !== one && !isApart(one, other) && !isApart(other, one))).toEqual([])
    }
    for (const { reference, points } of lines)
      for (const [name, point] of [
        [reference.to, points[0]],
        [reference.from, points.at(-1)],
      ] as const) {
        const box = boxes.find(({ table }) => table.name === name) as Box
        expect([box.x, box.x + box.width]).toContain(point?.x)
      }
  })

  test('puts what is pointed at before what points at it', async () => {
    const { boxes } = placeTables(await drawn(...shop))
    const x = (name: string): number => boxes.find(({ table }) => table.name === name)?.x ?? 0
    expect(x('customer')).toBeLessThan(x('order'))
    expect(x('order')).toBeLessThan(x('line'))
  })

  test('of an empty schema and of a reference to nowhere is still one', async () => {
    expect(svgOf({ tables: [], references: [] })).toContain('0 tables')
    expect(svgOf(await drawn('create table a (b integer references gone)'))).toContain('1 table, 1 reference')
  })
})

test('Mermaid gets the same drawing', async () => {
  expect(mermaidOf(await drawn(...shop))).toContain('"customer" ||--o{ "order" : "customer"')
})
