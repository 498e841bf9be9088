import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { down, openDatabase, type Project, up } from 'millwright'
import { lifeCycle, stateOf } from 'millwright/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { hospitalProject } from '../../src/move/project.ts'
import { change, move, query, root, samplePlace, sharedPlace } from '../move/support.ts'

const moved = sharedPlace()
let project: Project
beforeAll(async () => {
  await move(moved)
  project = await hospitalProject(moved.db)
})

const everyColumn = 'select * from ppm_register order by id'
const wide = 'select * from ppm_equipment order by id'

describe('the whole life of each follow-up, on the moved registers', () => {
  test.each(['0010', '0011', '0012', '0013'])('%s: up, look, down, up again', async (target) => {
    const { verdicts } = await lifeCycle(project, { target })
    expect(verdicts).toEqual({ up: 'PROVED', down: 'PROVED', again: 'PROVED' })
  })

  test('all of them at once', async () => {
    await down(project, { target: '0009', yes: true, backup: false })
    const rows = query(moved, wide)
    const { verdicts, applied } = await lifeCycle(project, {
      target: '0013',
      look: () => expect(withoutDays(query(moved, everyColumn))).toEqual(rows),
    })
    expect(verdicts).toEqual({ up: 'PROVED', down: 'PROVED', again: 'PROVED' })
    expect(applied.tables['ppm_visit']?.rows).toBe(4 * 1038)
    expect(query(moved, 'select count(*) as n from ppm_visit where completed_on is not null')).toEqual([{ n: 0 }])
  })
})

const withoutDays = (rows: readonly Record<string, unknown>[]): readonly unknown[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.endsWith('completed_on'))))

const moment = '2026-02-03T04:05:06.789Z'

/** What people do while the register is tall: a visit done, a date and an engineer taken away, a device new, one gone. */
const edits = `
  pragma foreign_keys = on;
  update ppm_visit set completed_on = '2026-02-03', status = 'Maintained' where equipment_id = 1 and quarter = 1;
  update ppm_visit set due_date = null, engineer = null, status = null where equipment_id = 2 and quarter = 4;
  update ppm_visit set engineer = 'TECH-E' where equipment_id = 3;
  update ppm_equipment set name = null, updated_at = '${moment}' where id = 4;
  insert into ppm_equipment (no, department, name, model, serial, manufacturer, log_number, warranty_end, status, created_at, updated_at)
    values (1039, 'LAB', 'NEW', 'N-1', 'NEW / 1#', 'ACME', '9001', '2030-01-01', 'Upcoming', '${moment}', '${moment}'),
      (1040, 'LAB', 'SHORT LIVED', 'N-2', 'NEW 2', 'ACME', '9002', null, 'Upcoming', '${moment}', '${moment}');
  insert into ppm_visit (equipment_id, quarter, due_date, engineer, status)
    select device.id, quarter.value, case quarter.value when 1 then '2026-03-01' end, null, case quarter.value when 1 then 'Upcoming' end
    from ppm_equipment as device, json_each('[4,3,2,1]') as quarter where device.no > 1038;
  delete from ppm_equipment where no in (5, 1040);`

test('what was changed, added and deleted while tall comes back wide, in the schema of before', async () => {
  await up(project, { target: '0009', yes: true })
  await down(project, { target: '0009', yes: true, backup: false })
  const before = await stateOf(project)
  await up(project, { target: '0013', yes: true, backup: false })
  change(moved, edits)
  expect(query(moved, 'select count(*) as n from ppm_visit')).toEqual([{ n: 4 * 1038 }])
  const tall = query(moved, everyColumn)
  await expect(down(project, { target: '0009', yes: true, backup: false })).resolves.toMatchObject({
    verdict: 'PROVED',
  })
  const after = await stateOf(project)
  expect(query(moved, wide)).toEqual(withoutDays(tall))
  expect(after.content.schema).toBe(before.content.schema)
  expect({ ...after.content.tables, ppm_equipment: null }).toEqual({ ...before.content.tables, ppm_equipment: null })
  expect(query(moved, 'pragma foreign_key_check')).toEqual([])
  expect(query(moved, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  await expect(up(project, { target: '0013', yes: true, backup: false })).resolves.toMatchObject({ verdict: 'PROVED' })
  expect(withoutDays(query(moved, everyColumn))).toEqual(withoutDays(tall))
})

test('the day of completion survives as long as its column does', async () => {
  await down(project, { target: '0010', yes: true, backup: false })
  change(moved, "update ppm_equipment set ppm_q3_completed_on = '2026-04-05' where id = 7")
  await up(project, { target: '0013', yes: true, backup: false })
  expect(query(moved, 'select quarter from ppm_visit where completed_on is not null')).toEqual([{ quarter: 3 }])
  await down(project, { target: '0010', yes: true, backup: false })
  expect(query(moved, 'select id from ppm_equipment where ppm_q3_completed_on is not null')).toEqual([{ id: 7 }])
})

test('an id is never given twice, whichever form its table has', async () => {
  const last = Number(query(moved, 'select max(id) as id from ppm_equipment')[0]?.['id'])
  await up(project, { target: '0013', yes: true, backup: false })
  const add = (no: number): number => {
    change(
      moved,
      `insert into ppm_equipment (no, department, model, serial, manufacturer, log_number, status, created_at, updated_at)
        values (${no}, 'LAB', 'M', 'NEXT ${no}', 'ACME', '1', 'Upcoming', '${moment}', '${moment}')`,
    )
    const id = Number(query(moved, 'select max(id) as id from ppm_equipment')[0]?.['id'])
    change(moved, `delete from ppm_equipment where no = ${no}`)
    return id
  }
  const first = add(2000)
  expect(first).toBe(last + 2) // the short lived device had one
  await down(project, { target: '0009', yes: true, backup: false })
  expect(add(2001)).toBe(first + 1)
  await up(project, { target: '0013', yes: true, backup: false })
  expect(add(2002)).toBe(first + 2)
})

test('a visit that says something the wide form cannot hold is not dropped with the table', async () => {
  const place = samplePlace()
  await move(place)
  const own = await hospitalProject(place.db)
  await up(own, { target: '0012', yes: true, backup: false })
  change(place, "update ppm_visit set engineer = 'TECH-Z' where equipment_id = 9 and quarter = 2")
  const end = await down(own, { target: '0009', yes: true, backup: false })
  expect(end).toMatchObject({ verdict: 'FAILED', exit: 4 })
  expect('why' in end ? end.why : '').toContain('and 1 row of it is not what its query gives now')
  expect(query(place, "select engineer from ppm_visit where engineer = 'TECH-Z'")).toHaveLength(1)
})

describe('a visit', () => {
  const insert =
    (values: string): (() => void) =>
    () =>
      change(
        moved,
        `pragma foreign_keys = on; insert into ppm_visit (equipment_id, quarter, due_date, engineer, status, completed_on) values (${values})`,
      )

  test.each([
    ['a fifth quarter', '1, 5, null, null, null, null', 'CHECK constraint failed: quarter BETWEEN 1 AND 4'],
    [
      'a quarter that is there',
      '1, 1, null, null, null, null',
      'UNIQUE constraint failed: ppm_visit.equipment_id, ppm_visit.quarter',
    ],
    ['a device that is not there', '0, 1, null, null, null, null', 'FOREIGN KEY constraint failed'],
    ['a day in other words', "1, 2, '01/02/2026', null, null, null", 'CHECK constraint failed: due_date IS NULL'],
    [
      'a day of completion in other words',
      "1, 2, null, null, null, 'done'",
      'CHECK constraint failed: completed_on IS NULL',
    ],
    ['an unknown status', "1, 2, null, null, 'Due Soon', null", 'CHECK constraint failed: status IS NULL'],
    [
      'an engineer too long',
      `1, 2, null, '${'x'.repeat(101)}', null, null`,
      'CHECK constraint failed: engineer IS NULL',
    ],
  ])('never has %s', (_, values, words) => {
    expect(insert(values)).toThrow(words)
  })

  test('goes with its device', () => {
    const before = Number(query(moved, 'select count(*) as n from ppm_visit')[0]?.['n'])
    change(moved, 'pragma foreign_keys = on; delete from ppm_equipment where id = 20')
    expect(query(moved, 'select count(*) as n from ppm_visit')).toEqual([{ n: before - 4 }])
  })
})

test('schema.sql is what the whole history gives', async () => {
  const place = samplePlace()
  await move(place)
  const migrated = await hospitalProject(place.db)
  await up(migrated, { yes: true, backup: false })
  const written = await hospitalProject(join(place.folder, 'written.db'))
  const db = new DatabaseSync(join(place.folder, 'written.db'))
  db.exec(readFileSync(join(root, 'schema.sql'), 'utf8'))
  db.close()
  expect(await schemaOf(written)).toEqual(await schemaOf(migrated))
})

async function schemaOf(of: Project): Promise<unknown> {
  const db = await openDatabase(of, { readOnly: true })
  try {
    const schema = await of.dialect.inspect(db)
    return Object.fromEntries(
      Object.entries(schema).map(([kind, list]: [string, readonly { readonly name: string }[]]) => [
        kind,
        list.filter(({ name }) => !name.startsWith('millwright_')).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ]),
    )
  } finally {
    await db.close()
  }
}
