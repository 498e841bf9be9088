import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { down, isProblem, up } from 'millwright'
import { expect, test } from 'vitest'
import { type RollbackDocument, runRollback } from '../../src/back/run-rollback.ts'
import { hospitalProject } from '../../src/move/project.ts'
import { list, ocm, ppm, writeRegisters } from './records.ts'
import { change, contentOf, digestOf, emptyPlace, move, type Place, query, readData, samplePlace } from './support.ts'

const back = async (
  place: Place,
  flags: { acceptLoss?: boolean; mergeDelta?: boolean } = {},
): Promise<RollbackDocument> =>
  (await runRollback({ data: place.data, db: place.db, acceptLoss: false, mergeDelta: false, json: false, ...flags }))
    .document

const refusal = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (isProblem(error)) return `${error.code} ${error.text.what}`
    throw error
  }
}

async function movedToHead(place: Place): Promise<void> {
  await move(place)
  expect(await up(await hospitalProject(place.db), { yes: true })).toMatchObject({ verdict: 'PROVED' })
}

const jsonDigests = (place: Place): readonly string[] =>
  readdirSync(place.data)
    .filter((name) => name.endsWith('.json'))
    .map((name) => digestOf(join(place.data, name)))

const objectsIn = (place: Place): readonly unknown[] =>
  query(
    place,
    "select name from sqlite_schema where name not like 'millwright%' and tbl_name not like 'millwright%' and name not like 'sqlite_%'",
  )

function twoAndThree(): Place {
  const place = emptyPlace()
  writeRegisters(place, { ocms: [ocm(1), ocm(2)], ppms: [ppm(1), ppm(2), ppm(3)] })
  return place
}

test('from the head of the history an untouched register goes back byte for byte, and can be moved again', async () => {
  const place = samplePlace()
  const before = jsonDigests(place)
  await movedToHead(place)
  const moved = contentOf(place)
  appendFileSync(join(place.data, 'ppm.json'), ' ')
  const document = await back(place)
  expect(document.verdict.word).toBe('REVERTED')
  expect(document.followUps?.verdict).toBe('PROVED')
  expect(document.followUps?.migrations.slice(-4)).toEqual(['0013', '0012', '0011', '0010'])
  expect(document.delta).toEqual([])
  expect(jsonDigests(place)).toEqual(before)
  expect(objectsIn(place)).toEqual([])
  await movedToHead(place)
  expect(contentOf(place)).toBe(moved)
})

test('what was done while the register was tall is merged, and a day of completion is never lost without a word', async () => {
  const place = twoAndThree()
  const original = JSON.parse(readData(place, 'ppm.json')) as Record<string, unknown>[]
  await movedToHead(place)
  change(
    place,
    `pragma foreign_keys = on;
    update ppm_visit set engineer = 'TECH-E', completed_on = '2025-07-16' where equipment_id = 2 and quarter = 1;
    delete from ppm_equipment where no = 3`,
  )
  const before = [contentOf(place), ...jsonDigests(place)]
  expect(await refusal(() => back(place))).toBe(
    'HOSP122 Going back would lose what was done in the database since: ppm_equipment: 1 changed, 1 deleted.',
  )
  expect(await refusal(() => back(place, { mergeDelta: true }))).toBe(
    'HOSP122 Going back would lose what was done in the database since: ppm_visit: 1 day of completion.',
  )
  expect([contentOf(place), ...jsonDigests(place)]).toEqual(before)
  const document = await back(place, { mergeDelta: true, acceptLoss: true })
  expect(document.verdict.word).toBe('REVERTED')
  expect(document.delta).toEqual([{ table: 'ppm_equipment', created: 0, changed: 1, deleted: 1 }])
  const merged = { ...original[1], PPM_Q_I: { engineer: 'TECH-E', quarter_date: '15/07/2025', status: null } }
  expect(JSON.parse(readData(place, 'ppm.json'))).toEqual([original[0], merged])
  const [file = ''] = document.deltaFiles
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    changed: [{ NO: 2, PPM_Q_I_completed_on: '16/07/2025' }],
    deleted: [{ NO: 3 }],
  })
})

test('who is signed in is nothing to keep, a new device is taken out and merged', async () => {
  const place = twoAndThree()
  await movedToHead(place)
  const moment = '2026-01-05T00:00:00.000Z'
  change(
    place,
    `insert into sign_in_failures (subject, occurred_at) values ('${'a'.repeat(64)}', '${moment}');
    insert into ppm_equipment (id, no, department, model, serial, manufacturer, log_number, status, created_at, updated_at)
      values (4, 4, 'LAB', 'M', 'NEW', 'ACME', '1', 'Upcoming', '${moment}', '${moment}');
    insert into ppm_visit (equipment_id, quarter, due_date) values (4, 1, '2026-02-01'), (4, 2, null), (4, 3, null), (4, 4, null)`,
  )
  const document = await back(place, { mergeDelta: true })
  expect(document.verdict.word).toBe('REVERTED')
  expect(document.delta).toEqual([{ table: 'ppm_equipment', created: 1, changed: 0, deleted: 0 }])
  const records = JSON.parse(readData(place, 'ppm.json')) as Record<string, unknown>[]
  expect(records).toHaveLength(4)
  expect(records[3]).toMatchObject({ NO: 4, SERIAL: 'NEW', PPM_Q_I: { quarter_date: '01/02/2026', engineer: null } })
  expect(list(records.slice(0, 3))).toBe(list([ppm(1), ppm(2), ppm(3)]))
})

test('when what came after cannot be taken back, the JSON files stay as they are', async () => {
  const place = twoAndThree()
  await movedToHead(place)
  const project = await hospitalProject(place.db)
  await down(project, { target: '0012', yes: true })
  change(place, "update ppm_visit set engineer = 'ONLY HERE' where equipment_id = 1 and quarter = 1")
  appendFileSync(join(place.data, 'ppm.json'), ' ')
  const before = jsonDigests(place)
  expect(await refusal(() => back(place))).toBe(
    'HOSP124 What came after the move could not be taken back: Undoing step "visits" would empty ppm_visit, and 1 row of it is not what its query gives now.',
  )
  expect(jsonDigests(place)).toEqual(before)
  expect(query(place, "select quarter from ppm_visit where engineer = 'ONLY HERE'")).toEqual([{ quarter: 1 }])
  change(
    place,
    "update ppm_visit set engineer = (select ppm_q1_engineer from ppm_equipment where id = 1) where engineer = 'ONLY HERE'",
  )
  expect((await back(place)).verdict.word).toBe('REVERTED')
})
