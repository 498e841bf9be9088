import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProblem } from 'millwright'
import { expect, test } from 'vitest'
import { deltaSince } from '../../src/back/delta.ts'
import { exportRegister } from '../../src/back/export.ts'
import { withRebuilt } from '../../src/back/rebuild.ts'
import { type RollbackDocument, runRollback } from '../../src/back/run-rollback.ts'
import { moveEnd } from '../../src/move/history.ts'
import { readMoveRun } from '../../src/move/ledger.ts'
import { lookAt } from '../../src/move/look.ts'
import { hospitalProject } from '../../src/move/project.ts'
import { change, contentOf, digestOf, move, type Place, query, readData, samplePlace, writeData } from './support.ts'

const back = async (
  place: Place,
  flags: { acceptLoss?: boolean; mergeDelta?: boolean } = {},
): Promise<RollbackDocument> =>
  (await runRollback({ data: place.data, db: place.db, acceptLoss: false, mergeDelta: false, json: false, ...flags }))
    .document

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
}

const tablesIn = (place: Place): readonly unknown[] =>
  query(
    place,
    "select name from sqlite_schema where name not like 'millwright%' and tbl_name not like 'millwright%' and name not like 'sqlite_%'",
  )

const jsonDigests = (place: Place): readonly string[] =>
  readdirSync(place.data)
    .filter((name) => name.endsWith('.json'))
    .map((name) => digestOf(join(place.data, name)))

test('an untouched register goes back byte for byte, the tables are gone, and the move can be made again', async () => {
  const place = samplePlace()
  const before = jsonDigests(place)
  await move(place)
  const moved = contentOf(place)
  appendFileSync(join(place.data, 'ocm.json'), ' ')
  const document = await back(place)
  expect(document.verdict.word).toBe('REVERTED')
  expect(document.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(jsonDigests(place)).toEqual(before)
  expect(tablesIn(place)).toEqual([])
  expect(document.delta).toEqual([])
  expect((await move(place)).exit).toBe(0)
  expect(contentOf(place)).toBe(moved)
})

const edits = `
  update ocm_equipment set name = 'RENAMED DEVICE', updated_at = '2026-01-01T00:00:00.000Z' where no = 1;
  update ocm_equipment set status = 'Overdue' where no = 2;
  delete from ocm_equipment where no = 3;
  insert into ocm_equipment (no, department, name, model, serial, manufacturer, log_number, service_date, status, created_at, updated_at)
    values (613, 'LAB', 'NEW DEVICE', 'N-1', 'NEW 1', 'ACME', '9001', '2026-01-05', 'Upcoming', '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z');
  insert into audit_log (occurred_at, event_type, performed_by, description, status, details)
    values ('2026-01-05T00:00:00.000Z', 'Equipment Added', 'admin-a', 'NEW 1 was added', 'Success', '{}');`

test('what was done since is never lost without a word', async () => {
  const place = samplePlace()
  await move(place)
  change(place, edits)
  const before = [contentOf(place), ...jsonDigests(place)]
  expect(await codeOf(() => back(place))).toBe('HOSP122')
  expect(await codeOf(() => back(place, { mergeDelta: true }))).toBe('HOSP122')
  expect([contentOf(place), ...jsonDigests(place)]).toEqual(before)
})

test('merged: the registers come back with what was done in the database, the rest letter by letter', async () => {
  const place = samplePlace()
  const original = readData(place, 'ocm.json')
  await move(place)
  change(place, edits)
  const document = await back(place, { mergeDelta: true, acceptLoss: true })
  expect(document.verdict.word).toBe('REVERTED')
  expect(document.delta).toEqual([
    { table: 'audit_log', created: 1, changed: 0, deleted: 0 },
    { table: 'ocm_equipment', created: 1, changed: 1, deleted: 1 },
  ])
  const [old, now] = [JSON.parse(original), JSON.parse(readData(place, 'ocm.json'))] as Record<string, unknown>[][]
  expect(now).toHaveLength(612)
  expect(now?.[0]).toEqual({ ...old?.[0], Name: 'RENAMED DEVICE' })
  expect(now?.slice(1, 611)).toEqual([old?.[1], ...(old?.slice(3) ?? [])])
  expect(now?.at(-1)).toMatchObject({
    NO: 613,
    Serial: 'NEW 1',
    Service_Date: '05/01/2026',
    Installation_Date: 'N/A',
    Engineer: 'N/A',
  })
  expect(document.restored.find(({ file }) => file === 'ocm.json')?.merged).toBe(true)
  const file = document.deltaFiles.find((name) => name.includes('ocm_delta_')) ?? ''
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    table: 'ocm_equipment',
    created: [{ NO: 613 }],
    changed: [{ NO: 1 }],
    deleted: [{ NO: 3 }],
  })
})

test('given up: the files come back as they were, and what was given up stands in a file', async () => {
  const place = samplePlace()
  const before = jsonDigests(place)
  await move(place)
  change(place, edits)
  const document = await back(place, { acceptLoss: true })
  expect(document.verdict.word).toBe('REVERTED')
  expect(jsonDigests(place)).toEqual(before)
  expect(tablesIn(place)).toEqual([])
  expect(document.deltaFiles).toHaveLength(2)
})

test('an untouched register, exported with its lineage, is the file byte for byte', async () => {
  const place = samplePlace()
  await move(place)
  const project = await hospitalProject(place.db)
  const stored = await lookAt(project, readMoveRun)
  if (stored === undefined) throw new Error('no run')
  const deltas = await withRebuilt({ facts: stored.facts, level: moveEnd }, (then) =>
    lookAt(project, (now) => deltaSince(project, now, then)),
  )
  for (const register of ['ocm', 'ppm'] as const) {
    const delta = deltas.find(({ table }) => table === `${register}_equipment`)
    if (delta === undefined) throw new Error('no delta')
    const pieces = await lookAt(project, (db) =>
      Array.fromAsync(exportRegister(db, register, { run: stored.run, delta })),
    )
    expect(pieces.join('')).toBe(readData(place, `${register}.json`))
  }
})

test('a copy that was changed is never put back, and a database without a move has nothing to take back', async () => {
  const place = samplePlace()
  expect(await codeOf(() => back(place))).toBe('HOSP120')
  await move(place)
  const copy = query(place, 'select document from millwright_run')[0]?.['document']
  const backups = JSON.parse((JSON.parse(String(copy)) as { params: { backups: string } }).params.backups) as {
    path: string
  }[]
  appendFileSync(backups[0]?.path ?? '', ' ')
  const before = [contentOf(place), ...jsonDigests(place)]
  expect(await codeOf(() => back(place, { acceptLoss: true }))).toBe('HOSP121')
  expect([contentOf(place), ...jsonDigests(place)]).toEqual(before)
  writeData(place, 'note.txt', 'nothing of this was touched')
})
