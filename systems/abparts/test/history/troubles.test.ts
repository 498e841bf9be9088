/**
 * The troubles that the life of migrations in `eras.ts` went through, one test each: it ends with the database taken over and
 * every machine still in it, or it is refused, nothing is written, and the next step is named.
 */
import { basename } from 'node:path'
import { adopt, check, show, stamp, status, up } from 'millwright'
import { expect, test } from 'vitest'
import { eraA, eraB, eraC, migrationText, type Revision } from './eras.ts'
import { describeEach, exec, type Make, refusalOf, rowsOf, type Shop, tablesOf, write } from './support.ts'

const minutes = 120_000
const endOfB = 'add_protocol_translations_06'

/** The machines, and whether anything of ours was written. */
const machines = (shop: Shop): Promise<readonly string[]> => rowsOf(shop, 'select id from machines order by id')

async function refused(shop: Shop, flags: Parameters<typeof adopt>[1] = {}) {
  const refusal = await refusalOf(adopt(await shop.project(), flags))
  expect(await rowsOf(shop, 'select count(*) from machines')).toEqual(['3'])
  expect((await tablesOf(shop)).filter((name) => name.startsWith('millwright'))).toEqual([])
  return refusal
}

/** Taken over, nothing lost, and able to go on. */
async function takenOver(shop: Shop, flags: Parameters<typeof adopt>[1] = {}) {
  const adopted = await adopt(await shop.project(), flags)
  expect(adopted).toMatchObject({ mode: 'baseline', tool: 'Alembic', exit: 0 })
  expect(await machines(shop)).toEqual(['1', '2', '3'])
  expect((await status(await shop.project())).drift).toEqual([])
  return adopted
}

/** The revisions as migrations with ids in the order of the eras, as they were published. */
function asMigrations(revisions: readonly Revision[]): Readonly<Record<string, string>> {
  const ids = new Map(revisions.map(({ id }, at) => [id, `r${String(at + 1).padStart(2, '0')}`]))
  const idOf = (revision: string): string => ids.get(revision) ?? revision
  return Object.fromEntries(
    revisions.map((revision) => [`${idOf(revision.id)}_${revision.id}.sql`, migrationText(revision, idOf)]),
  )
}

const eras = (make: Make): void => {
  test('T1 two heads: named at the takeover, and a history with both is not run further', {
    timeout: minutes,
  }, async () => {
    const version = ['20241130_merge', '20241130_fix_enum']
    const shop = await make({ files: eraA, database: eraA, version })
    const { applied, pending, findings } = await takenOver(shop)
    expect([applied.length, pending]).toEqual([39, []])
    expect(findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['ADOPT210', 'warning', 'the history has 2 heads, which nothing joins: 20241130_fix_enum, 20241130_merge'],
      ['ADOPT211', 'warning', 'the database stands at 2 revisions at once: 20241130_merge, 20241130_fix_enum'],
    ])
  })

  test('T2 a baseline names a parent whose file was thrown away: both are named', { timeout: minutes }, async () => {
    const shop = await make({ files: eraC, database: [...eraB, ...eraC], version: ['warehouse_loc_001'] })
    const { code, what } = await refused(shop)
    expect(code).toBe('ADOPT104')
    expect(what).toContain(`a78bd1ac6e99_.py: it follows ${endOfB}, of which there is no file`)
    expect((await adopt(await shop.project(), { asFound: true })).exit).toBe(3)
    expect(await machines(shop)).toEqual(['1', '2', '3'])
  })

  test('T3 S7 an id with junk behind it: the clean one is named, held against the tables, and taken', {
    timeout: minutes,
  }, async () => {
    const files = [...eraB, ...eraC]
    const shop = await make({ files, database: files.slice(0, 6), version: ['a78bd1ac6e99(head)'] })
    const { what, next } = await refused(shop)
    expect(what).toContain(
      'a78bd1ac6e99(head): it is recorded as applied, and no file is it; a file is called a78bd1ac6e99',
    )
    expect(what).toContain('the tables: they are those after a78bd1ac6e99')
    expect(next).toContain('(--recorded a78bd1ac6e99)')
    expect((await refused(shop, { recorded: ['net_cleaning_001'] })).what).toContain(
      'machines.r_net_cleaning_001: net_cleaning_001 says that it makes it, and it is not there',
    )
    const { applied, findings } = await takenOver(shop, { recorded: ['a78bd1ac6e99'] })
    expect(applied.at(-1)).toBe('a78bd1ac6e99')
    expect(findings.map(({ message }) => message)).toEqual([
      'it says a78bd1ac6e99(head), and a78bd1ac6e99 was taken for it because somebody said so',
    ])
  })

  test('T4 S7 a revision that was renamed after it ran: its new name is named, and taken', {
    timeout: minutes,
  }, async () => {
    const shop = await make({ files: eraB, database: eraB.slice(0, 3), version: ['add_maintenance_protocols'] })
    const { what, next } = await refused(shop)
    expect(what).toContain('a file is called 03_add_maintenance_protocols')
    expect(next).toContain('--recorded 03_add_maintenance_protocols')
    const { applied, pending } = await takenOver(shop, { recorded: ['03_add_maintenance_protocols'] })
    expect(applied).toEqual(['00_baseline', '01_add_updated_at', '03_add_maintenance_protocols'])
    expect(pending).toEqual(['04_add_preferred_language', endOfB])
  })

  test('T5 an id that the version table cannot keep: told before anything is written', {
    timeout: minutes,
  }, async () => {
    const long: Revision = { id: 'add_machine_hours_and_service_records', parents: [endOfB], does: { make: 'table' } }
    const shop = await make({ files: [...eraB, long], database: eraB, version: [endOfB] })
    const { what, next } = await refused(shop)
    expect(what).toContain(`its revision ${long.id} has 37 characters, and version_num keeps 32`)
    expect(next).toContain('--retire')
    await takenOver(shop, { retire: true })
  })

  test('T6 a parent that is the name of a file: the id is named', { timeout: minutes }, async () => {
    const wrong: Revision = { id: 'b7c1', parents: ['03_add_maintenance_protocols_'], does: { make: 'table' } }
    const shop = await make({
      files: [...eraB.slice(0, 3), wrong],
      database: eraB.slice(0, 3),
      version: ['01_add_updated_at'],
    })
    const { what, next } = await refused(shop)
    expect(what).toContain('it follows 03_add_maintenance_protocols_, which is the name of a file and not its revision')
    expect(next).toContain('write 03_add_maintenance_protocols there')
  })

  test('T7 S8 an empty version table beside a full schema: where it stands is told', { timeout: minutes }, async () => {
    const shop = await make({ files: eraB, database: eraB, version: [] })
    const { what, next } = await refused(shop)
    expect(what).toContain('the next upgrade would begin anew')
    expect(what).toContain(`the tables: they are those after ${endOfB}`)
    expect(next).toContain(`--recorded ${endOfB}`)
    expect((await takenOver(shop, { recorded: [endOfB] })).applied).toHaveLength(5)
  })

  test('T8 two rows of which one lies behind the other: both are named', { timeout: minutes }, async () => {
    const shop = await make({ files: eraB, database: eraB, version: [endOfB, '01_add_updated_at'] })
    expect((await refused(shop)).what).toContain(
      `the database stands at 2 revisions at once: ${endOfB}, 01_add_updated_at; one of the others comes after 01_add_updated_at`,
    )
    await takenOver(shop, { recorded: [endOfB] })
  })

  test('T9 stamped at a baseline that never ran: the tables say where it really is', { timeout: minutes }, async () => {
    const shop = await make({ files: [...eraB, ...eraC], database: eraB, version: ['ab2c1f16b0b3'] })
    const { what, next } = await refused(shop)
    expect(what).toContain('machines.machine_model: a78bd1ac6e99 says that it removes it, and it is there')
    expect(what).toContain(`the tables: they are those after ${endOfB}`)
    expect(next).toContain(`--recorded ${endOfB}`)
    expect((await takenOver(shop, { recorded: [endOfB] })).pending[0]).toBe('a78bd1ac6e99')
    expect(await rowsOf(shop, 'select machine_model from machines order by id')).toEqual(['V3.1B', 'V4.0', 'V4.0'])
  })
}

describeEach('an Alembic history', eras)

describeEach('the same history as migrations', (make) => {
  const base = 'create table machines (id integer primary key, machine_model text, serial_number text);\n'
  const first = `-- parent: none\n-- migrate:up\n${base}-- migrate:down\ndrop table machines;\n`
  const ofA = Object.entries(asMigrations(eraA))
  const life = Object.fromEntries([
    ['r00_machines.sql', first],
    ...ofA.map(([name, text]) => [name, text.replace('-- parent: none', '-- parent: r00')] as const),
  ])

  test('T1 S10 two heads: `up` refuses, and a merge joins them', { timeout: minutes }, async () => {
    const shop = await make({ migrations: life })
    const { code, what, next } = await refusalOf(up(await shop.project()))
    expect([code, what]).toEqual(['HIST123', 'The history has 2 heads: r37, r38.'.replace('r37, r38', headsOf(life))])
    expect(next).toContain(`millwright merge ${headsOf(life).replace(', ', ' ')}`)
    write(shop.root, 'migrations/r99_join.sql', `-- parents: ${headsOf(life)}\n-- migrate:up\n-- migrate:down\n`)
    expect(await up(await shop.project())).toMatchObject({ verdict: 'PROVED' })
    expect(await rowsOf(shop, 'select count(*) from machines')).toEqual(['0'])
  })

  test('T2 T6 a parent that no file is, and one by the name of its file', { timeout: minutes }, async () => {
    const shop = await make({
      migrations: { ...life, 'r98_lost.sql': '-- parent: r97\n-- migrate:up\n-- migrate:down\n' },
    })
    const { code, what } = await refusalOf(up(await shop.project()))
    expect([code, basename(what.split(' names ')[0] ?? '')]).toEqual(['HIST120', 'r98_lost.sql'])
    write(shop.root, 'migrations/r98_lost.sql', '-- parent: r00_machines.sql\n-- migrate:up\n-- migrate:down\n')
    expect((await refusalOf(up(await shop.project()))).next).toContain('`-- parent: r00`')
  })

  test('T9 a database that was made by hand is found at the revision whose schema it has', {
    timeout: minutes,
  }, async () => {
    const line = { 'r00_machines.sql': first, ...asLine([...eraB, ...eraC]) }
    const shop = await make({ migrations: line, database: eraB })
    const { code } = await refusalOf(stamp(await shop.project(), { target: 'head' }))
    expect(code).toBe('STAMP101')
    expect(await adopt(await shop.project())).toMatchObject({ mode: 'place', migration: 'r05' })
    expect(await machines(shop)).toEqual(['1', '2', '3'])
  })

  test('T10 a file that was edited after it ran: refused, with the text that ran', { timeout: minutes }, async () => {
    const shop = await make({ migrations: { 'r00_machines.sql': first } })
    await up(await shop.project())
    await exec(shop, "insert into machines values (1, 'V4.0', 'AB-1')")
    write(shop.root, 'migrations/r00_machines.sql', first.replace('serial_number', 'serial'))
    const { code, next } = await refusalOf(up(await shop.project()))
    expect([code, next]).toEqual(['HIST130', expect.stringContaining('millwright show r00 --applied')])
    expect((await show(await shop.project(), { word: 'r00', applied: true })).text).toBe(first)
    expect((await check(await shop.project())).exit).toBe(4)
    write(shop.root, 'migrations/r00_machines.sql', first)
    expect(await up(await shop.project())).toMatchObject({ upToDate: true })
    expect(await rowsOf(shop, 'select serial_number from machines')).toEqual(['AB-1'])
  })
})

/** Revisions that follow one another, on top of the table that was there. */
const asLine = (revisions: readonly Revision[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(asMigrations(revisions)).map(([name, text]) => [
      name,
      text.replace('-- parent: none', '-- parent: r00'),
    ]),
  )

function headsOf(files: Readonly<Record<string, string>>): string {
  const parents = new Set(
    Object.values(files).flatMap((text) => /^-- parents?: (.*)$/m.exec(text)?.[1]?.split(', ') ?? []),
  )
  return Object.keys(files)
    .map((name) => name.split('_')[0] as string)
    .filter((id) => !parents.has(id))
    .toSorted()
    .join(', ')
}
