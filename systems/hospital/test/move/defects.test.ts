import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProblem, openDatabase, status } from 'millwright'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Moved } from '../../src/move/follow.ts'
import { hospitalProject } from '../../src/move/project.ts'
import { list, ocm, ppm, writeRegisters } from './records.ts'
import {
  change,
  count,
  digestOf,
  emptyPlace,
  move,
  type Place,
  query,
  readData,
  root,
  samplePlace,
  sharedPlace,
  writeData,
} from './support.ts'

// The defects of the program that this one replaces, by their numbers. None of them may come back.
const place: Place = sharedPlace()
let moved: Moved
beforeAll(async () => {
  moved = await move(place)
})

test('H-01 no manufacturer, log number or engineer is invented: every row has those of its record', () => {
  const records = JSON.parse(readData(place, 'ocm.json')) as Record<string, string>[]
  const rows = query(place, 'select manufacturer, log_number, engineer from ocm_equipment order by no')
  expect(rows).toEqual(
    records.map((one) => ({
      manufacturer: one['Manufacturer'],
      log_number: one['Log_Number'],
      engineer: one['Engineer'],
    })),
  )
})

test('H-02 two duplicates are not dropped: they have rows, or the move ends with another exit code than 0', async () => {
  expect(count(place, 'ocm_equipment')).toBe(612)
  const other = emptyPlace()
  writeRegisters(other, { ocms: [ocm(1), ocm(2, { Serial: 'SN1001' })] })
  expect((await move(other)).exit).toBe(4)
})

test('H-03 every quarter of every PPM device is stored', () => {
  const empty = [1, 2, 3, 4].map((q) => `ppm_q${q}_date is null or ppm_q${q}_status is null`).join(' or ')
  expect(query(place, `select no from ppm_equipment where ${empty}`)).toEqual([])
  expect(
    query(
      place,
      'select count(ppm_q1_engineer) + count(ppm_q2_engineer) + count(ppm_q3_engineer) + count(ppm_q4_engineer) as n from ppm_equipment',
    )[0]?.['n'],
  ).toBe(4 * 1038 - 58)
})

test('H-04 the schema comes from the migrations that ran, and none was stamped', async () => {
  const applied = query(place, 'select id, run, proved from millwright_migration order by id')
  expect(applied.map(({ id }) => id)).toEqual(['0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008', '0009'])
  expect(applied.every(({ run, proved }) => run === moved.document.run.id && proved === 1)).toBe(true)
  expect((await status(await hospitalProject(place.db))).drift).toEqual([])
})

test('H-05 and H-06 the whole history runs on an empty database, every index once', async () => {
  const project = await hospitalProject(place.db)
  const db = await openDatabase(project, { readOnly: true })
  try {
    const names = (await project.dialect.inspect(db)).indexes.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  } finally {
    await db.close()
  }
  expect(moved.document.checks.find(({ kind }) => kind === 'schema')?.ok).toBe(true)
})

test('H-07 the history is append-only: an applied migration that is gone is refused', async () => {
  const other = emptyPlace()
  writeRegisters(other, {})
  await move(other)
  change(other, "update millwright_migration set id = '0000' where id = '0001'")
  await expect(move(other)).rejects.toSatisfy((error) => isProblem(error) && error.code.startsWith('HIST'))
})

test('H-08 nothing is repaired by hand: no program here writes to a table outside of a migration or a register', () => {
  const files = readdirSync(join(root, 'src', 'move')).map((name) =>
    readFileSync(join(root, 'src', 'move', name), 'utf8'),
  )
  for (const text of files) expect(text).not.toMatch(/sql`\s*(?:update|delete|insert)\b/i)
})

test('H-09 a second move is not 612 errors and success: 612 are unchanged', async () => {
  const { document } = await move(place)
  expect(document.registers['ocm']).toMatchObject({ read: 612, unchanged: 612, rejected: 0 })
})

describe('dates and engineers', () => {
  let dated: Moved
  const own = sharedPlace()
  beforeAll(async () => {
    writeRegisters(own, {
      ocms: [
        ocm(1, { Service_Date: 'some day', Next_Maintenance: 'N/A' }),
        ocm(2, { Service_Date: 'N/A', Next_Maintenance: 'N/A' }),
        ocm(3, { Service_Date: '29/02/2024', Next_Maintenance: 'N/A' }),
        ocm(4, { Service_Date: '10/25/2025', Next_Maintenance: '10/25/2026' }),
        ocm(5, { Engineer: 'N/A' }),
      ],
      ppms: [ppm(1, { PPM_Q_I: { engineer: 'N/A', quarter_date: '01/01/2025', status: null } })],
    })
    dated = await move(own)
  })

  test('H-16 a register goes in as records and never as something else', () => {
    expect(dated.document.registers['ocm']).toMatchObject({ read: 5, written: 5 })
  })

  test('H-17 an engineer N/A is nobody, so nothing counts as maintained by him', () => {
    expect(query(own, 'select engineer from ocm_equipment where no = 5')[0]?.['engineer']).toBeNull()
    expect(query(own, 'select ppm_q1_engineer as engineer, ppm_q1_status as state, status from ppm_equipment')).toEqual(
      [{ engineer: null, state: 'Overdue', status: 'Overdue' }],
    )
  })

  test('H-18 no date is invented: what cannot be read is none, a leap day has its next year, no day changes place with its month', () => {
    expect(query(own, 'select no, service_date, next_maintenance from ocm_equipment where no < 5 order by no')).toEqual(
      [
        { no: 1, service_date: null, next_maintenance: null },
        { no: 2, service_date: null, next_maintenance: null },
        { no: 3, service_date: '2024-02-29', next_maintenance: '2025-02-28' },
        { no: 4, service_date: null, next_maintenance: null },
      ],
    )
    expect(dated.document.dataQuality.filter(({ code }) => code === 'date_invalid').map(({ rows }) => rows)).toEqual([
      2, 1,
    ])
  })
})

test('H-22 a damaged settings file is an error and stays as it is; it is never replaced by defaults', async () => {
  const other = samplePlace()
  writeData(other, 'settings.json', '{"email_send_time_hour": 7, ')
  const before = digestOf(join(other.data, 'settings.json'))
  await expect(move(other)).rejects.toSatisfy((error) => isProblem(error) && error.code.startsWith('SRC'))
  expect([digestOf(join(other.data, 'settings.json')), digestOf(other.db)]).toEqual([before, 'not there'])
})

test('H-30 no user is invented, and no password in clear text is carried over', () => {
  const users = query(place, 'select username, password_hash, must_reset from users order by id')
  expect(users.map(({ username }) => username)).toEqual([
    'admin-a',
    'editor-a',
    'editor-b',
    'editor-c',
    'viewer-a',
    'viewer-b',
  ])
  expect(users.filter((user) => user['password_hash'] === null).every((user) => user['must_reset'] === 1)).toBe(true)
})

test('H-34 the serial is unique once, under one name', () => {
  const unique = query(
    place,
    "select name, sql from sqlite_schema where tbl_name = 'ocm_equipment' and type = 'index' and (sql like '%UNIQUE%(serial)%' or sql is null)",
  )
  expect(unique.map(({ name }) => name)).toEqual(['sqlite_autoindex_ocm_equipment_1', 'uq_ocm_equipment_serial'])
  expect(query(place, "select name from pragma_index_info('sqlite_autoindex_ocm_equipment_1')")).toEqual([
    { name: 'no' },
  ])
})

test('H-35 training ids are numbers, and the machines of a person stand in one place', () => {
  expect(query(place, "select count(*) as n from training_records where typeof(id) = 'integer'")[0]?.['n']).toBe(238)
  expect(
    query(
      place,
      "select name from pragma_table_info('training_records') where name like '%assign%' or name like '%machine%'",
    ),
  ).toEqual([])
})

test('H-36 a copy is verified by its content: hash, form and number of records', async () => {
  const { jsonBackups } = moved.document
  expect(jsonBackups.map(({ file, records }) => [file, records])).toEqual([
    ['ocm.json', 612],
    ['ppm.json', 1038],
    ['training.json', 238],
    ['departments_and_machines.json', 26],
    ['settings.json', 14],
    ['audit_log.json', 62],
  ])
  for (const { file, path, sha256 } of jsonBackups) {
    expect([digestOf(path), digestOf(join(place.data, file))]).toEqual([sha256, sha256])
    expect(readFileSync(`${path}.sha256`, 'utf8')).toContain(sha256)
  }
  const other = emptyPlace()
  writeRegisters(other, {})
  writeData(other, 'training.json', list([]).slice(0, 1))
  await expect(move(other)).rejects.toSatisfy((error) => isProblem(error) && error.code.startsWith('SRC'))
  expect(readdirSync(join(other.data, 'backups')).filter((name) => name.startsWith('training'))).toEqual([])
})
