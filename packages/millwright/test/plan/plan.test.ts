/** P25, P27: the same input gives the same plan anywhere, and a run sends the plan's statements and no others. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { planAction } from '../../src/actions/plan.ts'
import { down } from '../../src/actions/down.ts'
import { up } from '../../src/actions/up.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { faultyDialect } from '../../src/testing/faulty-dialect.ts'
import { codeOf, exec, moveOf, problemOf, projectWith, table, writeMigration } from '../run/project-with.ts'

const files = {
  '0001_item.sql': table('item', 'id integer primary key, name text, qty integer'),
  '0002_index.sql':
    "-- migrate:up\ncreate index item_name on item (name);\ninsert into item values (1, 'a;b', 2);\n-- migrate:down\ndelete from item where id = 1;\ndrop index item_name;\n",
  '0003_code.ts': codeOf(
    "up: [sql`insert into item values (${2}, ${'b'}, ${3n})`, sql`update item set qty = ${4}`], down: [sql`delete from item where id = ${2}`]",
  ),
  '0004_alone.sql':
    '-- migrate:up transaction:off\nvacuum;\nupdate item set qty = 5;\n-- migrate:down transaction:off\nupdate item set qty = 4;\nvacuum;\n',
  '0005_rebuild.sql':
    '-- foreign-keys: off\n-- migrate:up\ncreate table item_new (id integer primary key, name text, qty integer, place text);\ninsert into item_new select id, name, qty, null from item;\ndrop table item;\nalter table item_new rename to item;\ncreate index item_name on item (name);\n-- migrate:down\nalter table item drop column place;\n',
  '0006_move.ts': moveOf("m.fill('fill', { table: 'item', set: { qty: sql`qty + ${Number(params.by ?? 1)}` } })"),
}

const planIn = ({ root }: { root: string }, params = '{}'): string => {
  const program = `
    import { openProject } from '${new URL('../../src/actions/project.ts', import.meta.url).href}'
    import { planAction } from '${new URL('../../src/actions/plan.ts', import.meta.url).href}'
    console.log((await planAction(await openProject({ cwd: ${JSON.stringify(root)}, params: ${params} }))).hash)`
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning', '--input-type=module']
  return execFileSync(process.execPath, [...flags, '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'Asia/Tokyo', LANG: 'C' },
  }).trim()
}

describe('a plan (P25)', () => {
  test('has the same hash in another process, folder and time zone', async () => {
    const [one, other] = [await projectWith(files), await projectWith(files)]
    const { hash } = await planAction(one)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect([planIn(one), planIn(other)]).toEqual([hash, hash])
  })

  test('has another hash when anything in it is another', async () => {
    const hashes = new Set<string>()
    const variants = [
      {},
      { '0002_index.sql': files['0002_index.sql'].replace('item_name', 'item_name2') },
      { '0001_item.sql': `${files['0001_item.sql']}-- more\n` },
      { '0006_move.ts': files['0006_move.ts'].replace('?? 1', '?? 2') },
    ]
    for (const variant of variants) hashes.add((await planAction(await projectWith({ ...files, ...variant }))).hash)
    hashes.add(planIn(await projectWith(files), "{ by: '7' }"))
    expect(hashes.size).toBe(variants.length + 1)
  })

  test('is immutable, and is made without touching the database', async () => {
    const project = await projectWith(files)
    const plan = await planAction(project)
    expect(Object.isFrozen(plan)).toBe(true)
    expect(await project.dialect.exists(project.url)).toBe(false)
  })

  test('is refused with the line that cannot work', async () => {
    const bad = '-- migrate:up\ncreate table good (id integer);\n\ncreate tabel bad (id integer);\n-- migrate:down\n'
    const project = await projectWith({ '0001_bad.sql': bad })
    expect(await problemOf(planAction(project))).toMatchObject({
      code: 'PLAN101',
      message: 'Migration 0001 bad fails at line 4: near "tabel": syntax error.',
    })
  })

  test('is refused when the database is not what its history says', async () => {
    const project = await projectWith(files)
    await up(project, { target: '0001' })
    exec(project, 'create table foreign_one (id integer)')
    expect(await problemOf(up(project, { yes: true }))).toMatchObject({ code: 'PLAN103' })
  })

  test('of a move that was stamped, or of a migration without a way down', async () => {
    const project = await projectWith({ '0001_item.sql': files['0001_item.sql'] })
    await up(project)
    writeMigration(project.root, '0002_once.sql', '-- migrate:up\ncreate table once (id integer);\n')
    await up(project)
    expect(await problemOf(down(project, { yes: true }))).toMatchObject({ code: 'PLAN102' })
  })
})

/** What a person could have typed: no statement of the ledger, and no look at the catalogue. */
const isOwnWork = (text: string): boolean =>
  /^\s*(create|insert|update|delete|drop|alter|vacuum)\b/i.test(text) && !/millwright_/.test(text)

describe('the statements of a run (P27)', () => {
  test('are those of its plan, in order, upwards and downwards', async () => {
    const project = await projectWith(files)
    await up(project, { target: '0001' })
    const sent: string[] = []
    const before = ({ kind, text }: { kind: string; text: string }) =>
      void (kind === 'run' && isOwnWork(text) && sent.push(text.trim()))
    const watched = { ...project, dialect: faultyDialect(project.dialect, { before }) }
    const upwards = await planAction(project, { target: '0005' })
    await up(watched, { target: '0005', yes: true })
    expect(sent.splice(0)).toEqual(statementsOf(upwards))
    const downwards = await planAction(project, { direction: 'down', target: '0001' })
    expect(await down(watched, { target: '0001', yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect(sent).toEqual(statementsOf(downwards))
    expect(sent.length).toBeGreaterThan(4)
  })
})

const statementsOf = ({ items }: Plan): readonly string[] =>
  items.flatMap(({ statements }) => statements.map(({ text }) => text.trim()))
