/**
 * The situations in which a database can be when the maintenance protocols come to it: each ends with every row kept, or is
 * refused with the next step. What a kill and a held lock do to one run is tried beside the runs of the engine as well.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { adopt, check, diff, down, isProblem, openDatabase, sql, stamp, status, up } from 'millwright'
import { expect, test } from 'vitest'
import { before, feature, history, items, laterEdition, longerHistory, protocols } from './feature.ts'
import { describeEach, exec, refusalOf, rowsOf, type Shop, tablesOf, write } from './support.ts'

const minutes = 120_000
const script = (statements: readonly string[]): string => statements.map((text) => `${text};\n`).join('')
const protocol = "insert into maintenance_protocols (id, name, protocol_type) values (1, 'daily start', 'daily')"

/** The statements between a database and what the migrations give, executed as a person would who was shown them. */
async function bridge(shop: Shop): Promise<readonly string[]> {
  const project = await shop.project()
  const found = await diff({ from: project.url, to: 'migrations', where: { cwd: shop.root } })
  expect(found.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const db = await openDatabase(project)
  try {
    for (const text of found.up.framed) await db.run(sql.raw(text))
  } finally {
    await db.close()
  }
  return found.up.framed
}

describeEach('the maintenance protocols come to a database', (make) => {
  test('S0 S1 where nothing of them is there: applied and proved, and a second time nothing is done', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history })
    expect(await up(await shop.project())).toMatchObject({ verdict: 'PROVED' })
    expect((await tablesOf(shop)).filter((name) => /protocol|maintenance/.test(name))).toHaveLength(5)
    expect(await up(await shop.project())).toMatchObject({ upToDate: true, exit: 0 })
    const { migrations } = await status(await shop.project())
    expect(migrations.map(({ state }) => state)).toEqual(['applied', 'applied'])
  })

  test('S2 recorded and never run: the check names what is missing, and the way back to the truth is open', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history, database: script(before) })
    const { code, what } = await refusalOf(stamp(await shop.project(), { target: 'head' }))
    expect([code, what]).toEqual(['STAMP101', expect.stringContaining('maintenance_protocols (missing)')])
    expect((await stamp(await shop.project(), { target: 'head', force: true })).exit).toBe(3)
    const { exit, findings } = await check(await shop.project())
    expect([exit, findings.some(({ subject }) => subject.includes('maintenance_reminders'))]).toEqual([4, true])
    await stamp(await shop.project(), { target: '01' })
    expect(await up(await shop.project())).toMatchObject({ verdict: 'PROVED' })
    expect(await rowsOf(shop, 'select name from machines')).toEqual(['one'])
  })

  test('S3 all there and not recorded: compared and recorded, and no statement touches it', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history, database: script([...before, ...feature, protocol]) })
    expect(await adopt(await shop.project())).toMatchObject({ mode: 'place', migration: '03', exit: 0 })
    expect(await rowsOf(shop, 'select name from maintenance_protocols')).toEqual(['daily start'])
    expect((await status(await shop.project())).drift).toEqual([])
  })

  test('S4 all there and different: refused, and the statements between the two keep every row', {
    timeout: minutes,
  }, async () => {
    const different = feature
      .filter((text) => !text.startsWith('create index'))
      .map((text) =>
        text
          .replace("default 'in_progress'", "default 'scheduled'")
          .replace('on delete restrict,\n  status', ',\n  status'),
      )
    const shop = await make({ migrations: history, database: script([...before, ...different, protocol]) })
    await exec(shop, "insert into maintenance_executions values (1, 1, 1, 1, 'completed')")
    const { code, what, next } = await refusalOf(adopt(await shop.project()))
    expect([code, what]).toEqual(['ADOPT108', expect.stringContaining('table maintenance_executions (differs)')])
    expect(next).toContain('millwright diff --from')
    await bridge(shop)
    expect(await adopt(await shop.project())).toMatchObject({ mode: 'place', migration: '03' })
    expect(await rowsOf(shop, 'select protocol_id, status from maintenance_executions')).toEqual(['1 completed'])
  })

  test.each([
    ['S5 empty', []],
    ['S6 with rows', [protocol]],
  ])(
    '%s: some of the tables are there, and nothing is dropped to make room for the others',
    { timeout: minutes },
    async (_, rows) => {
      const shop = await make({ migrations: history, database: script([...before, protocols, items, ...rows]) })
      expect((await refusalOf(adopt(await shop.project()))).code).toBe('ADOPT108')
      expect((await bridge(shop)).filter((text) => /^\s*drop/i.test(text))).toEqual([])
      expect(await adopt(await shop.project())).toMatchObject({ mode: 'place', migration: '03' })
      expect(await rowsOf(shop, 'select id from maintenance_protocols')).toEqual(rows.map(() => '1'))
    },
  )

  test('S9 a database that is ahead of the files: the unknown migrations are named', { timeout: minutes }, async () => {
    const shop = await make({ migrations: longerHistory })
    await up(await shop.project())
    rmSync(join(shop.root, 'migrations/06_add_protocol_translations.sql'))
    const { code, what } = await refusalOf(up(await shop.project()))
    expect([code, what]).toEqual(['HIST131', expect.stringContaining('06 (add_protocol_translations)')])
  })

  test('S11 a table that the feature needs is gone: found before anything is written', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history })
    await up(await shop.project(), { target: '01' })
    await exec(shop, 'drop table parts')
    const refusal = await refusalOf(up(await shop.project()))
    expect(refusal.what).toContain('table parts (missing)')
    expect(await tablesOf(shop)).not.toContain('maintenance_protocols')
  })

  test('S12 a statement in the middle fails: none of the five tables stays', { timeout: minutes }, async () => {
    const shop = await make({ migrations: history })
    await up(await shop.project(), { target: '01' })
    await exec(shop, "insert into machines values (1, 'one')")
    const broken = history['03_add_maintenance_protocols.sql']?.replace(
      'create table maintenance_reminders',
      "insert into machines values (1, 'twin');\ncreate table maintenance_reminders",
    )
    write(shop.root, 'migrations/03_add_maintenance_protocols.sql', broken ?? '')
    expect(await up(await shop.project())).toMatchObject({ verdict: 'FAILED' })
    expect((await tablesOf(shop)).filter((name) => /protocol|maintenance/.test(name))).toEqual([])
    write(shop.root, 'migrations/03_add_maintenance_protocols.sql', history['03_add_maintenance_protocols.sql'] ?? '')
    expect(await up(await shop.project())).toMatchObject({ verdict: 'PROVED' })
  })

  test('S13 two at once: one of them works, the other says so or finds nothing to do', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history })
    await up(await shop.project(), { target: '01' })
    const ends = await Promise.allSettled([up(await shop.project()), up(await shop.project())])
    const worked = ends.filter((end) => end.status === 'fulfilled' && !('upToDate' in end.value))
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
    expect(worked).toHaveLength(1)
    for (const reason of refused) expect(isProblem(reason) && reason.exit).toBe(4)
    expect(await rowsOf(shop, "select count(*) from millwright_migration where id = '03'")).toEqual(['1'])
  })

  test('S15 the way back while the tables hold rows: each is named, and nothing goes without a yes', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ migrations: history })
    await up(await shop.project())
    await exec(shop, protocol)
    const { what } = await refusalOf(down(await shop.project(), { target: '-1' }))
    expect(what).toContain('drop table maintenance_protocols')
    expect(await rowsOf(shop, 'select name from maintenance_protocols')).toEqual(['daily start'])
    expect(await down(await shop.project(), { target: '-1', yes: true })).toMatchObject({ verdict: 'PROVED' })
    expect(await tablesOf(shop)).not.toContain('maintenance_protocols')
  })

  test('S16 the way back goes over what came later, in its order', { timeout: minutes }, async () => {
    const shop = await make({ migrations: longerHistory })
    await up(await shop.project())
    await down(await shop.project(), { target: '01', yes: true })
    const { migrations } = await status(await shop.project())
    expect(migrations.map(({ id, state }) => `${id} ${state}`)).toEqual(['01 applied', '03 pending', '06 pending'])
  })

  test('S18 the tables of a later edition are known by their columns', { timeout: minutes }, async () => {
    const shop = await make({ migrations: longerHistory, database: script([...before, ...laterEdition, protocol]) })
    expect(await adopt(await shop.project())).toMatchObject({ mode: 'place', migration: '06' })
    expect(await rowsOf(shop, 'select base_language from maintenance_protocols')).toEqual(['null'])
  })

  test('S17 a file with a mistake, and a database that is not there: each says which', {
    timeout: minutes,
  }, async () => {
    const shop = await make({
      migrations: { ...history, '07_typing.sql': '-- parent: 03\n-- migrate:pu\nselect 1;\n' },
    })
    const { code, what } = await refusalOf(up(await shop.project()))
    expect([code, what]).toEqual(['HIST110', expect.stringContaining('07_typing.sql:2')])
    write(shop.root, 'millwright.config.json', '{"database": "postgres://postgres@127.0.0.1:1/none"}')
    expect((await refusalOf(status(await shop.project()))).what).toMatch(/127\.0\.0\.1/)
  })
})
