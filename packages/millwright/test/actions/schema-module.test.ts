import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { diffSides } from '../../src/actions/diff.ts'
import { generate } from '../../src/actions/generate.ts'
import { openProject } from '../../src/actions/project.ts'
import { labelOf } from '../../src/diff/walk.ts'
import { server } from '../dialects/server.ts'
import { problemOf, projectWith, table } from '../run/project-with.ts'

const installed = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
const imports = (from: string, names: string): string => `import { ${names} } from '${from}'\n`

/** A project with a module as its wanted schema. */
async function wanting(module: string, database = 'sqlite:app.db') {
  const project = await projectWith(
    { '0001_part.sql': table('part', 'id integer primary key, sku text not null') },
    { database, schema: 'schema.ts' },
  )
  writeFileSync(project.schema, module)
  symlinkSync(installed, join(project.root, 'node_modules'))
  return project
}

const byKysely = `export default async (db) => {
  await db.schema.createTable('part')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('sku', 'text', (column) => column.notNull())
    .addColumn('name', 'varchar(40)')
    .execute()
  await db.schema.createIndex('part_name').on('part').column('name').execute()
}
`

test('a function that makes a schema with Kysely is run in a scratch database', async () => {
  const project = await wanting(byKysely)
  const { difference, file } = await generate(project, { title: 'name' })
  expect(difference.changes.map(labelOf)).toEqual(
    expect.arrayContaining(['create column part.name', 'create index part.part_name']),
  )
  expect(file).toBeDefined()
  expect((await generate(project, { title: 'again' })).difference.changes).toEqual([])
})

test('tables of Drizzle are made by its own tool, in a scratch database', async () => {
  const project = await wanting(`${imports('drizzle-orm/sqlite-core', 'sqliteTable, text, integer, index')}
export const part = sqliteTable('part', { id: integer().primaryKey(), sku: text().notNull(), kind: integer().references(() => kind.id) }, (t) => [index('part_kind').on(t.kind)])
export const kind = sqliteTable('kind', { id: integer().primaryKey(), name: text().notNull().unique() })
`)
  const { difference } = await generate(project, { title: 'kinds' })
  expect(difference.changes.map(labelOf)).toEqual(
    expect.arrayContaining(['create table kind', 'create column part.kind', 'create index part.part_kind']),
  )
  expect(difference.reversible).toBe(true)
  expect((await generate(project, { title: 'again' })).difference.changes).toEqual([])
})

test.skipIf(server === undefined)(
  'both of them on PostgreSQL, as two sides of a comparison',
  async () => {
    const project = await wanting(byKysely, server?.newUrl())
    const drizzle = join(project.root, 'drizzle.ts')
    writeFileSync(
      drizzle,
      `${imports('drizzle-orm/pg-core', 'pgTable, text, integer, varchar, index')}
export const part = pgTable('part', { id: integer().primaryKey(), sku: text().notNull(), name: varchar({ length: 40 }) }, (t) => [index('part_name').on(t.name)])
`,
    )
    const found = await diffSides({
      from: project.schema,
      to: drizzle,
      dialect: 'postgres',
      where: { cwd: project.root },
    })
    expect(found.changes.map(labelOf)).toEqual([])
  },
  60_000,
)

test('what tells no schema, or fails, is told with its file', async () => {
  const cases = [
    ['export const nothing = 1\n', 'DIFF207'],
    ["export default async (db) => { await db.schema.dropTable('gone').execute() }\n", 'DIFF208'],
    ["import './gone.ts'\n", 'DIFF209'],
  ] as const
  for (const [module, code] of cases)
    expect((await problemOf(generate(await wanting(module), { title: 'x' }))).code).toBe(code)
  const project = await wanting('')
  expect((await openProject({ cwd: project.root })).schema).toMatch(/schema\.ts$/)
})
